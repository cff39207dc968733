"""The menu of the tray's icon."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.theme.theme import Theme
from ui.tray.standing import Light, Standing


class TrayMenu(QMenu):
    """What is wanted quickly. The first line says how Ebb stands: some panels show no tooltip."""

    note_wanted = Signal()
    clipboard_wanted = Signal()
    files_wanted = Signal()
    open_wanted = Signal()
    lock_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.standing = QAction(self)
        self.standing.setEnabled(False)
        self.addAction(self.standing)
        self.addSeparator()
        self.note = self._add(self.tr("Quick note…"), self.note_wanted.emit)
        self.clipboard = self._add(self.tr("Keep clipboard"), self.clipboard_wanted.emit)
        self.files = self._add(self.tr("Keep selected files…"), self.files_wanted.emit)
        self.addSeparator()
        self.open = self._add(self.tr("Open Ebb"), self.open_wanted.emit)
        self.lock = self._add(self.tr("Lock"), self.lock_wanted.emit)
        self.leave = self._add(self.tr("Quit"), self.quit_wanted.emit)
        theme.dress(self)

    def tell(self, standing: Standing) -> None:
        self.standing.setText(standing.text)
        self.lock.setEnabled(standing.light is not Light.LOCKED)

    def _add(self, text: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _=False: call())
        self.addAction(action)
        return action
