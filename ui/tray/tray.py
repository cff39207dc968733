"""Ebb's icon in the tray."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from ui.theme.theme import Theme
from ui.tray.host import TrayHost
from ui.tray.icon import tray_icon
from ui.tray.menu import TrayMenu
from ui.tray.standing import Light, Standing

_MESSAGE_MS = 8000


class Tray(QObject):
    """The icon, there while a tray is; its menu is there always, so that it can be asked for what it offers."""

    def __init__(self, theme: Theme, host: TrayHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._standing = Standing(Light.LOCKED)
        self.menu = TrayMenu(theme)
        self.icon: QSystemTrayIcon | None = None
        host.changed.connect(self._come)
        theme.changed.connect(self._draw)
        self._draw()
        self._come(host.there)

    def tell(self, standing: Standing) -> None:
        """Show how Ebb stands."""
        self._standing = standing
        self._draw()

    def say(self, title: str, text: str) -> None:
        """A message beside the icon, where the desktop shows such."""
        if self.icon is not None:
            self.icon.showMessage(title, text, tray_icon(self._standing.light), _MESSAGE_MS)

    def close(self) -> None:
        """Leave the tray."""
        if self.icon is not None:
            self.icon.hide()
            self.icon.deleteLater()
            self.icon = None
        self.menu.deleteLater()

    def _come(self, there: bool) -> None:
        if not there or self.icon is not None:
            return  # Qt itself puts an icon back into an X11 tray that comes again
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._touched)
        self._draw()
        self.icon.show()

    def _touched(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how is QSystemTrayIcon.ActivationReason.MiddleClick:
            self.menu.note_wanted.emit()
        elif how in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.menu.open_wanted.emit()

    def _draw(self) -> None:
        self.menu.tell(self._standing)
        if self.icon is not None:
            self.icon.setIcon(tray_icon(self._standing.light))
            self.icon.setToolTip(self._standing.text)
