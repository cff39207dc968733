"""The library: adding, progress, failures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from core.model.events import LibraryChanged, WorkChanged
from core.model.work import JobState, Skipped
from tests.ui.records import failed_job, reading, source
from tests.ui.world import World
from ui.background import background
from ui.places import Places
from ui.widgets.rows import RowRole
from ui.window import MainWindow


def test_drop_anywhere_adds(qtbot: QtBot, window: MainWindow, places: Places, world: World, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.md")), QUrl("http://example.org/x")])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: world.added == [tmp_path / "a.md"])
    assert places.current == "library"


def test_progress_is_told_in_words_and_can_be_paused(qtbot: QtBot, places: Places, world: World) -> None:
    places.go("library")
    assistant = places.library._assistant
    qtbot.waitUntil(lambda: bool(assistant._listeners))
    assistant.tell(reading(212, 1204))
    work = places.library.work
    qtbot.waitUntil(work.isVisible)
    assert work.detail == "212 of 1,204 passages · 48 per second · about 20 seconds left"
    work._pause.click()
    qtbot.waitUntil(lambda: world.paused and work._pause.text() == "Go on")
    assistant.tell(WorkChanged(None))
    qtbot.waitUntil(work.isHidden)


def test_a_read_begun_before_a_pause_does_not_undo_it(
    qtbot: QtBot, places: Places, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.go("library")
    library = places.library
    qtbot.waitUntil(lambda: bool(library._assistant._listeners))
    library._assistant.tell(reading(1, 2))
    qtbot.waitUntil(library.work.isVisible)
    begun, go_on = Event(), Event()
    world.jobs = [replace(failed_job(5, "/a/talk.jsonl", ""), state=JobState.DONE)]

    def slow(job_id: int) -> list[Skipped]:
        begun.set()
        go_on.wait()
        return []

    with monkeypatch.context() as patch:
        patch.setattr(library._assistant, "skipped", slow)
        library.refresh()
        qtbot.waitUntil(begun.is_set)
    library.work._pause.click()
    qtbot.waitUntil(lambda: world.paused and library.work._pause.text() == "Go on")
    go_on.set()
    assert background().finish()
    QCoreApplication.processEvents()
    assert library.work._pause.text() == "Go on"


def test_failures_have_reasons_and_ways_out(qtbot: QtBot, places: Places, world: World) -> None:
    world.jobs = [failed_job(1, "/a/scan.pdf", "No text in it."), failed_job(2, "/a/b.docx", "Password.")]
    world.skipped = (Skipped("/a/film.mp4", "Ebb does not read films."),)
    places.library.add([Path("/a")])
    failures = places.library.failures
    qtbot.waitUntil(lambda: failures.rowCount() == 3)
    assert [len(failures.index(row).data(RowRole.ACTIONS)) for row in range(3)] == [2, 2, 1]
    index = failures.index(2)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Left out: /a/film.mp4. Ebb does not read films."
    places.library.failed_list.acted.emit(failures.index(0), "retry")
    qtbot.waitUntil(lambda: failures.rowCount() == 2)
    places.library._dismiss_all.click()
    qtbot.waitUntil(lambda: failures.rowCount() == 0)
    qtbot.waitUntil(lambda: not places.library._failed_card.isVisible())


def test_lines_a_job_left_out_are_told(qtbot: QtBot, places: Places, world: World) -> None:
    done = replace(failed_job(5, "/a/talk.jsonl", ""), state=JobState.DONE)
    world.jobs = [done]
    world.left_out = {5: [Skipped("/a/talk.jsonl:3", "This line is no message.")]}
    places.go("library")
    failures = places.library.failures
    qtbot.waitUntil(lambda: failures.rowCount() == 1)
    assert failures.index(0).data(RowRole.DETAIL) == "This line is no message."
    places.library.failed_list.acted.emit(failures.index(0), "dismiss")
    qtbot.waitUntil(lambda: failures.rowCount() == 0)


def test_work_that_stopped_says_why(qtbot: QtBot, places: Places) -> None:
    assistant = places.library._assistant
    qtbot.waitUntil(lambda: bool(assistant._listeners))
    assistant.tell(WorkChanged(None, problem="The disk is full. Make room; the rest stays queued."))
    qtbot.waitUntil(lambda: "disk is full" in places.library.notice.text)


def test_sources_come_page_by_page(qtbot: QtBot, places: Places, world: World) -> None:
    world.sources = [source(number, f"{number}.md") for number in range(1000)]
    places.go("library")
    model = places.library.sources
    qtbot.waitUntil(lambda: model.rowCount() == 100)
    model.fetchMore(QModelIndex())
    qtbot.waitUntil(lambda: model.rowCount() == 200)
    assert model.index(199).data() == "199.md"
    world.sources.insert(0, source(5000, "new.md"))
    places.library._assistant.tell(LibraryChanged())
    qtbot.waitUntil(lambda: model.rowCount() == 201)
    assert model.index(0).data() == "new.md"
    assert model.index(200).data() == "199.md"
    world.sources = world.sources[:3]
    places.library._assistant.tell(LibraryChanged())
    qtbot.waitUntil(lambda: model.rowCount() == 3)
