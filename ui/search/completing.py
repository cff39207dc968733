"""How the query may go on: a small list under the word that is being typed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.model.completion import Completion
from ui.search.results import Index
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Radius, Size, Space
from ui.widgets.notice import announce

_ROW = 32
_MOST_ROWS = 7
_WIDTHS = (160, 360)


class CompletionPopup(QFrame):
    """Tab takes the one that is chosen, or the first. Where an operator is being typed, the first is chosen at once,
    and Enter takes it; at a plain word nothing is, so that Enter still opens what was found.
    """

    taken = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("completions")
        self.setAccessibleName(self.tr("Ways to go on"))
        self._completions: list[Completion] = []
        self._model = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Ways to go on"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        column.addWidget(self.list)
        self.hide()

    @property
    def completions(self) -> list[Completion]:
        return self._completions

    def offer(self, completions: list[Completion], corner: QPoint, room: QRect, *, choose: bool) -> None:
        """Show these below `corner`, within `room`; nothing to offer hides the list."""
        self._completions = completions
        self._model.setStringList([completion.label for completion in completions])
        if not completions:
            self.hide()
            return
        metrics = QFontMetrics(font(Size.BODY))
        longest = max(metrics.horizontalAdvance(completion.label) for completion in completions)
        width = min(max(longest + 2 * Space.LARGE + 2 * Space.HAIR, _WIDTHS[0]), _WIDTHS[1])
        height = min(len(completions), _MOST_ROWS) * _ROW + 2 * Space.HAIR + 2
        self.setGeometry(min(corner.x(), room.right() - width), corner.y(), width, height)
        if choose:
            self.list.setCurrentIndex(self._model.index(0))
        self.show()
        self.raise_()

    def take_key(self, key: int) -> bool:
        """Act on a key of the field. False if it is not for this list."""
        if self.isHidden():
            return False
        row = self.list.currentIndex().row()
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if key == Qt.Key.Key_Down else -1
                index = self._model.index(min(max(row + step, 0), len(self._completions) - 1))
                self.list.setCurrentIndex(index)
                announce(self, self._completions[index.row()].label)
            case Qt.Key.Key_Tab:
                self._take(self._model.index(max(row, 0)))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if row >= 0:
                self._take(self._model.index(row))
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                return False
        return True

    def _take(self, index: QModelIndex) -> None:
        completion = self._completions[index.row()]
        self.hide()
        self.taken.emit(completion)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_WIDTHS[0], _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.soft if chosen else tokens.background))
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        area = option.rect.adjusted(Space.MEDIUM, 0, -Space.MEDIUM, 0)
        painter.setFont(font(Size.BODY))
        painter.setPen(QColor(tokens.text))
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter.value), text)
        painter.restore()
