"""Memories and sleep in the real window over a real vault: look, pin, correct, sleep, take the night back."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported, by anything

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.assistant import Assistant
from core.store.contents import hash_contents
from tests.e2e.conftest import TALK, said
from tests.faults.command import write_conversation
from ui.application import application
from ui.background import background
from ui.places import Places
from ui.preferences import Preferences
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

PASSPHRASE = "nine tides under the pier"


@pytest.fixture
def places(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Places]:
    profile = tmp_path / "profile"
    assistant, _ = Assistant.create(profile, PASSPHRASE)
    write_conversation(tmp_path / "talk.jsonl", map(said, range(len(TALK))))
    assistant.add([tmp_path / "talk.jsonl"])
    assistant.work()
    assistant.close()
    application()
    window = MainWindow(Theme(qapp, ThemeChoice.LIGHT), Preferences(profile), profile)
    window.resize(1280, 800)
    window.show()
    window.start()
    qtbot.waitUntil(window.lock_screen.passphrase.isVisible, timeout=10_000)
    window.lock_screen.passphrase.line.setText(PASSPHRASE)
    with qtbot.waitSignal(window.ready, timeout=20_000):
        window.lock_screen.passphrase.entered.emit()
    yield window.places
    with qtbot.waitSignal(window.gone, timeout=20_000):
        window.close()
    window.deleteLater()
    background().finish()
    qtbot.wait(1)


@pytest.mark.model
def test_a_day_with_ones_memories(qtbot: QtBot, places: Places) -> None:
    places.go("memories")
    browser = places.memories.browser
    qtbot.waitUntil(lambda: browser.model.line_at(len(TALK) - 1) is not None, timeout=20_000)
    browser.field.write("from:Ines piano")
    qtbot.waitUntil(lambda: 0 < browser.model.rowCount() < len(TALK), timeout=10_000)
    qtbot.waitUntil(lambda: browser.model.line_at(0) is not None, timeout=10_000)
    assert "old piano" in browser.model.line_at(0).memory.text
    browser.list.show_row(0)
    qtbot.keyClick(browser.list, Qt.Key.Key_Return)
    page = places.memories.page
    qtbot.waitUntil(lambda: page.page is not None, timeout=10_000)
    page.pin.click()
    qtbot.waitUntil(lambda: page.page.memory.pinned, timeout=10_000)
    page.edit.click()
    page.editor.setPlainText("I sold the old piano to the school on Wednesday.")
    page.save.click()
    qtbot.waitUntil(lambda: page.page.memory.version == 2, timeout=10_000)
    assert page.page.revisions[0].text == TALK[0][1]
    _sleep_and_take_it_back(qtbot, places)


@pytest.mark.model
def test_forgetting_by_what_was_said_and_the_way_back(qtbot: QtBot, places: Places) -> None:
    places.go("memories")
    browser, page = places.memories.browser, places.memories.forgetting
    qtbot.waitUntil(lambda: browser.model.rowCount() == len(TALK), timeout=20_000)
    browser.forget.click()
    page.chooser.words.setText("piano")
    qtbot.waitUntil(lambda: "2 memories go" in page.card.text.text(), timeout=20_000)
    page.card.forget.click()
    qtbot.waitUntil(lambda: bool(page.rows) and not page.card.isVisible(), timeout=20_000)
    assert page.notice.text.startswith("2 memories are forgotten.")
    assert not _found(places, "piano"), "what is forgotten is in no search"
    page.notice.acted.emit()
    qtbot.waitUntil(lambda: "back" in page.notice.text, timeout=20_000)
    assert _found(places, "piano")


@pytest.mark.model
def test_forgetting_a_source_for_good_leaves_nothing(qtbot: QtBot, places: Places) -> None:
    places.go("library")
    library, page = places.library, places.memories.forgetting
    qtbot.waitUntil(lambda: library.sources.rowCount() == 1, timeout=20_000)
    library.list.acted.emit(library.sources.index(0), "forget")
    qtbot.waitUntil(lambda: f"{len(TALK)} memories go" in page.card.text.text(), timeout=20_000)
    page.card.for_good.setChecked(True)
    page.card.forget.click()
    qtbot.waitUntil(lambda: "for good" in page.notice.text, timeout=20_000)
    assert all(finding.ok for finding in places.ask._assistant.verify_purged("piano"))
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    browser = places.memories.browser
    qtbot.waitUntil(lambda: browser.isVisible() and browser.model.rowCount() == 0, timeout=20_000)


@pytest.mark.model
def test_the_profile_is_corrected_line_by_line_with_the_way_back(qtbot: QtBot, places: Places, tmp_path: Path) -> None:
    told = ("I live in Odense.", "I am allergic to hazelnuts.", "My birthday is 3 May.", "Hello there!", "Thanks!")
    about = {"conversation": "ben", "session": "1", "speaker": "Ben"}
    write_conversation(
        tmp_path / "ben.jsonl",
        ({**about, "id": f"b{n}", "time": f"2024-03-0{n + 1}T10:00:00Z", "text": text} for n, text in enumerate(told)),
    )
    assistant = places.ask._assistant
    assistant.add([tmp_path / "ben.jsonl"])
    assistant.work()
    assistant.sleep()
    places.go("memories")
    places.memories.open_profile()
    profile = places.memories.profile

    def lines() -> list[str]:
        return sorted(row.text.text() for row in profile.lines.values() if row.text.text().startswith("Ben"))

    known = ["Ben is allergic to hazelnuts.", "Ben lives in Odense.", "Ben's birthday is 3 May."]
    qtbot.waitUntil(lambda: lines() == known, timeout=20_000)
    row = next(row for row in profile.lines.values() if "Odense" in row.text.text())
    row.edit.click()
    row.field.setText("Ben lives in Aarhus.")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Ben lives in Aarhus." in lines(), timeout=20_000)
    profile.notice.acted.emit()
    qtbot.waitUntil(lambda: lines() == known, timeout=20_000)
    next(row for row in profile.lines.values() if "birthday" in row.text.text()).remove.click()
    qtbot.waitUntil(lambda: lines() == known[:2], timeout=20_000)
    profile.notice.acted.emit()
    qtbot.waitUntil(lambda: lines() == known, timeout=20_000)


def _found(places: Places, words: str) -> bool:
    return any(words in hit.memory.text for hit in places.ask._assistant.search(words))


def _sleep_and_take_it_back(qtbot: QtBot, places: Places) -> None:
    assistant = places.ask._assistant
    before = _contents(assistant)
    places.go("sleep")
    sleep = places.sleep
    sleep.sleep_now.click()
    qtbot.waitUntil(lambda: sleep.sleep_now.isEnabled() and sleep.report.isVisible(), timeout=120_000)
    assert "Ebb" in sleep.report.said.text()
    assert _contents(assistant) != before
    sleep.report.undo_all.click()
    sleep.report.really.click()
    qtbot.waitUntil(lambda: "taken back" in sleep.report.notice.text, timeout=20_000)
    assert _contents(assistant) == before


def _contents(assistant: Assistant) -> str:
    with assistant._database.reading() as connection:
        return hash_contents(connection)
