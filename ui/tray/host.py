"""Whether this desktop has a tray: it may come later than we do, and it may go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from ui.session_bus import TRAY_WATCHER, service_is_there, when_service_comes

_LOOK_MS = 2000


def tray_is_there() -> bool:
    """Whether an icon would be seen now."""
    if not _may_ask():
        return False
    return QSystemTrayIcon.isSystemTrayAvailable()


def _may_ask() -> bool:
    """Qt asks the bus for a tray once, and without one on Wayland it never asks again: so not before there is one."""
    return not QGuiApplication.platformName().startswith("wayland") or service_is_there(TRAY_WATCHER)


class TrayHost(QObject):
    """Tells when the tray comes or goes. It looks by the clock only while somebody depends on it."""

    changed = Signal(bool)

    def __init__(self, there: Callable[[], bool] = tray_is_there, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._there = there
        self._seen = False
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self.look)
        if there is tray_is_there and QGuiApplication.platformName().startswith("wayland"):
            when_service_comes(TRAY_WATCHER, self.look, self)

    @property
    def there(self) -> bool:
        """Whether there was one when it was last looked."""
        return self._seen

    def look(self) -> bool:
        """Whether there is one now."""
        seen = self._there()
        if seen is not self._seen:
            self._seen = seen
            self.changed.emit(seen)
        return seen

    def watch(self, on: bool) -> None:
        """Look every two seconds, or no longer: whoever has hidden the only window must know when the icon goes."""
        if on:
            self._clock.start()
        else:
            self._clock.stop()
