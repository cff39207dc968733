from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported, by anything

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_assistant import World, assistants, source
from ui.application import application
from ui.background import background
from ui.places import Places
from ui.preferences import Preferences
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
        with qtbot.waitSignal(window.gone, timeout=5000):
            window.close()
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
    with qtbot.waitSignal(made.ready):
        made.lock_screen.passphrase.entered.emit()
    return made


@pytest.fixture
def places(window: MainWindow) -> Places:
    assert window.places is not None
    window.places.go("ask")
    return window.places
