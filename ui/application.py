"""How the window is started."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from ui.background import background
from ui.collector import Collector
from ui.instance import FirstInstance, hand_over
from ui.ops import Assistants, installed
from ui.preferences import Preferences
from ui.theme.icons import application_icon
from ui.theme.theme import Theme, ThemeChoice
from ui.touch import Touch
from ui.window import MainWindow

if TYPE_CHECKING:
    pass  # heavy: loaded by the first operation, when the window is there


_TURN_SECONDS = 0.0005
"""How long a busy worker keeps Python's lock from the main thread, which lets go of it with every call of Qt."""


def application() -> QApplication:
    """The one QApplication, named and with its icon."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    sys.setswitchinterval(_TURN_SECONDS)
    app.setApplicationName("Ebb")
    app.setApplicationDisplayName("Ebb")
    app.setDesktopFileName("ebb")
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)
    if QLocale.system().language() is QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))  # figures in groups
    return app


def run(
    profile: Path,
    *,
    files: Sequence[Path] = (),
    assistants: Assistants = installed,
    touched: Callable[[], None] | None = None,
) -> int:
    """Show the window on `profile` until it is closed, and return the exit status.

    `touched` is called, on the main thread, whenever somebody uses a window of ours.

    If a window has this profile open already, it gets `files` and comes forward, and this returns 0 at once.
    """
    app = application()
    if hand_over(profile, files):
        return 0
    first = FirstInstance(profile, app)
    collector = Collector(app)
    if touched is not None:
        app.installEventFilter(Touch(touched, app))
    preferences = Preferences(profile)
    theme = Theme(app, ThemeChoice(preferences.get("appearance/theme")))
    window = MainWindow(theme, preferences, profile, assistants)
    first.called.connect(window.receive)
    window.found.connect(collector.settle)
    window.gone.connect(app.quit)
    window.show()
    window.start([file.expanduser().absolute() for file in files])
    status = app.exec()
    first.close()
    background().finish()
    window.deleteLater()
    app.processEvents()
    collector.end()
    return status
