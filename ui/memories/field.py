"""The field over the list: words and operators, completed as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.model.completion import Completion
from ui import ops
from ui.background import Reads
from ui.search.completing import CompletionPopup
from ui.search.field import SearchField
from ui.theme.theme import Theme
from ui.theme.tokens import Space
from ui.widgets.buttons import IconButton
from ui.widgets.notice import Mark

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_REST_MS = 180
_HEIGHT = 38


class SieveField(QFrame):
    """`changed` comes a moment after the last key; `left` when the list is wanted instead (Down, Enter)."""

    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, room: QWidget) -> None:
        """`room` is the widget over which completions are shown."""
        super().__init__()
        self.setObjectName("field")
        self._assistant = assistant
        self._room = room
        self._told = ""
        self._ways = Reads(self)
        self.words = SearchField(theme)
        self.words.setAccessibleName(self.tr("Search your memories"))
        self.words.setPlaceholderText(self.tr("A word, from:Nora, since:May"))
        self.popup = CompletionPopup(theme, room)
        self._clear = IconButton(theme, "close", self.tr("Empty the field"), size=14)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.hide()
        self._soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._soon.timeout.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.MEDIUM, 0, Space.HAIR, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(Mark(theme, "search", "muted", size=16))
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._clear)
        self.setFixedHeight(_HEIGHT)
        self.words.edited.connect(self._edited)
        self.words.pressed.connect(self._key)
        self._clear.clicked.connect(lambda: self.write(""))
        self.popup.taken.connect(self.words.complete)
        self.words.installEventFilter(self)

    @property
    def text(self) -> str:
        return self.words.text

    def write(self, text: str) -> None:
        """Put a query into the field and search for it at once."""
        self.words.write(text)
        self.popup.hide()
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.words and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("active", event.type() is QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
            if event.type() is QEvent.Type.FocusOut:
                self.popup.hide()
        return super().eventFilter(watched, event)

    def _edited(self) -> None:
        self._clear.setVisible(bool(self.text))
        if self.text != self._told:
            self._soon.start()
        if self.words.hasFocus() and self.text.strip():
            self._complete()
        else:
            self.popup.hide()

    def _tell(self) -> None:
        self._soon.stop()
        if self.text != self._told:
            self._told = self.text
            self.changed.emit()

    def _complete(self) -> None:
        text, caret = self.text, self.words.caret

        def offer(ways: list[Completion]) -> None:
            if (self.text, self.words.caret) == (text, caret) and self.words.hasFocus():
                self._offer([way for way in ways if text[way.start : way.end] != way.text])

        operation = ops.completions(assistant=self._assistant, text=text, cursor=caret)
        self._ways.drop()
        self._ways.read(operation.success(offer).failure(lambda _: self.popup.hide()))

    def _offer(self, ways: list[Completion]) -> None:
        if not ways:
            self.popup.hide()
            return
        typed = self.text[ways[0].start : self.words.caret]
        left = self.words.cursorRect().left() - self.words.fontMetrics().horizontalAdvance(typed)
        corner = self.words.mapTo(self._room, QPoint(max(0, left) - Space.MEDIUM, self.words.height() + Space.MEDIUM))
        self.popup.offer(ways, corner, self._room.rect(), choose=":" in typed)

    def _key(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.popup.take_key(key):
            event.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._tell()
            self.left.emit()
            event.accept()
        elif key == Qt.Key.Key_Escape and self.text:
            self.write("")
            event.accept()
