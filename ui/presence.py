"""Ebb on the desktop: its window, and what of it is there beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from ui.instance import Wish
from ui.note.window import NoteWindow
from ui.ops import Assistants
from ui.theme.theme import Theme
from ui.window import MainWindow

_SOON_MS = 1500
"""After the start, until what is opened by a key is built: it is to be there at once, and the window first."""


class Presence(QObject):
    """Opens what is wanted, and ends the program when nothing of it is any more."""

    def __init__(
        self, theme: Theme, assistants: Assistants, profile: Path, window: MainWindow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._assistants, self._profile = theme, assistants, profile
        self.window = window
        self._note: NoteWindow | None = None

    def begin(self, wish: Wish, files: Sequence[Path] = ()) -> None:
        """Be what this start is for."""
        if wish is Wish.NOTE:
            self.open_note()
            return
        self.window.show()
        self.window.start(files)
        QTimer.singleShot(_SOON_MS, self, self._prepare)

    @property
    def note(self) -> NoteWindow:
        if self._note is None:
            self._note = NoteWindow(self._theme, self._assistants, self._profile, lambda: self.window.assistant)
            self._note.closed.connect(self._close_note)
        return self._note

    def open_note(self) -> None:
        """Open the quick note."""
        self.note.held = self.window.started
        self.note.open()

    def end(self) -> None:
        """Nothing is shown any more."""
        if self._note is not None:
            self._note.hide()
            self._note.deleteLater()
            self._note = None

    def _prepare(self) -> None:
        _ = self.note

    def _close_note(self) -> None:
        if not self.window.started:
            self.window.leave()
