"""How a memory is drawn in a list: its words, what it is, and where it stands on the ebb line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from core.model.kept import Line, Month
from core.model.memory import State
from ui import words
from ui.memories import wording
from ui.memories.model import MemoryRole
from ui.theme.fonts import font
from ui.theme.icons import paint_icon
from ui.theme.line import paint_ebb_line
from ui.theme.theme import Theme
from ui.theme.tokens import Radius, Size, Space
from ui.why import strength
from ui.widgets.rows import Index

CARD = 72
PITCH = CARD + Space.MEDIUM
HEADING = 44
"""What a row is taller by when a month begins with it."""
GUTTER = 56
"""Room for the day at the left of a timeline."""
_LINE = 112
_FIGURE = 52
_ROOMY = 520
"""A card narrower than this shows the figure without the line."""
_STRONG_ENOUGH = 0.45


class MemoryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = font(Size.READ)
        self._detail = font(Size.BODY)
        self.timeline = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, PITCH + (HEADING if index.data(MemoryRole.MONTH) else 0))

    def card(self, area: QRect, index: Index) -> QRect:
        """Where the card of a row stands."""
        top = HEADING if self.timeline and index.data(MemoryRole.MONTH) else 0
        return QRect(
            area.left() + (GUTTER if self.timeline else 0), area.top() + top,
            area.width() - (GUTTER if self.timeline else 0) - 1, CARD,
        )  # fmt: skip

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line: Line | None = index.data(MemoryRole.LINE)
        card = self.card(option.rect, index)
        if self.timeline:
            self._paint_time(painter, option.rect, card, index, line)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(QColor(tokens.accent if current else tokens.line), 2 if current else 1))
        painter.setBrush(QColor(tokens.soft if over and not current else tokens.surface))
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), Radius.MESSAGE, Radius.MESSAGE)
        if line is None:
            self._paint_waiting(painter, card)
        else:
            right = self._paint_standing(painter, card, line)
            self._paint_words(painter, card, right, line)
        painter.restore()

    def _paint_waiting(self, painter: QPainter, card: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.line))
        left = card.left() + Space.LARGE + Space.HAIR
        painter.drawRoundedRect(QRectF(left, card.top() + 20, card.width() * 0.4, 10), 4, 4)
        painter.drawRoundedRect(QRectF(left, card.top() + 44, card.width() * 0.22, 8), 4, 4)

    def _paint_standing(self, painter: QPainter, card: QRect, line: Line) -> int:
        """The strength at the right. Returns where the words have to end."""
        tokens = self._theme.tokens
        memory = line.memory
        right = card.right() - Space.LARGE
        alive = memory.state in (State.ACTIVE, State.FADED) and line.retention >= _STRONG_ENOUGH
        figure = QRect(right - _FIGURE, card.top(), _FIGURE, card.height())
        painter.setFont(self._detail)
        painter.setPen(QColor(tokens.muted))
        if memory.pinned:
            paint_icon(painter, QRectF(figure.right() - 17, card.center().y() - 8, 17, 17), "pin", tokens.accent)
        else:
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(figure, int(align), strength.figure(line.retention))
        if card.width() < _ROOMY:
            return figure.left() - Space.SMALL
        area = QRectF(figure.left() - Space.MEDIUM - _LINE, card.top() + 22, _LINE, card.height() - 44)
        ink = tokens.accent if alive else tokens.muted
        paint_ebb_line(painter, area, ink, at=strength.place(line.retention))
        return int(area.left()) - Space.WIDE

    def _paint_words(self, painter: QPainter, card: QRect, right: int, line: Line) -> None:
        tokens = self._theme.tokens
        left = card.left() + Space.LARGE + Space.HAIR
        width = max(40, right - left)
        gone = line.memory.state in (State.SUPERSEDED, State.ARCHIVED, State.FORGOTTEN)
        painter.setFont(self._title)
        painter.setPen(QColor(tokens.muted if gone else tokens.text))
        title = wording.one_line(line.memory.text[:400])
        title = QFontMetrics(self._title).elidedText(title, Qt.TextElideMode.ElideRight, width)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, card.top() + 12, width, 24), centre, title)
        painter.setFont(self._detail)
        painter.setPen(QColor(tokens.muted))
        detail = QFontMetrics(self._detail).elidedText(wording.describe(line), Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, card.top() + 38, width, 22), centre, detail)

    def _paint_time(self, painter: QPainter, area: QRect, card: QRect, index: Index, line: Line | None) -> None:
        """The month above, the day at the left, and the thread that runs along."""
        tokens = self._theme.tokens
        month: Month | None = index.data(MemoryRole.MONTH)
        thread = area.left() + GUTTER - Space.MEDIUM
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(thread, card.top(), thread, area.bottom())
        if month is not None:
            painter.setFont(font(Size.READ, bold=True))
            painter.setPen(QColor(tokens.text))
            place = QRect(area.left(), area.top(), area.width(), HEADING - Space.SMALL)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words.month_of(month.year, month.month))
        if line is None or not index.data(MemoryRole.DAY):
            return
        at = line.memory.said_at or line.memory.stored_at
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(QRectF(thread - 3, card.top() + 21, 6, 6))
        painter.setFont(font(Size.READ, bold=True))
        painter.setPen(QColor(tokens.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(area.left(), card.top() + 12, GUTTER - 24, 24), int(right), str(at.day))
        painter.setFont(font(Size.NOTE))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRect(area.left(), card.top() + 36, GUTTER - 24, 18), int(right), words.weekday(at))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        line: Line | None = index.data(MemoryRole.LINE) if index.isValid() else None
        if event.type() is QEvent.Type.ToolTip and line is not None:
            text = wording.one_line(line.memory.text)
            text = text if len(text) <= 400 else f"{text[:399]}…"
            QToolTip.showText(event.globalPos(), f"{text}\n{wording.describe(line)}\n{wording.standing(line)}", view)
            return True
        return super().helpEvent(event, view, option, index)
