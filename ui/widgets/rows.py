"""A list of rows with a title, a detail and a few actions, drawn by one delegate however long the list is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.theme.fonts import font
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.theme.tokens import Radius, Size, Space
from ui.widgets.notice import announce

Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 60


class RowRole(IntEnum):
    """What a row shows. `DisplayRole` is the title, `AccessibleTextRole` all of it in words."""

    DETAIL = Qt.ItemDataRole.UserRole + 1
    ASIDE = Qt.ItemDataRole.UserRole + 2
    ICON = Qt.ItemDataRole.UserRole + 3
    TONE = Qt.ItemDataRole.UserRole + 4
    ACTIONS = Qt.ItemDataRole.UserRole + 5


@dataclass(frozen=True, slots=True)
class RowAction:
    key: str
    text: str


class RowDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = font(Size.READ)
        self._detail = font(Size.BODY)
        self.chosen = -1
        """Which action of the current row the keyboard stands on, or -1."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, _HEIGHT)

    def action_areas(self, area: QRect, index: Index) -> list[tuple[RowAction, QRect]]:
        """The actions of a row and where they stand, left to right."""
        metrics = QFontMetrics(self._detail)
        placed: list[tuple[RowAction, QRect]] = []
        right = area.right() - Space.SMALL
        for action in reversed(index.data(RowRole.ACTIONS) or ()):
            width = metrics.horizontalAdvance(action.text) + 2 * Space.MEDIUM
            place = QRect(right - width, area.center().y() - 15, width, 30)
            placed.insert(0, (action, place))
            right = place.left() - Space.HAIR
        return placed

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(QColor(tokens.accent), 2) if current and self.chosen < 0 else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.soft if current else tokens.background))
            painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -2, -2), Radius.CONTROL, Radius.CONTROL)
        elif index.row() + 1 < index.model().rowCount():
            line = QRect(area.left() + 52, area.bottom(), area.width() - 52 - Space.LARGE, 1)
            painter.fillRect(line, QColor(tokens.line))
        tone = index.data(RowRole.TONE) or "muted"
        paint_icon(
            painter,
            QRectF(area.left() + 16, area.center().y() - 9.5, 20, 20),
            index.data(RowRole.ICON),
            getattr(tokens, tone),
        )
        right = self._paint_actions(painter, area, index, current)
        aside = index.data(RowRole.ASIDE)
        if aside:
            painter.setFont(self._detail)
            painter.setPen(QColor(tokens.muted))
            width = QFontMetrics(self._detail).horizontalAdvance(aside)
            painter.drawText(
                QRect(right - width, area.top(), width, area.height()), Qt.AlignmentFlag.AlignVCenter, aside
            )
            right -= width + Space.LARGE
        self._paint_words(painter, QRect(area.left() + 52, area.top() + 9, right - area.left() - 52, 42), index)
        painter.restore()

    def _paint_actions(self, painter: QPainter, area: QRect, index: Index, current: bool) -> int:
        tokens = self._theme.tokens
        painter.setFont(self._detail)
        areas = self.action_areas(area, index)
        for number, (action, place) in enumerate(areas):
            if current and number == self.chosen:
                painter.setPen(QPen(QColor(tokens.accent), 2))
                painter.setBrush(QColor(tokens.surface))
                painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
            painter.setPen(QColor(tokens.accent))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, action.text)
        return areas[0][1].left() - Space.SMALL if areas else area.right() - Space.LARGE

    def _paint_words(self, painter: QPainter, area: QRect, index: Index) -> None:
        tokens = self._theme.tokens
        upper = QRect(area.left(), area.top(), area.width(), 22)
        lower = QRect(area.left(), area.top() + 23, area.width(), 19)
        painter.setFont(self._title)
        painter.setPen(QColor(tokens.text))
        title = QFontMetrics(self._title).elidedText(index.data(), Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(self._detail)
        painter.setPen(QColor(tokens.muted))
        detail = QFontMetrics(self._detail).elidedText(
            index.data(RowRole.DETAIL) or "", Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, detail)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        if event.type() is QEvent.Type.ToolTip and index.isValid():
            QToolTip.showText(event.globalPos(), f"{index.data()}\n{index.data(RowRole.DETAIL) or ''}".strip(), view)
            return True
        return super().helpEvent(event, view, option, index)


class RowList(QListView):
    """Up and Down go from row to row, Left and Right along its actions; Enter does what is chosen, or opens the row."""

    acted = Signal(QModelIndex, str)
    opened = Signal(QModelIndex)

    def __init__(self, theme: Theme, name: str, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = RowDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # thousands of rows are placed bit by bit
        self.setBatchSize(500)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setModel(model)
        theme.changed.connect(self.viewport().update)

    def row_height(self) -> int:
        return _HEIGHT

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        self._delegate.chosen = -1
        super().currentChanged(current, previous)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        actions = (index.data(RowRole.ACTIONS) or ()) if index.isValid() else ()
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and actions:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._delegate.chosen = min(max(self._delegate.chosen + step, -1), len(actions) - 1)
            if self._delegate.chosen >= 0:
                announce(self, actions[self._delegate.chosen].text)
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            if 0 <= self._delegate.chosen < len(actions):
                self.acted.emit(index, actions[self._delegate.chosen].key)
            else:
                self.opened.emit(index)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        action = self._action_at(event.position().toPoint(), index)
        if action is not None:
            self.acted.emit(index, action.key)
        else:
            self.opened.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        over = self._action_at(point, self.indexAt(point)) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _action_at(self, point: QPoint, index: QModelIndex) -> RowAction | None:
        if not index.isValid():
            return None
        for action, place in self._delegate.action_areas(self.visualRect(index), index):
            if place.contains(point):
                return action
        return None
