"""The whole way in the real window, with the real store, reader, encoder and language model.

Create a vault, add a PDF, ask, click the citation, see the passage, lock, unlock: as a person would, by mouse and key.
"""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported, by anything

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.application import application
from ui.ask.message import MessageKind
from ui.background import background
from ui.preferences import Preferences
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

PASSPHRASE = "nine tides under the pier"
GOLDEN = Path(__file__).parents[1] / "golden/documents/harbour.pdf"
LOADING_MS = 120_000


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, profile: Path) -> Iterator[MainWindow]:
    application()
    shown = MainWindow(Theme(qapp, ThemeChoice.LIGHT), Preferences(profile), profile)
    shown.resize(1280, 800)
    shown.show()
    shown.activateWindow()
    shown.start()
    yield shown
    with qtbot.waitSignal(shown.gone, timeout=20_000):
        shown.close()
    shown.deleteLater()
    background().finish()
    qtbot.wait(1)


def words_shown(widget: object) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))  # type: ignore[attr-defined]


@pytest.mark.model
def test_from_no_vault_to_a_cited_answer_and_back(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    harbour = tmp_path / "harbour.pdf"
    shutil.copy(GOLDEN, harbour)
    _create_vault(qtbot, window)
    _add(qtbot, window, harbour)
    _ask(qtbot, window, "In which year was the storm after which the harbour was rebuilt?")
    answer = window.places.ask.transcript.message(1).answer
    assert not answer.abstained
    assert "1953" in answer.text
    assert [citation.ref for citation in answer.citations] == [f"{harbour}#page=1"]
    _open_citation(qtbot, window)
    _lock_and_unlock(qtbot, window)
    chats = window.places.ask._assistant.chats()
    assert [chat.title for chat in chats] == ["In which year was the storm after which the harbour was rebuilt?"]


def _create_vault(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.onboarding is not None, timeout=10_000)
    pages = window.onboarding
    qtbot.mouseClick(pages.welcome.begin, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pages.passphrase.first.line, PASSPHRASE)
    qtbot.keyClicks(pages.passphrase.second.line, PASSPHRASE)
    qtbot.keyClick(pages.passphrase.second.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pages.currentWidget() is pages.recovery, timeout=20_000)
    pages.recovery.code.tick.click()
    pages.recovery.code.done.click()
    qtbot.mouseClick(pages.files.finish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.places is not None, timeout=10_000)


def _add(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    window.receive([file])
    assistant = window.places.ask._assistant

    def taken_in() -> bool:
        status = assistant.status()
        return status.queued == 0 and status.memories > 0 and status.embedded == status.memories

    qtbot.waitUntil(taken_in, timeout=LOADING_MS)


def _ask(qtbot: QtBot, window: MainWindow, question: str) -> None:
    window.places.go("ask")
    ask = window.places.ask
    qtbot.keyClicks(ask.composer.words, question)
    qtbot.keyClick(ask.composer.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ask.transcript.rowCount() == 2, timeout=5000)
    qtbot.waitUntil(lambda: ask.transcript.message(1).kind is not MessageKind.WAITING, timeout=LOADING_MS)
    assert ask.transcript.message(1).kind is MessageKind.ANSWER


def _open_citation(qtbot: QtBot, window: MainWindow) -> None:
    ask = window.places.ask
    area = ask.messages.targets(1)[0].area
    corner = ask.messages.visualRect(ask.transcript.index(1)).topLeft()
    place = (QPointF(corner) + area.center()).toPoint()
    qtbot.mouseClick(ask.messages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: "storm of 1953" in words_shown(ask.evidence), timeout=10_000)
    assert ask.evidence.isVisible()
    assert "page 1" in words_shown(ask.evidence).lower()


def _lock_and_unlock(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    screen = window.lock_screen
    qtbot.waitUntil(lambda: window.places is None and screen.isVisible() and screen.passphrase.line.isEnabled(),
                    timeout=20_000)  # fmt: skip
    screen.passphrase.line.setText("not this one")
    qtbot.keyClick(screen.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in screen.notice.text, timeout=10_000)
    screen.passphrase.line.setText(PASSPHRASE)
    qtbot.keyClick(screen.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.places is not None, timeout=20_000)
