"""The list of messages, for pointer, keyboard and screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from core.model.answer import Citation
from ui.ask.correction import CorrectionField
from ui.ask.delegate import MessageDelegate
from ui.ask.layout import Target
from ui.ask.message import Message, MessageKind, plain
from ui.ask.selection import Selection, over_text, position_at, word_at
from ui.ask.transcript import Transcript
from ui.theme.theme import Theme
from ui.widgets import clip
from ui.widgets.notice import announce

_NOWHERE = (-1, -1)
_NEAR_TOP = 240


class MessageList(QListView):
    """Up and Down go from message to message, Left and Right along its chips and actions, Enter presses one.

    Ctrl+C copies the message, or what of it is marked with the pointer; R asks its question again.
    """

    evidence_wanted = Signal(object)
    retry_wanted = Signal(str)
    correction_wanted = Signal(int)
    correction_saved = Signal(QPersistentModelIndex, str)
    correction_cancelled = Signal(QPersistentModelIndex)

    def __init__(self, theme: Theme, model: Transcript, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._transcript = model
        self._follow = True
        self._marking = False
        self._delegate = MessageDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self._delegate.correction_saved.connect(self.correction_saved)
        self._delegate.correction_cancelled.connect(self.correction_cancelled)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Messages"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setModel(model)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._grown)
        self._calm = QTimer(self, interval=60, singleShot=True)
        self._calm.timeout.connect(self._relay)
        self._earlier = QTimer(self, interval=0, singleShot=True)
        self._earlier.timeout.connect(self._show_earlier)
        model.rowsInserted.connect(self._shift)
        theme.changed.connect(self._relay)

    # -- what is open ----------------------------------------------------------------------------------------------

    def mark_shown(self, row: int, citation: Citation | None) -> None:
        """Mark the chip whose evidence is open; None when there is none."""
        self._delegate.shown = _NOWHERE if citation is None else (row, citation.number)
        self.viewport().update()

    def follow(self) -> None:
        """Stay at the end from now on, as new words come."""
        self._follow = True
        self.scrollToBottom()

    def targets(self, row: int) -> list[Target]:
        """What can be pressed in a message; areas count from the row's corner."""
        return self._delegate.layout(self._transcript.index(row)).targets

    def press(self, row: int, target: Target) -> None:
        """Do what a chip or an action is for."""
        message = self._transcript.message(row)
        if target.citation is not None:
            self.mark_shown(row, target.citation)
            self.evidence_wanted.emit(target.citation)
        elif target.key == "copy":
            self._copy(message)
        elif target.key == "wrong":
            self.correction_wanted.emit(row)
        else:
            self.retry_wanted.emit(message.question)

    def open_correction(self, row: int) -> None:
        """Show the field under a message, and go there."""
        index = self._transcript.index(row)
        self.executeDelayedItemsLayout()
        self.openPersistentEditor(index)
        self.scrollTo(index)
        field = self.correction(row)
        if field is not None:
            field.setFocus()

    def close_correction(self, row: int) -> None:
        """Take the field away; the keyboard goes back to the message."""
        self.closePersistentEditor(self._transcript.index(row))
        self.setCurrentIndex(self._transcript.index(row))
        self.setFocus()

    def correction(self, row: int) -> CorrectionField | None:
        """The open field of a message."""
        field = self.indexWidget(self._transcript.index(row))
        return field if isinstance(field, CorrectionField) else None

    # -- keyboard --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if not index.isValid():
            super().keyPressEvent(event)
            return
        row = index.row()
        message = self._transcript.message(row)
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(row, 1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            targets = self.targets(row)
            if self._delegate.chosen[0] == row and self._delegate.chosen[1] < len(targets):
                self.press(row, targets[self._delegate.chosen[1]])
        elif key == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.selected_text():
                clip.copy(self.selected_text())
                announce(self, self.tr("Copied"))
            else:
                self._copy(message)
        elif key == Qt.Key.Key_R and not event.modifiers() and message.question:
            if message.kind is not MessageKind.WAITING:
                self.retry_wanted.emit(message.question)
        else:
            super().keyPressEvent(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        self._delegate.chosen = _NOWHERE
        super().currentChanged(current, previous)
        self.viewport().update()

    def _step(self, row: int, step: int) -> None:
        targets = self.targets(row)
        if not targets:
            return
        stood = self._delegate.chosen[1] if self._delegate.chosen[0] == row else -1
        new = min(max(stood + step, -1), len(targets) - 1)
        self._delegate.chosen = (row, new) if new >= 0 else _NOWHERE
        if new >= 0:
            announce(self, targets[new].name)
        self.viewport().update()

    def _copy(self, message: Message) -> None:
        clip.copy(plain(message))
        announce(self, self.tr("Copied"))

    # -- pointer ---------------------------------------------------------------------------------------------------

    def selected_text(self) -> str:
        """What is marked with the pointer, or nothing."""
        chosen = self._delegate.selection
        if chosen is None or chosen.empty or chosen.row >= self._transcript.rowCount():
            return ""
        if self._transcript.message(chosen.row) is not chosen.message:
            return ""
        return chosen.text(self._delegate.layout(self._transcript.index(chosen.row)).document)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            row, place = self._text_at(event.position())
            message = self._transcript.message(row) if row >= 0 else None
            self._delegate.selection = Selection(row, message, place, place) if message is not None else None
            self._marking = message is not None
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        row, place = self._text_at(event.position())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            start, end = word_at(self._delegate.layout(self._transcript.index(row)), place)
            self._delegate.selection = Selection(row, self._transcript.message(row), start, end)
            self.viewport().update()

    def _mark(self, point: QPointF) -> None:
        """Draw the marked words out to `point`, within the message they began in."""
        chosen = self._delegate.selection
        if chosen is None or chosen.row >= self._transcript.rowCount():
            return
        index = self._transcript.index(chosen.row)
        corner = QPointF(self.visualRect(index).topLeft())
        chosen.caret = position_at(self._delegate.layout(index), point - corner)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._marking = False
        if self.selected_text():
            clip.offer_selection(self.selected_text())
            return
        row, target = self._target_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and target is not None:
            self.press(row, target)
            if target.key == "copy":
                QToolTip.showText(event.globalPosition().toPoint(), self.tr("Copied"), self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._marking and event.buttons() & Qt.MouseButton.LeftButton:
            self._mark(event.position())
            return
        super().mouseMoveEvent(event)
        row, target = self._target_at(event.position())
        place = _NOWHERE if target is None else (row, self.targets(row).index(target))
        shape = Qt.CursorShape.PointingHandCursor
        if target is None:
            letters = self._over_text(event.position())
            shape = Qt.CursorShape.IBeamCursor if letters else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        if place != self._delegate.hovered:
            self._delegate.hovered = place
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._delegate.hovered = _NOWHERE
        self.viewport().update()
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            _, target = self._target_at(QPointF(event.pos()))
            if target is None:
                QToolTip.hideText()
            else:
                quote = target.citation.quote if target.citation is not None else ""
                QToolTip.showText(event.globalPos(), f"{target.name}\n{quote[:300]}".strip(), self)
            return True
        return super().viewportEvent(event)

    def _target_at(self, point: QPointF) -> tuple[int, Target | None]:
        index = self.indexAt(point.toPoint())
        if not index.isValid():
            return -1, None
        corner = QPointF(self.visualRect(index).topLeft())
        return index.row(), self._delegate.layout(index).target_at(point - corner)

    def _text_at(self, point: QPointF) -> tuple[int, int]:
        """The row under `point`, and the place in its text that is nearest; -1 when there is none."""
        index = self.indexAt(point.toPoint())
        if not index.isValid():
            return -1, -1
        corner = QPointF(self.visualRect(index).topLeft())
        return index.row(), position_at(self._delegate.layout(index), point - corner)

    def _over_text(self, point: QPointF) -> bool:
        index = self.indexAt(point.toPoint())
        corner = QPointF(self.visualRect(index).topLeft())
        return index.isValid() and over_text(self._delegate.layout(index), point - corner)

    # -- size ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._calm.start()

    def _relay(self) -> None:
        self.scheduleDelayedItemsLayout()
        if self._follow:
            QTimer.singleShot(0, self, self.scrollToBottom)

    def _scrolled(self, value: int) -> None:
        self._follow = value >= self.verticalScrollBar().maximum() - 24
        if value < _NEAR_TOP and not self._follow:
            self._earlier.start()

    def _show_earlier(self) -> None:
        """Bring in the messages before the first, and stay where one was reading."""
        bar = self.verticalScrollBar()
        below = bar.maximum() - bar.value()
        if self._transcript.show_earlier():
            self.executeDelayedItemsLayout()
            bar.setValue(bar.maximum() - below)

    def _shift(self, _: QModelIndex, first: int, last: int) -> None:
        if first == 0:
            self._delegate.shift(last + 1)

    def _grown(self, _: int, highest: int) -> None:
        if self._follow:
            self.verticalScrollBar().setValue(highest)
