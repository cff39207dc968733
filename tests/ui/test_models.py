"""Choosing the language model in Settings: what is there, how it would run, what is added and used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from core.inference.models import OVERRIDE, find_starter
from core.model.plan import Fit
from core.modelling import Modelling
from core.store.database import Database
from tests.ui.world import World
from ui.places import Places
from ui.settings.answering import AnsweringSection
from ui.theme.theme import Theme


@pytest.fixture
def modelling(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Modelling:
    monkeypatch.delenv(OVERRIDE, raising=False)
    monkeypatch.setattr(Modelling, "describe", lambda _, path: (Fit.SLOW, f"Reads {path.name} from the disk."))
    return Modelling(database, lambda: None, tmp_path / "models")


@pytest.fixture
def section(qtbot: QtBot, theme: Theme, modelling: Modelling) -> Iterator[AnsweringSection]:
    """The section over the real choice of a vault; only how a model would run is not measured."""
    made = AnsweringSection(theme, SimpleNamespace(models=modelling))
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: len(made.rows) == 2)
    return made


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.gguf"
    path.symlink_to(find_starter("language").path)
    return path


def test_a_model_is_added_used_and_removed(
    qtbot: QtBot, section: AnsweringSection, modelling: Modelling, mine: Path
) -> None:
    section.add_file(mine)
    qtbot.waitUntil(lambda: "mine" in section.rows)
    assert "was added" in section.notice.text
    qtbot.waitUntil(lambda: section.rows["mine"].verdict.text() == "slow")
    assert section.rows["mine"].plan.text().endswith("Reads mine.gguf from the disk.")
    section.rows["mine"].choice.click()
    qtbot.waitUntil(lambda: modelling.chosen == str(mine))
    qtbot.waitUntil(lambda: section.rows["mine"].model.used)
    section.rows["mine"].remove.click()
    qtbot.waitUntil(lambda: "mine" not in section.rows)
    assert modelling.chosen == ""
    assert section.rows[find_starter("language").name].choice.isChecked()
    assert mine.exists()


def test_what_is_no_model_says_why(qtbot: QtBot, section: AnsweringSection, tmp_path: Path) -> None:
    bad = tmp_path / "film.gguf"
    bad.write_bytes(b"no model at all")
    section.add_file(bad)
    qtbot.waitUntil(lambda: "not a GGUF file" in section.notice.text)
    assert len(section.rows) == 2


def test_none_can_be_used(qtbot: QtBot, section: AnsweringSection, modelling: Modelling) -> None:
    section.rows[""].choice.click()
    qtbot.waitUntil(lambda: modelling.chosen == "none")


def test_a_model_that_is_dropped_goes_to_settings(
    qtbot: QtBot, places: Places, world: World, modelling: Modelling, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(places._assistant), "models", modelling)
    places.add([mine])
    assert places.current == "settings"
    qtbot.waitUntil(lambda: "mine" in places.settings.answering.rows)
    assert world.added == []
