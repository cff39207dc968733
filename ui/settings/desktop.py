"""What of Ebb is there beside its window: the tray, the quick note."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.preferences import Preferences
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.tray.host import tray_is_there
from ui.widgets.buttons import Button, TickBox
from ui.widgets.labels import Label


class DesktopSection(Section):
    note_wanted = Signal()
    clipboard_wanted = Signal()

    def __init__(self, theme: Theme, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("On the desktop"), parent)
        self._preferences = preferences
        self.note = Button(self.tr("Quick note…"), theme=theme, icon="plus")
        self.clipboard = Button(self.tr("Keep clipboard"), theme=theme, icon="copy")
        self.stay = TickBox(theme, self.tr("When the window is closed, stay in the tray"))
        self.lock = TickBox(theme, self.tr("Lock the vault then"))
        self._tray = Label(size=Size.NOTE, tone="muted", wrap=True)
        self._arrange()
        self.note.clicked.connect(self.note_wanted)
        self.clipboard.clicked.connect(self.clipboard_wanted)
        self.stay.toggled.connect(self._set_stay)
        self.lock.toggled.connect(self._set_lock)

    def enter(self) -> None:
        """Show how things stand now."""
        for box, key in ((self.stay, "desktop/stay"), (self.lock, "desktop/lock")):
            box.setChecked(self._preferences.get(key))
        self._describe()

    def _describe(self) -> None:
        self.lock.setEnabled(self.stay.isChecked())
        if tray_is_there():
            told = self.tr("Otherwise closing the window ends Ebb and locks the vault.")
        else:
            told = self.tr("This desktop has no tray now, so closing the window ends Ebb as before.")
        self._tray.setText(told)

    def _set_stay(self, on: bool) -> None:
        self._preferences.set("desktop/stay", on)
        self._describe()

    def _set_lock(self, on: bool) -> None:
        self._preferences.set("desktop/lock", on)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        what = self.tr("A note from any program: a shortcut of your desktop can call “ebb capture --window”.")
        row.addWidget(Label(what, tone="muted", wrap=True), 1)
        row.addWidget(self.clipboard)
        row.addWidget(self.note)
        self.body.addLayout(row)
        self.body.addWidget(self.stay)
        inner = QHBoxLayout()
        inner.setContentsMargins(Space.WIDE, 0, 0, 0)
        inner.addWidget(self.lock)
        inner.addStretch(1)
        self.body.addLayout(inner)
        self.body.addWidget(self._tray)
