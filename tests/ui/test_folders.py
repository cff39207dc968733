"""Watched folders in the library: how they stand, rules with a path to try, pausing, removing and taking it back."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from core.model.folder import Folder, FolderStanding, FolderState, Rules
from tests.ui.records import NOW
from tests.ui.world import World
from ui.library.folders import PAUSE, REMOVE, RESUME, RULES
from ui.places import Places
from ui.widgets.rows import RowRole

AWAY = "It is not there at the moment: a disk may not be connected. What Ebb remembers of it stays."


def standing(path: str, state: FolderState = FolderState.WATCHED, **counts: object) -> FolderStanding:
    return FolderStanding(Folder(1, path, Rules(exclude=("drafts/",)), state, NOW, NOW), **counts)  # type: ignore[arg-type]


def test_nothing_is_seen_until_a_folder_is_watched(qtbot: QtBot, places: Places, world: World, tmp_path: Path) -> None:
    places.go("library")
    folders = places.library.folders
    assert not folders._card.isVisible()
    folders.choose(tmp_path)
    rules = folders.rules
    rules.exclude.setPlainText("*.csv\n")
    rules.tried.setText("sub/table.csv")
    qtbot.waitUntil(lambda: "*.csv" in rules.verdict.text())
    assert rules.verdict.property("tone") == "warn"
    rules.tried.setText("sub/table.md")
    qtbot.waitUntil(lambda: rules.verdict.text().startswith("Taken in"))
    rules.exclude.setPlainText("!")
    rules.accept.click()
    qtbot.waitUntil(lambda: "no pattern" in rules.verdict.text() and rules.isVisible())
    rules.exclude.setPlainText("*.csv")
    rules.accept.click()
    qtbot.waitUntil(folders._card.isVisible)
    assert not rules.isVisible()
    assert world.folders[0].folder.rules.exclude == ("*.csv",)


def test_how_a_folder_stands_is_told_in_words(qtbot: QtBot, places: Places, world: World) -> None:
    world.folders = [standing("/home/mira/Papers", files=1204, memories=9310, waiting=12, failed=2, gone=1)]
    places.go("library")
    model = places.library.folders.model
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert model.index(0).data() == "Papers"
    assert model.index(0).data(RowRole.DETAIL) == (
        "1,204 files · 9,310 memories · 12 to go · 2 could not be read · 1 gone, restorable for 30 days · "
        "/home/mira/Papers"
    )
    world.folders = [standing("/media/stick", FolderState.AWAY, files=3, memories=8, notice=AWAY)]
    places.library.refresh()
    qtbot.waitUntil(lambda: model.index(0).data(RowRole.TONE) == "warn")
    assert model.index(0).data(RowRole.DETAIL).startswith(AWAY)


def test_a_folder_is_paused_changed_removed_and_taken_back(qtbot: QtBot, places: Places, world: World) -> None:
    world.folders = [standing("/home/mira/Papers")]
    places.go("library")
    folders = places.library.folders
    qtbot.waitUntil(lambda: folders.model.rowCount() == 1)
    folders.list.acted.emit(folders.model.index(0), PAUSE)
    qtbot.waitUntil(lambda: folders.model.index(0).data(RowRole.ICON) == "pause")
    folders.list.acted.emit(folders.model.index(0), RESUME)
    qtbot.waitUntil(lambda: folders.model.index(0).data(RowRole.ICON) == "folder")
    folders.list.acted.emit(folders.model.index(0), RULES)
    assert folders.rules.rules().exclude == ("drafts/",)
    folders.rules.cancel.click()
    folders.list.acted.emit(folders.model.index(0), REMOVE)
    qtbot.waitUntil(lambda: world.folders == [] and folders.notice.isVisible())
    folders.notice.acted.emit()
    qtbot.waitUntil(lambda: folders.model.rowCount() == 1)
    assert world.folders[0].folder.rules.exclude == ("drafts/",)
    folders.only_idle.click()
    qtbot.waitUntil(lambda: world.work_times.only_idle)
