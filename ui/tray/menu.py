"""The menu of the tray's icon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.model import times
from core.model.capture import Capture, next_morning
from ui.theme.theme import Theme
from ui.tray.standing import Light, Standing

_MOST_LETTERS = 44


class TrayMenu(QMenu):
    """What is wanted quickly. The first line says how Ebb stands: some panels show no tooltip."""

    note_wanted = Signal()
    clipboard_wanted = Signal()
    files_wanted = Signal()
    screen_wanted = Signal()
    pause_wanted = Signal(datetime)
    resume_wanted = Signal()
    undo_wanted = Signal(object)
    """A `Capture` is to be undone."""
    open_wanted = Signal()
    lock_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, theme: Theme, now: Callable[[], datetime] = times.now) -> None:
        super().__init__()
        self._theme, self._now = theme, now
        self.standing = QAction(self)
        self.standing.setEnabled(False)
        self.addAction(self.standing)
        self.addSeparator()
        self.note = self._add(self.tr("Quick note…"), self.note_wanted.emit)
        self.clipboard = self._add(self.tr("Keep clipboard"), self.clipboard_wanted.emit)
        self.files = self._add(self.tr("Keep selected files…"), self.files_wanted.emit)
        self.screen = self._add(self.tr("Read from the screen…"), self.screen_wanted.emit)
        self.addSeparator()
        self.pause = QMenu(self.tr("Pause capture"), self)
        self.addMenu(self.pause)
        self._offer(self.tr("15 minutes"), lambda now: now + timedelta(minutes=15))
        self._offer(self.tr("1 hour"), lambda now: now + timedelta(hours=1))
        self._offer(self.tr("Until tomorrow"), next_morning)
        self.resume = self._add(self.tr("Go on with capture"), self.resume_wanted.emit)
        self.recent = QMenu(self.tr("Last captures"), self)
        self.addMenu(self.recent)
        self._listed: list[QMenu] = []
        self.addSeparator()
        self.open = self._add(self.tr("Open Ebb"), self.open_wanted.emit)
        self.lock = self._add(self.tr("Lock"), self.lock_wanted.emit)
        self.leave = self._add(self.tr("Quit"), self.quit_wanted.emit)
        for part in (self, self.pause, self.recent):
            theme.dress(part)

    def tell(self, standing: Standing) -> None:
        """Offer what fits how Ebb stands."""
        self.standing.setText(standing.text)
        opened, paused = standing.light is not Light.LOCKED, standing.light is Light.PAUSED
        self.lock.setEnabled(opened)
        self.screen.setEnabled(opened)
        self.pause.menuAction().setVisible(not paused)
        self.pause.setEnabled(opened)
        self.resume.setVisible(paused)
        if not opened:
            self.show_recent(())

    def show_recent(self, captures: Sequence[Capture]) -> None:
        """List what was captured last; each can be undone."""
        for old in self._listed:
            self.recent.removeAction(old.menuAction())
            old.deleteLater()
        self._listed = []
        for capture in captures:
            one = QMenu(_brief(capture), self.recent)
            self._theme.dress(one)
            undo = QAction(self.tr("Undo"), one)
            undo.triggered.connect(partial(self._undo, capture))
            one.addAction(undo)
            self.recent.addMenu(one)
            self._listed.append(one)
        self.recent.setEnabled(bool(captures))

    def _undo(self, capture: Capture, _: bool = False) -> None:
        self.undo_wanted.emit(capture)

    def _offer(self, text: str, until: Callable[[datetime], datetime]) -> None:
        action = QAction(text, self.pause)
        action.triggered.connect(lambda _=False: self.pause_wanted.emit(until(self._now().astimezone())))
        self.pause.addAction(action)

    def _add(self, text: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _=False: call())
        self.addAction(action)
        return action


def _brief(capture: Capture) -> str:
    """A line of it; `&` would mark a letter in a menu."""
    text = " ".join(capture.text.split())
    if len(text) > _MOST_LETTERS:
        text = text[: _MOST_LETTERS - 1].rstrip() + "…"
    return f"{capture.at.astimezone():%H:%M}  {text}".replace("&", "&&")
