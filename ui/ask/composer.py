"""Where a question is written."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QWidget

from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import IconButton

_MOST_LINES = 7
_HEIGHT = 64


class _Words(QPlainTextEdit):
    """Enter sends, Shift+Enter breaks the line, Escape stops."""

    sent = Signal()
    stopped = Signal()
    focused = Signal(bool)
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)


class Composer(QFrame):
    """A field that grows with what is written, and one round button: send, or stop while an answer is coming."""

    asked = Signal(str)
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._answering = False
        self.words = _Words()
        self.words.setObjectName("words")
        self.words.setFont(font(Size.READ))
        self.words.setPlaceholderText(self.tr("Ask your memory"))
        self.words.setAccessibleName(self.tr("Your question"))
        self.words.setTabChangesFocus(True)
        self.words.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.document().setDocumentMargin(0)
        self.words.setViewportMargins(0, 0, 0, 0)
        self.button = IconButton(theme, "send", self.tr("Send"), ink="on_accent", look="round")
        self.button.setFixedSize(QSize(36, 36))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.WIDE - 4, Space.MEDIUM, Space.MEDIUM + 1, Space.MEDIUM)
        row.setSpacing(Space.MEDIUM)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.setMinimumHeight(_HEIGHT)
        self.setFocusProxy(self.words)
        self.words.sent.connect(self._send)
        self.words.stopped.connect(self.stopped)
        self.words.focused.connect(self._focused)
        self.words.textChanged.connect(self._fit)
        self.words.resized.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        self.words.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.button.clicked.connect(self._pressed)
        self._fit()

    def set_answering(self, answering: bool) -> None:
        self._answering = answering
        if answering:
            self.button.rename(self.tr("Stop (Esc)"), "stop")
        else:
            self.button.rename(self.tr("Send"), "send")
        self._fit()

    def write(self, text: str) -> None:
        """Put words into the field, for the user to change or send."""
        self.words.setPlainText(text)
        self.words.moveCursor(self.words.textCursor().MoveOperation.End)
        self.words.setFocus()

    def _pressed(self) -> None:
        if self._answering:
            self.stopped.emit()
        else:
            self._send()

    def _send(self) -> None:
        text = self.words.toPlainText().strip()
        if text and not self._answering:
            self.words.clear()
            self.asked.emit(text)

    def _fit(self) -> None:
        lines = max(1, round(self.words.document().documentLayout().documentSize().height()))
        height = self.words.fontMetrics().lineSpacing() * min(lines, _MOST_LINES) + 2
        if height != self.words.height():
            self.words.setFixedHeight(height)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > _MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.words.setVerticalScrollBarPolicy(policy)
        self.button.setEnabled(self._answering or bool(self.words.toPlainText().strip()))

    def _focused(self, focused: bool) -> None:
        self.setProperty("active", focused)
        self.style().unpolish(self)
        self.style().polish(self)
