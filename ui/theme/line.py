"""The ebb line: a decaying curve with a dot where a thing stands today."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.theme import Theme

_STEPS = 48


def paint_ebb_line(
    painter: QPainter, area: QRectF, colour: str, *, at: float = 0.25, decay: float = 1.8, width: float = 1.7
) -> None:
    """Draw exp(-decay·x) from the top left of `area`, and a dot at `at` (0..1 of the way)."""
    floor = math.exp(-decay)

    def point(share: float) -> QPointF:
        height = (math.exp(-decay * share) - floor) / (1 - floor)
        return QPointF(area.left() + area.width() * share, area.bottom() - area.height() * height)

    path = QPainterPath(point(0))
    for step in range(1, _STEPS + 1):
        path.lineTo(point(step / _STEPS))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(point(at), width * 1.8, width * 1.8)


class EbbLine(QWidget):
    """The line as a mark of its own; `share` (0..1) is where the dot stands."""

    def __init__(self, theme: Theme, size: QSize, *, share: float = 0.22, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = share
        self.setFixedSize(size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_share(self, share: float) -> None:
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        paint_ebb_line(painter, area, self._theme.tokens.accent, at=self._share, width=2.0)
        painter.end()
