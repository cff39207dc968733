"""Choosing the language model in Settings: what is there, how it would run, what is added and used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from core.inference.downloading.catalogue import read_offers
from core.inference.models import OVERRIDE, find_starter
from core.model.models import InstalledModel
from core.model.plan import Fit
from core.modelling import Modelling
from core.store.database import Database
from tests.ui.world import World
from tests.unit.inference.hub import Hub, serve
from ui.places import Places
from ui.settings.answering import AnsweringSection
from ui.settings.crossing import CrossingSection
from ui.settings.downloads import DownloadSection
from ui.theme.theme import Theme


@pytest.fixture
def modelling(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Modelling:
    monkeypatch.delenv(OVERRIDE, raising=False)
    monkeypatch.setattr(Modelling, "judge", lambda _, offer: (Fit.FITS, f"{offer.name} would run."))
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


CONTENT = bytes(range(256)) * 4096


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub on loopback with one small model; that it is none that could answer is not looked at."""
    offer = replace(read_offers()[0], files=("small.gguf",), size=len(CONTENT))
    monkeypatch.setattr("core.modelling.read_offers", lambda: (offer,))
    monkeypatch.setattr("core.modelling.find_offer", lambda id_: offer)
    monkeypatch.setattr("core.modelling.check_model", lambda path: None)
    with serve(Hub(CONTENT)) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.endpoint)
        yield made


def test_a_model_is_downloaded_paused_gone_on_with_and_used(
    qtbot: QtBot, theme: Theme, modelling: Modelling, hub: Hub
) -> None:
    section = DownloadSection(theme, SimpleNamespace(models=modelling))
    qtbot.addWidget(section)
    section.show()
    section.refresh()
    qtbot.waitUntil(lambda: bool(section.rows))
    assert hub.endpoint in section._what.text()
    assert hub.asked == [], "nothing is asked for before Download is pressed"
    (row,) = section.rows.values()
    qtbot.waitUntil(lambda: row.verdict.text() == "fits")
    hub.cut, hub.stall = 600_000, True
    row.fetch.click()
    qtbot.waitUntil(lambda: "of 1.0 MB" in row.detail.text(), timeout=60_000)
    row.pause.click()
    qtbot.waitUntil(lambda: next(iter(section.rows.values())).fetch.text().startswith("Go on ("), timeout=60_000)
    hub.stall = False
    with qtbot.waitSignal(section.downloaded, timeout=60_000):
        next(iter(section.rows.values())).fetch.click()
    assert hub.etag[:12] in section.notice.text
    (added,) = (one for one in modelling.list() if one.downloaded)
    assert added.path is not None
    assert added.path.read_bytes() == CONTENT
    qtbot.waitUntil(section.isHidden)  # nothing is left to download


def test_what_can_be_downloaded_is_a_part_of_the_settings(places: Places) -> None:
    settings = places.settings
    for section in (settings.answering, settings.crossing, settings.downloads):
        assert settings.isAncestorOf(section)


def test_a_cross_encoder_is_chosen_and_removed(qtbot: QtBot, theme: Theme) -> None:
    class Known:
        def __init__(self) -> None:
            self.used, self.there = "Reader", True

        def list(self) -> list[InstalledModel]:
            if not self.there:
                return []
            reader = InstalledModel("Reader", Path("/m/r"), 9_000_000, False, self.used == "Reader", downloaded=True)
            return [reader, InstalledModel("", None, 0, False, self.used == "none")]

        def use(self, name: str) -> None:
            self.used = name

        def remove(self, name: str) -> None:
            self.there = False

    known = Known()
    section = CrossingSection(theme, SimpleNamespace(cross_encoders=known))
    qtbot.addWidget(section)
    section.refresh()
    qtbot.waitUntil(lambda: section.isVisible() and section.rows["Reader"].choice.isChecked())
    section.rows[""].choice.click()
    qtbot.waitUntil(lambda: known.used == "none" and section.rows[""].model.used)
    with qtbot.waitSignal(section.removed):
        section.rows["Reader"].remove.click()
    qtbot.waitUntil(lambda: not section.isVisible())
