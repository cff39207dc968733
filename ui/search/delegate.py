"""Draws a row of what was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from core.model import times
from core.model.answer import Hit
from core.model.memory import Memory, State
from core.model.retention import retained
from ui.search.results import Index, ResultRole, Row, RowKind
from ui.search.snippet import runs
from ui.theme.fonts import font
from ui.theme.icons import paint_icon
from ui.theme.line import paint_ebb_line
from ui.theme.theme import Theme
from ui.theme.tokens import Radius, Size, Space
from ui.why import strength

_HEIGHTS = {RowKind.HEADING: 34, RowKind.RECENT: 38, RowKind.LESSON: 38}
_HEIGHT = 58
_LEFT = 48
_SAMPLE = 76
_LINE = QSize(56, 18)
_LINE_FROM = 560
"""From this width of the list on, each memory has its ebb line."""
_FADED = 0.35


def row_height(kind: RowKind) -> int:
    return _HEIGHTS.get(kind, _HEIGHT)


class ResultDelegate(QStyledItemDelegate):
    """`sought` are the words to make bold; `why_chosen` says that the keyboard stands on "Why this?"."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title, self._bold = font(Size.READ), font(Size.READ, bold=True)
        self._detail, self._note = font(Size.BODY), font(Size.NOTE, bold=True)
        self.sought: Sequence[str] = ()
        self.why_chosen = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(ResultRole.ROW)
        return QSize(240, row_height(row.kind))

    def why_area(self, area: QRect, index: Index) -> QRect | None:
        """Where "Why this?" stands in a memory's row."""
        row: Row | None = index.data(ResultRole.ROW)
        if row is None or row.kind is not RowKind.MEMORY:
            return None
        width = QFontMetrics(self._detail).horizontalAdvance(self.tr("Why this?")) + 2 * Space.SMALL
        return QRect(area.right() - Space.SMALL - width, area.bottom() - 28, width, 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ResultRole.ROW)
        area = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.kind is RowKind.HEADING:
            self._paint_heading(painter, area, row)
            painter.restore()
            return
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._paint_ground(painter, option, current=current, hovered=hovered)
        tokens = self._theme.tokens
        paint_icon(
            painter,
            QRectF(area.left() + 16, area.center().y() - 9.5, 20, 20),
            row.icon,
            tokens.accent if current else tokens.muted,
        )
        if row.kind in (RowKind.RECENT, RowKind.LESSON):
            self._paint_hint(painter, area, row)
        else:
            self._paint_words(painter, area, index, row, active=current or hovered)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, *, current: bool, hovered: bool) -> None:
        if not current and not hovered:
            return
        tokens = self._theme.tokens
        framed = current and bool(option.state & QStyle.StateFlag.State_HasFocus) and not self.why_chosen
        painter.setPen(QPen(QColor(tokens.accent), 2) if framed else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.soft if current else tokens.background))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), Radius.CONTROL, Radius.CONTROL)

    def _paint_heading(self, painter: QPainter, area: QRect, row: Row) -> None:
        painter.setFont(self._note)
        painter.setPen(QColor(self._theme.tokens.muted))
        words = area.adjusted(16, 6, -16, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter.value), row.text)
        if row.detail:
            painter.setFont(font(Size.NOTE))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(words, int(right.value), row.detail)

    def _paint_hint(self, painter: QPainter, area: QRect, row: Row) -> None:
        tokens = self._theme.tokens
        middle = int(Qt.AlignmentFlag.AlignVCenter.value)
        words = QRect(area.left() + _LEFT, area.top(), area.width() - _LEFT - Space.LARGE, area.height())
        painter.setFont(self._title if row.kind is RowKind.RECENT else self._detail)
        if row.kind is RowKind.LESSON:
            painter.setPen(QColor(tokens.accent))
            painter.drawText(words, middle, row.text)
            words.setLeft(words.left() + _SAMPLE)
            painter.setPen(QColor(tokens.muted))
            shown = row.detail
        else:
            painter.setPen(QColor(tokens.text))
            shown = row.text
        metrics = painter.fontMetrics()
        painter.drawText(words, middle, metrics.elidedText(shown, Qt.TextElideMode.ElideRight, words.width()))

    def _paint_words(self, painter: QPainter, area: QRect, index: Index, row: Row, *, active: bool) -> None:
        tokens = self._theme.tokens
        right = area.right() - Space.LARGE
        upper_right = right
        if isinstance(row.thing, Hit) and area.width() >= _LINE_FROM:
            upper_right = self._paint_strength(painter, area, row.thing.memory) - Space.LARGE
        left = area.left() + _LEFT
        upper = QRect(left, area.top() + 8, upper_right - left, 22)
        gone = isinstance(row.thing, Hit) and row.thing.memory.state is not State.ACTIVE
        ink = tokens.muted if gone else tokens.text
        if row.kind is RowKind.MEMORY:
            self._paint_runs(painter, upper, row.text, ink)
        else:
            self._paint_runs(painter, upper, row.text, ink, Qt.TextElideMode.ElideMiddle)
        why = self.why_area(area, index)
        if why is not None and active:
            self._paint_why(painter, why)
            right = why.left() - Space.SMALL
        painter.setFont(self._detail)
        painter.setPen(QColor(tokens.muted))
        lower = QRect(left, area.top() + 31, right - left, 19)
        detail = QFontMetrics(self._detail).elidedText(row.detail, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, int(Qt.AlignmentFlag.AlignVCenter.value), detail)

    def _paint_runs(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        ink: str,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        painter.setPen(QColor(ink))
        flags = int(Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value)
        if mode is not Qt.TextElideMode.ElideRight and QFontMetrics(self._bold).horizontalAdvance(text) > area.width():
            painter.setFont(self._title)
            painter.drawText(area, flags, QFontMetrics(self._title).elidedText(text, mode, area.width()))
            return
        x = area.left()
        for piece, bold in runs(text, self.sought):
            chosen = self._bold if bold else self._title
            metrics = QFontMetrics(chosen)
            room = area.right() - x
            width = metrics.horizontalAdvance(piece)
            painter.setFont(chosen)
            if width > room:
                shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room)
                painter.drawText(QRect(x, area.top(), room, area.height()), flags, shown)
                return
            painter.drawText(QRect(x, area.top(), width + 2, area.height()), flags, piece)
            x += width

    def _paint_strength(self, painter: QPainter, area: QRect, memory: Memory) -> int:
        """The ebb line and the figure at the right; returns where they begin."""
        tokens = self._theme.tokens
        kept = retained(memory.strength, times.now(), pinned=memory.pinned)
        painter.setFont(self._detail)
        painter.setPen(QColor(tokens.muted))
        metrics = QFontMetrics(self._detail)
        width = metrics.horizontalAdvance(strength.figure(1.0))
        place = QRect(area.right() - Space.LARGE - width, area.top() + 8, width, 22)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(place, int(right.value), strength.figure(kept))
        left = place.left() - Space.SMALL - _LINE.width()
        curve = QRectF(left, place.center().y() - _LINE.height() / 2, _LINE.width(), _LINE.height())
        colour = tokens.muted if kept < _FADED else tokens.accent
        paint_ebb_line(painter, curve.adjusted(3, 3, -3, -3), colour, at=strength.place(kept), width=1.5)
        return left

    def _paint_why(self, painter: QPainter, area: QRect) -> None:
        tokens = self._theme.tokens
        if self.why_chosen:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(QColor(tokens.surface))
            painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        painter.setFont(self._detail)
        painter.setPen(QColor(tokens.accent))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter.value), self.tr("Why this?"))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        row: Row | None = index.data(ResultRole.ROW)
        if event.type() is not QEvent.Type.ToolTip or row is None or row.kind is RowKind.HEADING:
            return super().helpEvent(event, view, option, index)
        tip = [row.text[:400], row.detail]
        if isinstance(row.thing, Hit):
            tip.append(strength.in_words(row.thing.memory))
        QToolTip.showText(event.globalPos(), "\n".join(filter(None, tip)), view)
        return True
