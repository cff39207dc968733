"""Changing the embedding model in Settings: the cost first, then its progress, a pause, and keeping what is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from core.errors import MachineError
from core.model.events import MeaningChanged
from core.model.models import InstalledModel
from core.model.moving import MoveCost, MoveStanding
from core.model.work import Progress
from ui.places import Places
from ui.settings.meaning import MeaningSection
from ui.theme.theme import Theme

STARTER = InstalledModel("Starter", Path("/m/s"), 91_000_000, starter=True, used=True)
OTHER = InstalledModel("Other", Path("/m/o"), 470_000_000, starter=False, used=False, downloaded=True)


class Models:
    """Two models; a change goes on only when a test says so."""

    def __init__(self) -> None:
        self.used = "Starter"
        self.standing: MoveStanding | None = None
        self.problem = ""

    def list(self) -> list[InstalledModel]:
        return [replace(model, used=model.name == self.used) for model in (STARTER, OTHER)]

    def cost(self, name: str) -> MoveCost:
        return MoveCost(name, 12, 90.0, 0, 1000, 1000)

    def describe(self, cost: MoveCost) -> str:
        return f"{cost.memories} memories with {cost.name}."

    def use(self, name: str) -> None:
        if self.problem:
            raise MachineError(self.problem)
        self.standing = MoveStanding(name, name, 0, 12, paused=False)

    def pause(self, *, paused: bool) -> None:
        assert self.standing is not None
        self.standing = replace(self.standing, paused=paused)

    def give_up(self) -> None:
        self.standing = None


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def section(qtbot: QtBot, theme: Theme, models: Models) -> MeaningSection:
    made = MeaningSection(theme, SimpleNamespace(meaning=models))
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: len(made.rows) == 2)
    return made


def begin(qtbot: QtBot, section: MeaningSection) -> None:
    section.rows["Other"].choice.click()
    qtbot.waitUntil(section.offer.change.isEnabled)
    section.offer.change.click()
    qtbot.waitUntil(section.move.isVisible)


def test_nothing_is_begun_before_the_cost_was_agreed_to(qtbot: QtBot, section: MeaningSection, models: Models) -> None:
    section.rows["Other"].choice.click()
    assert section.offer.isVisible()
    qtbot.waitUntil(section.offer.change.isEnabled)
    assert section.offer.text.text() == "12 memories with Other."
    section.offer.keep.click()
    assert not section.offer.isVisible()
    assert section.rows["Starter"].choice.isChecked()
    assert models.standing is None


def test_a_change_shows_how_far_it_is_and_that_it_is_done(
    qtbot: QtBot, section: MeaningSection, models: Models
) -> None:
    begin(qtbot, section)
    assert not section.offer.isVisible()
    assert section.rows["Starter"].choice.isChecked(), "the model of now is the one in use"
    section.hear(MeaningChanged(Progress("moving", 5, 12, "memories", 1.0, 7.0)))
    assert section.move.detail.text().startswith("5 of 12 memories")
    section.move.pause.click()
    qtbot.waitUntil(lambda: section.move.pause.text() == "Go on")
    section.move.pause.click()
    qtbot.waitUntil(lambda: section.move.pause.text() == "Pause")
    models.used, models.standing = "Other", None
    section.hear(MeaningChanged(None))
    qtbot.waitUntil(lambda: "found with Other now" in section.notice.text)
    assert not section.move.isVisible()
    assert section.rows["Other"].choice.isChecked()


def test_a_change_is_given_up_and_what_went_wrong_is_said(
    qtbot: QtBot, section: MeaningSection, models: Models
) -> None:
    begin(qtbot, section)
    section.hear(MeaningChanged(None, "The disk is full."))
    assert section.notice.text == "The disk is full."
    section.move.give_up.click()
    qtbot.waitUntil(lambda: models.standing is None and section.rows["Other"].choice.isEnabled())
    assert "now" not in section.notice.text
    models.problem = "It is gone."
    section.rows["Other"].choice.click()
    qtbot.waitUntil(section.offer.change.isEnabled)
    section.offer.change.click()
    qtbot.waitUntil(lambda: section.notice.text == "It is gone.")
    qtbot.waitUntil(lambda: section.rows["Starter"].choice.isChecked())


def test_it_stands_in_the_settings(places: Places) -> None:
    assert places.settings.isAncestorOf(places.settings.meaning)
