"""The list of what was found, driven from the field or by itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.search.delegate import ResultDelegate, row_height
from ui.search.results import Index, ResultModel, Row, RowKind, spoken
from ui.theme.theme import Theme
from ui.widgets.notice import announce

_PAGE = 6
_KEPT_WITHIN = 400
"""A choice further down than this is not looked for when the list is found anew."""

_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}


class ResultList(QListView):
    """Up and Down go from row to row past the headings, Right to "Why this?", Enter opens."""

    opened = Signal(object, bool)
    """A row, and whether its reasons are wanted."""
    typed = Signal(object)
    """A key that belongs into the field."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results = ResultModel(self)
        self._delegate = ResultDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # thousands of rows are placed bit by bit
        self.setBatchSize(200)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("What was found"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setModel(self.results)
        self.verticalScrollBar().setSingleStep(24)
        theme.changed.connect(self.viewport().update)

    def show_rows(self, rows: list[Row], sought: list[str], *, choose: bool) -> None:
        """Show other rows. A row that was chosen stays so if it is still there; else the first is, with `choose`."""
        chosen = self.chosen()
        stood = self.currentIndex().row()
        first = self.results.step(-1, 1)
        moved = chosen is not None and stood != first
        self._delegate.sought = sought
        self._delegate.why_chosen = False
        self.results.show_rows(rows)
        self.scrollToTop()
        place = self.results.place_of(chosen.key) if moved and chosen is not None else -1
        if not 0 <= place < _KEPT_WITHIN:
            place = self.results.step(-1, 1) if choose else -1
        if place >= 0:
            self.setCurrentIndex(self.results.index(place))

    def content_height(self, most: int) -> int:
        """How high all rows are together; not counted beyond `most`."""
        height = 0
        for number in range(self.results.rowCount()):
            height += row_height(self.results.row(number).kind)
            if height >= most:
                return most
        return height

    def chosen(self) -> Row | None:
        index = self.currentIndex()
        return self.results.row(index.row()) if index.isValid() else None

    def take_key(self, key: int) -> bool:
        """Move for an arrow or page key. False if it is none, or there is nowhere to go."""
        step = _STEPS.get(Qt.Key(key)) if key in _STEPS else None
        if step is None or not self.results.rowCount():
            return False
        place = self.results.step(self.currentIndex().row(), step)
        if place >= 0:
            self.setCurrentIndex(self.results.index(place))
            announce(self, spoken(self.results.row(place)))
            if self.results.step(place, -1) == place:
                self.scrollToTop()  # with the heading above it
        return True

    def open_chosen(self, *, why: bool = False) -> bool:
        row = self.chosen()
        if row is not None:
            self.opened.emit(row, why)
        return row is not None

    def currentChanged(self, current: Index, previous: Index) -> None:
        self._delegate.why_chosen = False
        super().currentChanged(current, previous)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        row = self.chosen()
        if self.take_key(key):
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen(why=self._delegate.why_chosen)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and row is not None and row.kind is RowKind.MEMORY:
            self._delegate.why_chosen = key == Qt.Key.Key_Right
            announce(self, self.tr("Why this?") if self._delegate.why_chosen else row.text)
            self.viewport().update()
        elif event.text().isprintable() and event.text():
            self.typed.emit(event)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            row = self.results.row(index.row())
            if row.kind is not RowKind.HEADING:
                self.opened.emit(row, self._over_why(event.position().toPoint(), index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        able = index.isValid() and self.results.row(index.row()).kind is not RowKind.HEADING
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if able else Qt.CursorShape.ArrowCursor)

    def _over_why(self, point: QPoint, index: QModelIndex) -> bool:
        area = self._delegate.why_area(self.visualRect(index), index)
        return area is not None and area.contains(point)
