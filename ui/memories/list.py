"""The list of memories: any number of rows, each as high as the next, drawn when they come into sight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.memories.delegate import HEADING, PITCH, MemoryDelegate
from ui.memories.model import MemoryModel
from ui.theme.theme import Theme


class MemoryList(QTableView):
    """Enter opens, P pins, Delete forgets.

    A table of one column: it knows where each of 100,000 rows stands by their heights alone, where a QListView asks
    the model about every one of them before it shows the first (a third of a second of standing still, measured).
    """

    opened = Signal(int)
    pin_wanted = Signal(int)
    forget_wanted = Signal(int)

    def __init__(self, theme: Theme, model: MemoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delegate = MemoryDelegate(theme, self)
        self._model = model
        self._tall: list[int] = []
        self.setItemDelegate(self.delegate)
        self.setObjectName("memories")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Memories"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        upright = self.verticalHeader()
        upright.hide()
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        upright.setDefaultSectionSize(PITCH)
        upright.setMinimumSectionSize(PITCH)
        self.setModel(model)
        self.verticalScrollBar().setSingleStep(PITCH // 3)
        self._stood = (-1, -1)
        model.modelAboutToBeReset.connect(self._note_place)
        model.modelReset.connect(self._make_room)
        model.modelReset.connect(self._stand_again)
        theme.changed.connect(self.viewport().update)

    def show_row(self, row: int, *, top: bool = False) -> None:
        """Bring a row into sight and stand on it."""
        index = self._model.index(row)
        if index.isValid():
            self.setCurrentIndex(index)
            way = QAbstractItemView.ScrollHint.PositionAtTop if top else QAbstractItemView.ScrollHint.EnsureVisible
            self.scrollTo(index, way)

    def _note_place(self) -> None:
        row = self.currentIndex().row()
        self._stood = (row, self._model.id_at(row) if 0 <= row < self._model.rowCount() else -1)

    def _stand_again(self) -> None:
        """On the memory one stood on; where it is gone, on the one that took its place. What is in sight stays."""
        row, memory_id = self._stood
        if row < 0:
            return
        found = self._model.row_of(memory_id)
        self.setAutoScroll(False)
        self.setCurrentIndex(self._model.index(found if found >= 0 else min(row, self._model.rowCount() - 1)))
        self.setAutoScroll(True)

    def _make_room(self) -> None:
        """A month that begins needs room for its name."""
        self.delegate.timeline = bool(self._model.months)
        upright = self.verticalHeader()
        held = upright.blockSignals(True)
        upright.setUpdatesEnabled(False)  # it would count all rows through to find where each of these is drawn
        rows = self._model.rowCount()
        for row in self._tall:  # what stood here before
            if row < rows:
                upright.resizeSection(row, PITCH)
        self._tall = [month.first for month in self._model.months]
        for row in self._tall:
            upright.resizeSection(row, PITCH + HEADING)
        upright.setUpdatesEnabled(True)
        upright.blockSignals(held)
        self.updateGeometries()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if row < 0 or not bare:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit(row)
            case Qt.Key.Key_P:
                self.pin_wanted.emit(row)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.forget_wanted.emit(row)
            case Qt.Key.Key_Home:
                self.show_row(0)
            case Qt.Key.Key_End:
                self.show_row(self._model.rowCount() - 1)
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here: looking through 100,000 rows for one is what the field is for."""

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(self.rowAt(1)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and self._is_on_card(event, index):
            self.opened.emit(index.row())

    def _is_on_card(self, event: QMouseEvent, index: QModelIndex) -> bool:
        return self.delegate.card(self.visualRect(index), index).contains(event.position().toPoint())
