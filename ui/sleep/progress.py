"""A cycle under way: the ebb line with the dot where it stands, and what is left in words."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.model.night import SleepProgress
from ui.sleep import wording
from ui.theme.line import paint_ebb_line
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import announce


class SleepStrip(QFrame):
    """Hidden while nothing sleeps. `stop_wanted` asks it to stop."""

    stop_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._step = ""
        self.title = Label(size=Size.READ, bold=True)
        self.detail = Label(size=Size.BODY, tone="muted")
        self.elapsed = Label(size=Size.BODY, tone="muted")
        self.elapsed.setAccessibleName(self.tr("How long it has slept"))
        self._since = QElapsedTimer()
        # One piece of work may take a while; a clock that goes on says that it is still at it.
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        self.line = _Line(theme, self.tr("Progress of this sleep"))
        self.stop = Button(self.tr("Stop"), theme=theme, icon="stop")
        self.stop.clicked.connect(self._stop)
        said = QVBoxLayout()
        said.setSpacing(Space.HAIR)
        said.addWidget(self.title)
        said.addWidget(self.detail)
        top = QHBoxLayout()
        top.addLayout(said, 1)
        top.addWidget(self.elapsed)
        top.addSpacing(Space.MEDIUM)
        top.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.MEDIUM)
        column.setSpacing(Space.SMALL)
        column.addLayout(top)
        column.addWidget(self.line)
        self.hide()

    def begin(self) -> None:
        """A cycle was asked for, and has said nothing yet."""
        self._step = ""
        self.title.setText(self.tr("Falling asleep"))
        self.detail.setText(self.tr("Looking at what is new since the last time."))
        self.line.set_share(0.0)
        self.stop.setEnabled(True)
        self.stop.show()
        self.show()
        self._since.start()
        self._tick.start()
        self._show_time()

    def show_progress(self, progress: SleepProgress, *, stoppable: bool) -> None:
        name = wording.step_name(progress.step)
        if self.isHidden():
            self.begin()
        self.stop.setVisible(stoppable)
        self.title.setText(name)
        stopping = stoppable and not self.stop.isEnabled()
        if not stopping:
            self.detail.setText(wording.left(progress))
        self.line.set_share(wording.share(progress))
        self.line.setAccessibleDescription(f"{name}. {self.detail.text()}")
        if name != self._step:
            self._step = name
            announce(self, name)

    def _show_time(self) -> None:
        if self.isHidden():
            self._tick.stop()
        minutes, seconds = divmod(self._since.elapsed() // 1000, 60)
        self.elapsed.setText(f"{minutes}:{seconds:02d}")

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.detail.setText(self.tr("Stopping. What is done so far stays, and can be undone."))
        self.stop_wanted.emit()


class _Line(QWidget):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def set_share(self, share: float) -> None:
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        area = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        painter.save()
        paint_ebb_line(painter, area, tokens.line, at=self._share, width=2.4)
        painter.setClipRect(QRectF(0, 0, area.left() + area.width() * self._share + 8, self.height()))
        paint_ebb_line(painter, area, tokens.accent, at=self._share, width=2.4)
        painter.restore()
        painter.end()
