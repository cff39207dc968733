"""How the window is started."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QApplication

from ui.background import background
from ui.collector import Collector
from ui.hotkey.hotkey import Hotkey
from ui.instance import FirstInstance, Wish
from ui.ops import Assistants, installed
from ui.preferences import Preferences
from ui.presence import Presence
from ui.surroundings import Login, Surroundings
from ui.theme.icons import application_icon
from ui.theme.theme import Theme, ThemeChoice
from ui.touch import Touch
from ui.window import MainWindow

_TURN_SECONDS = 0.0005
"""How long a busy worker keeps Python's lock from the main thread, which lets go of it with every call of Qt."""


class Application(QApplication):
    """Tells when the system wants it to end: Qt would close the windows, and one that goes to the tray stays."""

    leave_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit:
            self.leave_wanted.emit()
            event.ignore()
            return True
        return super().event(event)


def application() -> QApplication:
    """The one QApplication, named and with its icon."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else Application(sys.argv[:1])
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
    wish: Wish = Wish.WINDOW,
    assistants: Assistants = installed,
    touched: Callable[[], None] | None = None,
    login: Login | None = None,
) -> int:
    """Be there for `profile`, with the window or what else is wished for, and return the exit status.

    `touched` is called, on the main thread, whenever somebody uses a window of ours; `login` is what starts Ebb with
    the user's session. No other Ebb has this profile
    open: `hand_over` was tried.
    """
    app = application()
    first = FirstInstance(profile, app)
    collector = Collector(app)
    if touched is not None:
        app.installEventFilter(Touch(touched, app))
    preferences = Preferences(profile)
    theme = Theme(app, ThemeChoice(preferences.get("appearance/theme")))
    surroundings = Surroundings(Hotkey(parent=app), login)
    window = MainWindow(theme, preferences, profile, assistants, surroundings)
    presence = Presence(theme, preferences, assistants, profile, window)
    if isinstance(app, Application):
        app.leave_wanted.connect(window.leave)
    first.called.connect(presence.open_window)
    first.note_wanted.connect(presence.open_note)
    window.found.connect(collector.settle)
    window.gone.connect(lambda: app.exit(0))
    presence.begin(wish, [file.expanduser().absolute() for file in files])
    status = app.exec()
    first.close()
    presence.end()
    surroundings.hotkey.close()
    background().finish()
    window.deleteLater()
    app.processEvents()
    collector.end()
    return status
