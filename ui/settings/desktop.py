"""What of Ebb is there beside its window: the quick note and its key, the tray, the start at login."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from ui.background import Operation, Reads
from ui.preferences import Preferences
from ui.settings.hotkey import HotkeyRow
from ui.settings.section import Section
from ui.surroundings import Login, Surroundings
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.tray.host import tray_is_there
from ui.widgets.buttons import Button, TickBox
from ui.widgets.labels import Label, rule
from ui.widgets.notice import Notice


class DesktopSection(Section):
    note_wanted = Signal()
    clipboard_wanted = Signal()

    def __init__(
        self, theme: Theme, preferences: Preferences, surroundings: Surroundings, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("On the desktop"), parent)
        self._preferences = preferences
        self._surroundings = surroundings
        self._logins = Reads(self)
        self.note = Button(self.tr("Quick note…"), theme=theme, icon="plus")
        self.clipboard = Button(self.tr("Keep clipboard"), theme=theme, icon="copy")
        self.hotkey = HotkeyRow()
        self.stay = TickBox(theme, self.tr("When the window is closed, stay in the tray"))
        self.lock = TickBox(theme, self.tr("Lock the vault then"))
        self.login = TickBox(theme, self.tr("Start with the computer, out of sight"))
        self.notice = Notice(theme)
        self._tray = Label(size=Size.NOTE, tone="muted", wrap=True)
        self._arrange()
        self._connect()

    def enter(self) -> None:
        """Show how things stand now."""
        for box, key in ((self.stay, "desktop/stay"), (self.lock, "desktop/lock")):
            box.setChecked(self._preferences.get(key))
        self.hotkey.show_keys(self._preferences.get("desktop/hotkey"))
        self.hotkey.tell(self._surroundings.hotkey.held)
        self._describe()
        self._look_at_login()

    # -- the tray --------------------------------------------------------------------------------------------------

    def _describe(self) -> None:
        self.lock.setEnabled(self.stay.isChecked())
        if not tray_is_there():
            told = self.tr("This desktop has no tray now: closing the window ends Ebb and locks the vault.")
        elif not self.stay.isChecked():
            told = self.tr("Now closing the window ends Ebb and locks the vault.")
        elif self.lock.isChecked():
            told = self.tr("The menu of its icon opens Ebb again, and ends it.")
        else:
            told = self.tr("The vault stays open then. The menu of its icon opens Ebb again, locks it and ends it.")
        self._tray.setText(told)

    def _set_stay(self, on: bool) -> None:
        self._preferences.set("desktop/stay", on)
        self._describe()

    def _set_lock(self, on: bool) -> None:
        self._preferences.set("desktop/lock", on)
        self._describe()

    # -- the key ---------------------------------------------------------------------------------------------------

    def _set_hotkey(self, keys: str) -> None:
        self._preferences.set("desktop/hotkey", keys)
        self._surroundings.hotkey.use(keys)

    # -- the start at login ----------------------------------------------------------------------------------------

    def _look_at_login(self) -> None:
        login = self._surroundings.login
        self.login.setVisible(login is not None)
        if login is not None:
            self._logins.read(_starts(login).success(self.login.setChecked).failure(self._complain))

    def _set_login(self, on: bool) -> None:
        login = self._surroundings.login
        if login is None:
            return

        def failed(error: EbbError) -> None:
            self._complain(error)
            self._look_at_login()

        self.notice.dismiss()
        self._logins.change(_set(login, on).failure(failed))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    # -- building --------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.note.clicked.connect(self.note_wanted)
        self.clipboard.clicked.connect(self.clipboard_wanted)
        self.hotkey.chosen.connect(self._set_hotkey)
        self._surroundings.hotkey.stood.connect(self.hotkey.tell)
        self.stay.toggled.connect(self._set_stay)
        self.lock.toggled.connect(self._set_lock)
        self.login.clicked.connect(self._set_login)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        what = self.tr("A note from any program: a shortcut of your desktop can call “ebb capture --window”.")
        row.addWidget(Label(what, tone="muted", wrap=True), 1)
        row.addWidget(self.clipboard)
        row.addWidget(self.note)
        self.body.addLayout(row)
        self.body.addWidget(self.hotkey)
        self.body.addWidget(rule())
        staying = QVBoxLayout()
        staying.setSpacing(0)
        staying.addWidget(self.stay)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.WIDE + 4, 0, 0, Space.SMALL)
        inner.setSpacing(Space.HAIR)
        inner.addWidget(self.lock)
        inner.addWidget(self._tray)
        staying.addLayout(inner)
        staying.addWidget(self.login)
        self.body.addLayout(staying)
        self.body.addWidget(self.notice)


def _starts(login: Login) -> Operation[bool]:
    return Operation(lambda _: login.starts())


def _set(login: Login, on: bool) -> Operation[None]:
    return Operation(lambda _: login.set(on))
