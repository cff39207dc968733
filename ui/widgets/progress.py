"""Progress as a line, with what is left in words beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.theme import Theme

_STEP_MS = 60


class ProgressLine(QWidget):
    """A thin line that fills. Without a known end a short piece travels along it, unless motion is off."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share: float | None = 0.0
        self._phase = 0.0
        self._clock = QTimer(self, interval=_STEP_MS)
        self._clock.timeout.connect(self._step)
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def set_share(self, share: float | None) -> None:
        """How much is done, 0..1; None while that is not known."""
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        if share is None and self._theme.motion() > 0:
            self._clock.start()
        else:
            self._clock.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.line))
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 2, 2)
        painter.setBrush(QColor(self._theme.tokens.accent))
        if self._share is None:
            length = area.width() * 0.25
            painter.setClipRect(area)
            left = (area.width() + length) * self._phase - length
            painter.drawRoundedRect(QRectF(left, 0, length, area.height()), 2, 2)
        elif self._share > 0:
            painter.drawRoundedRect(QRectF(0, 0, max(4.0, area.width() * self._share), area.height()), 2, 2)
        painter.end()

    def _step(self) -> None:
        self._phase = (self._phase + 0.02) % 1.0
        if self.isVisible():
            self.update()
