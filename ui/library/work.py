"""The work that is under way: a line, what is left in words, pause and go on."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.model.work import Progress
from ui import words
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.progress import ProgressLine


class WorkStrip(QFrame):
    """Hidden while nothing is under way. `pause_wanted` carries whether to pause or go on."""

    pause_wanted = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._paused = False
        self._title = ElidedLabel(size=Size.BODY, bold=True)
        self._line = ProgressLine(theme, self.tr("Progress of taking in"))
        self._detail = Label(size=Size.BODY, tone="muted")
        self._pause = Button(self.tr("Pause"), theme=theme, icon="pause")
        self._pause.clicked.connect(self._toggle)
        words_column = QVBoxLayout()
        words_column.setSpacing(Space.SMALL)
        words_column.addWidget(self._title)
        words_column.addWidget(self._line)
        words_column.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        row.setSpacing(Space.WIDE)
        row.addLayout(words_column, 1)
        row.addWidget(self._pause)
        self.hide()

    @property
    def detail(self) -> str:
        return self._detail.text()

    def show_progress(self, progress: Progress | None, *, paused: bool, waiting: int = 0) -> None:
        """`waiting` counts what is queued when nothing is running."""
        self._paused = paused
        self._pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self._pause.set_icon("play" if paused else "pause")
        if progress is None and not waiting:
            self.hide()
            return
        self.show()
        if progress is None:
            queued = words.count(waiting, self.tr("file waits"), self.tr("files wait"))
            self._title.setText(self.tr("Paused") if paused else self.tr("About to begin"))
            self._line.set_share(0.0)
            self._detail.setText(queued)
            return
        self._title.setText(stage(progress, paused=paused))
        self._line.set_share(progress.done / progress.total if progress.total else None)
        self._detail.setText(described(progress, paused=paused))
        self._line.setAccessibleDescription(self._detail.text())

    def _toggle(self) -> None:
        self.pause_wanted.emit(not self._paused)


def stage(progress: Progress, *, paused: bool) -> str:
    """What is being done to what."""
    if paused:
        return _tr("Paused")
    name = PurePath(progress.subject).name
    if progress.stage == "reading":
        return _tr("Reading {name}").format(name=name) if name else _tr("Reading")
    return _tr("Learning to find {name}").format(name=name) if name else _tr("Learning to find what was read")


def described(progress: Progress, *, paused: bool) -> str:
    """`212 of 1,204 passages · 48 per second · about 20 seconds left`."""
    done = words.number(progress.done)
    if progress.total:
        parts = [
            _tr("{done} of {total} {unit}").format(done=done, total=words.number(progress.total), unit=progress.unit)
        ]
    else:
        parts = [f"{done} {progress.unit}"]
    if progress.rate > 0 and not paused:
        rate = f"{progress.rate:.1f}" if progress.rate < 10 else words.number(round(progress.rate))
        parts.append(_tr("{rate} per second").format(rate=rate))
    if progress.remaining is not None and not paused:
        parts.append(_tr("{time} left").format(time=words.duration(progress.remaining)))
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("WorkStrip", text)
