"""What spoke for a memory, as small bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.why.channels import Share

_ROW = 24
_BAR = 4.0
_MOST = 7
_NAME_SHARE = 0.6
_FIGURE = 44


class ShareBars(QWidget):
    """A row for each share: its name, a bar, its figure. One that spoke against says so."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares: list[Share] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_shares(self, shares: Sequence[Share]) -> None:
        """What counted most; the small rest is left out."""
        self._shares = list(shares[:_MOST])
        self.setAccessibleName("; ".join(f"{self._name(share)} {self._figure(share)}" for share in self._shares))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW * len(self._shares))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = font(Size.BODY)
        painter.setFont(chosen)
        metrics = QFontMetrics(chosen)
        width = self.width()
        names = width * _NAME_SHARE
        room = width - names - _FIGURE
        longest = max((abs(share.part) for share in self._shares), default=1.0)
        for number, share in enumerate(self._shares):
            top = number * _ROW
            painter.setPen(QColor(tokens.text))
            name = metrics.elidedText(self._name(share), Qt.TextElideMode.ElideRight, round(names - Space.MEDIUM))
            left = int(Qt.AlignmentFlag.AlignVCenter.value)
            painter.drawText(QRectF(0, top, names - Space.MEDIUM, _ROW), left, name)
            painter.setPen(QColor(tokens.muted))
            right = int((Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight).value)
            painter.drawText(QRectF(width - _FIGURE, top, _FIGURE, _ROW), right, self._figure(share))
            groove = QRectF(names, top + (_ROW - _BAR) / 2, room, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.line))
            painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
            groove.setWidth(max(_BAR, room * abs(share.part) / longest))
            painter.setBrush(QColor(tokens.muted if share.part < 0 else tokens.accent))
            painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
        painter.end()

    def _name(self, share: Share) -> str:
        return self.tr("Against: {name}").format(name=share.name) if share.part < 0 else share.name

    def _figure(self, share: Share) -> str:
        return self.tr("{n} %").format(n=round(abs(share.part) * 100))
