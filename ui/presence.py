"""Ebb on the desktop: its window, and what of it is there beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from core.errors import EbbError
from core.model.forgetting import ForgetRequest
from ui.instance import Wish
from ui.note.window import NoteWindow
from ui.ops import Assistants
from ui.preferences import Preferences
from ui.theme.theme import Theme
from ui.tray.captures import TrayCaptures
from ui.tray.host import TrayHost
from ui.tray.tray import Tray
from ui.window import MainWindow

_SOON_MS = 1500
"""After the start, until what is not seen at once is built: the window comes first."""
_GRACE_MS = 10_000
"""How long a start out of sight waits for a tray: at login panels come when they come."""


class Presence(QObject):
    """Opens what is wanted, and ends the program when nothing of it is any more.

    The window is out of sight only while there is a tray that leads back to it; where the tray goes, it comes back.
    """

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        assistants: Assistants,
        profile: Path,
        window: MainWindow,
        host: TrayHost | None = None,
    ) -> None:
        super().__init__(window)
        self._theme, self._preferences = theme, preferences
        self._assistants, self._profile = assistants, profile
        self.window = window
        self.host = host or TrayHost(parent=self)
        self.hotkey = window.surroundings.hotkey
        self.hotkey.pressed.connect(self.open_note)
        window.desk.refused.connect(self._complain_unseen)
        self.captures = TrayCaptures(self)
        self._note: NoteWindow | None = None
        self._tray: Tray | None = None
        self._files: QFileDialog | None = None
        window.stays = self._stays
        window.stayed.connect(self._stay)
        window.vault_changed.connect(self._follow_vault)
        window.note_wanted.connect(self.open_note)
        window.clipboard_wanted.connect(self.keep_clipboard)
        self.host.changed.connect(self._follow_tray)

    def begin(self, wish: Wish, files: Sequence[Path] = ()) -> None:
        """Be what this start is for."""
        if wish is Wish.WINDOW:
            self.window.show()
            self.window.start(files)
            QTimer.singleShot(_SOON_MS, self, self._prepare)
            return
        if wish is Wish.HIDDEN:
            self._prepare()
            self._hide()
            if not self.host.look():
                QTimer.singleShot(_GRACE_MS, self, self._give_up_waiting)
            return
        if self._stays():
            self._prepare()
            self._hide()
        self.open_note()

    @property
    def note(self) -> NoteWindow:
        if self._note is None:
            window = self.window
            self._note = NoteWindow(
                self._theme, self._assistants, self._profile, lambda: window.assistant, lambda: window.started
            )
            self._note.closed.connect(self._close_note)
        return self._note

    @property
    def tray(self) -> Tray:
        if self._tray is None:
            self._tray = Tray(self._theme, self.host, self)
            self._connect_tray(self._tray)
        return self._tray

    def open_window(self, files: Sequence[Path] = ()) -> None:
        """Open the window, and take in files."""
        self.host.watch(False)
        self.window.receive(files)

    def open_note(self) -> None:
        """Open the quick note."""
        self.note.open()

    def keep_clipboard(self) -> None:
        """Keep what was copied."""
        self.note.keep_clipboard(self.window.desk)

    def choose_files(self) -> None:
        """Choose files to keep; the window shows how they are taken in."""
        if self._files is None:
            self._files = QFileDialog(None, self.tr("Keep files"))
            self._files.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._files.filesSelected.connect(self._keep_files)
        self._files.open()

    def end(self) -> None:
        """Nothing is shown any more."""
        self.host.watch(False)
        self.captures.follow(None)
        for part in (self._note, self._files):
            if part is not None:
                part.hide()
                part.deleteLater()
        if self._tray is not None:
            self._tray.close()
        self._note = self._files = self._tray = None

    # -- the window, out of sight and back -------------------------------------------------------------------------

    def _stays(self) -> bool:
        return bool(self._preferences.get("desktop/stay")) and self.host.look()

    def _hide(self) -> None:
        self.window.start()
        self.host.watch(True)

    def _stay(self) -> None:
        """The window was closed, and there is a tray: its icon is what leads back."""
        _ = self.tray
        self.host.watch(True)
        if not self._preferences.get("state/stayed"):
            self._preferences.set("state/stayed", True)
            told = self.tr("The vault stays open. “Quit” in the menu of its icon ends it; Settings has the choice.")
            if self._preferences.get("desktop/lock"):
                told = self.tr("“Quit” in the menu of its icon ends it; Settings has the choice.")
            self.tray.say(self.tr("Ebb goes on in the tray"), told)
        if self._preferences.get("desktop/lock"):
            self.window.lock()

    def _follow_tray(self, there: bool) -> None:
        if not there:
            self._come_back()

    def _give_up_waiting(self) -> None:
        if not self.host.look():
            self._come_back()

    def _come_back(self) -> None:
        """Nothing else would lead to it any more."""
        if self.window.started and not self.window.isVisible():
            self.open_window()

    # -- what is there beside the window ---------------------------------------------------------------------------

    def _prepare(self) -> None:
        """What is to be there at once when it is wanted."""
        _ = self.note
        _ = self.tray
        self.host.look()
        keys = self._preferences.get("desktop/hotkey")
        if keys:
            self.hotkey.use(keys)

    def _connect_tray(self, tray: Tray) -> None:
        menu = tray.menu
        menu.note_wanted.connect(self.open_note)
        menu.clipboard_wanted.connect(self.keep_clipboard)
        menu.files_wanted.connect(self.choose_files)
        menu.screen_wanted.connect(self.window.reading.begin)
        menu.pause_wanted.connect(self.captures.pause)
        menu.resume_wanted.connect(self.captures.resume)
        menu.undo_wanted.connect(self.captures.undo)
        menu.open_wanted.connect(lambda: self.open_window())
        menu.lock_wanted.connect(self.window.lock)
        menu.quit_wanted.connect(self.window.leave)
        self.captures.stood.connect(tray.tell)
        self.captures.listed.connect(menu.show_recent)
        self.captures.undone.connect(self._tell_undone)
        self.captures.restored.connect(self._tell_kept)
        self.captures.failed.connect(self.note.complain)
        self._follow_vault()

    def _follow_vault(self) -> None:
        if self._note is not None:
            self._note.follow_vault()
        if self._tray is not None:
            self.captures.follow(self.window.assistant)

    def _tell_undone(self, request: ForgetRequest) -> None:
        self.note.tell(self.tr("Taken back."), self.tr("Bring it back"), partial(self.captures.bring_back, request))

    def _tell_kept(self) -> None:
        self.note.tell(self.tr("It is kept."))

    def _complain_unseen(self, error: EbbError) -> None:
        """The place that has to do with captures tells it itself, where it is seen."""
        window = self.window
        if not (window.isVisible() and window.places is not None and window.places.current == "settings"):
            self.note.complain(error)

    def _close_note(self) -> None:
        if not self.window.started:
            self.window.leave()

    def _keep_files(self, names: list[str]) -> None:
        self.open_window([Path(name) for name in names])
