"""Draws a message of the transcript."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.ask.correction import CorrectionField
from ui.ask.layout import Line, MessageLayout, Target, Typesetter
from ui.ask.message import Message
from ui.ask.selection import Selection
from ui.ask.transcript import TranscriptRole
from ui.theme.fonts import font
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.theme.tokens import Radius, Size, Space

Index = QModelIndex | QPersistentModelIndex
_ICONS = {"copy": "copy", "retry": "retry"}
_WRONG = "wrong"


class MessageDelegate(QStyledItemDelegate):
    """Measures and paints rows. What is chosen or under the pointer is set by the list."""

    correction_saved = Signal(QPersistentModelIndex, str)
    correction_cancelled = Signal(QPersistentModelIndex)

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._typesetter = Typesetter(theme, self)
        self.chosen: tuple[int, int] = (-1, -1)
        """Row and target the keyboard stands on."""
        self.hovered: tuple[int, int] = (-1, -1)
        self.shown: tuple[int, int] = (-1, -1)
        """Row and citation number whose evidence is open."""
        self.selection: Selection | None = None

    def layout(self, index: Index) -> MessageLayout:
        message: Message = index.data(TranscriptRole.MESSAGE)
        return self._typesetter.lay(message, self._view.width())

    def shift(self, rows: int) -> None:
        """Rows were put before the first."""
        for name in ("chosen", "hovered", "shown"):
            row, number = getattr(self, name)
            if row >= 0:
                setattr(self, name, (row + rows, number))
        if self.selection is not None:
            self.selection.row += rows

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(self.layout(index).height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layout = self.layout(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(option.rect.topLeft()))
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if focused and self.chosen[0] != index.row():
            self._paint_focus(painter, option, layout)
        if layout.bubble is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.tokens.soft))
            painter.drawRoundedRect(layout.bubble, Radius.MESSAGE, Radius.MESSAGE)
        self._paint_text(painter, layout, self._selected(index))
        for line in layout.lines:
            self._paint_line(painter, line)
        active = bool(option.state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver))
        last = index.row() == index.model().rowCount() - 1
        for number, target in enumerate(layout.targets):
            place = (index.row(), number)
            if target.key in _ICONS or target.key == _WRONG:
                if active or last:
                    self._paint_action(painter, target, place)
            else:
                self._paint_chip(painter, target, place)
        painter.restore()

    # -- the field for a correction --------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        place = QPersistentModelIndex(index)
        made = CorrectionField(parent)
        made.saved.connect(lambda text: self.correction_saved.emit(place, text))
        made.cancelled.connect(lambda: self.correction_cancelled.emit(place))
        return made

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        form = self.layout(index).form
        if form is not None:
            editor.setGeometry(form.translated(QPointF(option.rect.topLeft())).toRect())

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What is being typed stays, whatever comes into the model."""

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """The field has its own keys, and stays open when the keyboard goes elsewhere."""
        return False

    # -- parts -----------------------------------------------------------------------------------------------------

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem, layout: MessageLayout) -> None:
        if layout.bubble is not None:
            area = layout.bubble.adjusted(-4, -4, 4, 4)
            painter.setPen(QPen(QColor(self._theme.tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, Radius.MESSAGE + 3, Radius.MESSAGE + 3)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.accent))
        bar = QRectF(layout.origin.x() - Space.LARGE, Space.LARGE, 3, layout.height - 2 * Space.LARGE)
        painter.drawRoundedRect(bar, 1.5, 1.5)

    def _selected(self, index: Index) -> Selection | None:
        chosen = self.selection
        if chosen is None or chosen.empty or chosen.row != index.row():
            return None
        return chosen if index.data(TranscriptRole.MESSAGE) is chosen.message else None

    def _paint_text(self, painter: QPainter, layout: MessageLayout, selection: Selection | None) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(getattr(self._theme.tokens, layout.tone)))
        if selection is not None:
            marked = QAbstractTextDocumentLayout.Selection()
            marked.cursor = selection.cursor(layout.document)
            marked.format.setBackground(QColor(self._theme.tokens.accent))
            marked.format.setForeground(QColor(self._theme.tokens.on_accent))
            context.selections = [marked]
        painter.save()
        painter.translate(layout.origin)
        layout.document.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_line(self, painter: QPainter, line: Line) -> None:
        colour = getattr(self._theme.tokens, line.tone)
        area = line.area
        if line.icon:
            paint_icon(painter, QRectF(area.left(), area.top(), 20, 20), line.icon, colour)
            area = area.adjusted(28, 0, 0, 0)
        if line.text:
            wraps = line.wraps or bool(line.icon)
            flags = Qt.TextFlag.TextWordWrap if wraps else Qt.TextFlag.TextSingleLine
            painter.setFont(font(line.size))
            painter.setPen(QColor(colour))
            painter.drawText(area, int(flags.value | Qt.AlignmentFlag.AlignVCenter.value), line.text)

    def _paint_chip(self, painter: QPainter, target: Target, place: tuple[int, int]) -> None:
        tokens = self._theme.tokens
        number = target.citation.number if target.citation is not None else -1
        shown = number >= 0 and self.shown == (place[0], number)
        hovered = self.hovered == place
        border = tokens.accent if shown or hovered else tokens.line
        painter.setPen(QPen(QColor(border), 1))
        painter.setBrush(QColor(tokens.accent if shown else tokens.soft if hovered else tokens.surface))
        radius = Radius.MESSAGE if target.citation is not None else Radius.CONTROL
        painter.drawRoundedRect(target.area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self.chosen == place:
            painter.setPen(QPen(QColor(tokens.text if shown else tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(target.area.adjusted(1, 1, -1, -1), radius, radius)
        ink = tokens.on_accent if shown else tokens.text
        painter.setFont(font(Size.BODY))
        painter.setPen(QColor(ink))
        inner = target.area.adjusted(14, 0, -14, 0)
        if target.citation is None:
            painter.drawText(target.area, int(Qt.AlignmentFlag.AlignCenter.value), target.name)
            return
        metrics = QFontMetricsF(font(Size.BODY))
        figure = f"{number}  "
        flags = int(Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value)
        painter.setPen(QColor(tokens.on_accent if shown else tokens.accent))
        painter.drawText(inner, flags, figure)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(figure))
        painter.setPen(QColor(ink))
        words = metrics.elidedText(target.citation.label, Qt.TextElideMode.ElideMiddle, inner.width() + 1)
        painter.drawText(inner.adjusted(0, 0, 2, 0), flags, words)

    def _paint_action(self, painter: QPainter, target: Target, place: tuple[int, int]) -> None:
        tokens = self._theme.tokens
        lit = self.hovered == place or self.chosen == place
        if self.hovered == place:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.soft))
            painter.drawRoundedRect(target.area, Radius.CONTROL, Radius.CONTROL)
        if self.chosen == place:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(target.area.adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        if target.key == _WRONG:
            painter.setFont(font(Size.NOTE))
            painter.setPen(QColor(tokens.accent if lit else tokens.muted))
            painter.drawText(target.area, int(Qt.AlignmentFlag.AlignCenter.value), target.name)
            return
        icon = target.area.adjusted(6, 6, -6, -6)
        paint_icon(painter, icon, _ICONS[target.key], tokens.accent if lit else tokens.muted)
