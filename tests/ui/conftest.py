from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported, by anything

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.model.answer import Chat
from tests.ui.fake_assistant import assistants
from tests.ui.records import NOW, hit, source
from tests.ui.world import World
from ui.application import application
from ui.background import background
from ui.places import Places
from ui.preferences import Preferences
from ui.search.panel import SearchPanel
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

Opener = Callable[..., MainWindow]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    application()
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture
def world() -> World:
    """An existing vault with one source."""
    return World(exists=True, passphrase="open sesame", sources=[source(1, "harbour.pdf")])


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def open_window(qtbot: QtBot, theme: Theme, world: World, profile: Path) -> Iterator[Opener]:
    """Makes windows on the world; they are closed after the test."""
    windows: list[MainWindow] = []
    kind = assistants(world)

    def make(preferences: Preferences | None = None) -> MainWindow:
        window = MainWindow(theme, preferences or Preferences(profile), profile, lambda: kind)
        window.resize(1280, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.start()
        windows.append(window)
        return window

    yield make
    for window in windows:
        gone: list[bool] = []
        window.gone.connect(lambda gone=gone: gone.append(True))
        window.close()
        qtbot.waitUntil(lambda gone=gone: bool(gone))
        window.deleteLater()
    background().finish()
    theme.choose(ThemeChoice.LIGHT)
    qtbot.wait(1)


@pytest.fixture
def window(open_window: Opener, qtbot: QtBot) -> MainWindow:
    """A window with the vault open."""
    made = open_window()
    qtbot.waitUntil(lambda: made.lock_screen.isVisible())
    made.lock_screen.passphrase.line.setText("open sesame")
    # Not `waitSignal`: it disconnects in the middle of the signal, in which PySide was once seen to wait for ever.
    ready: list[bool] = []
    made.ready.connect(lambda: ready.append(True))
    made.lock_screen.passphrase.entered.emit()
    qtbot.waitUntil(lambda: bool(ready))
    return made


@pytest.fixture
def places(window: MainWindow) -> Places:
    assert window.places is not None
    window.places.go("ask")
    return window.places


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, places: Places, world: World) -> SearchPanel:
    """Search, opened from Ask, over a few things about sailing."""
    world.hits = [
        hit(1, "I went to see the sailing club yesterday and signed up on the spot."),
        hit(2, "First sailing outing is the second Saturday in June."),
        hit(50, "Sailing needs a licence, form B-12.", "", source=source(3, "harbour.pdf")),
    ]
    world.sources = [source(1, "harbour.pdf"), source(2, "sailing rules.pdf")]
    world.chats = [Chat(7, "When did Nora go sailing?", NOW, NOW)]
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: places.search.isVisible() and places.search.graphicsEffect() is None)
    return places.search
