"""The field of a quick note."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from ui.theme.fonts import font
from ui.theme.tokens import Size, Space

_LEAST_LINES, _MOST_LINES = 3, 9


class NoteWords(QPlainTextEdit):
    """Enter keeps, with Ctrl or without; Shift+Enter breaks the line."""

    entered = Signal()
    focused = Signal(bool)
    undo_wanted = Signal()
    """Ctrl+Z was pressed where there is nothing of the writing to undo."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)


class NoteField(QFrame):
    """The words in their frame; it grows with them up to nine lines."""

    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.words = NoteWords()
        self.words.setObjectName("words")
        self.words.setFont(font(Size.READ))
        self.words.setPlaceholderText(self.tr("What is not to be forgotten?"))
        self.words.setAccessibleName(self.tr("Your note"))
        self.words.setTabChangesFocus(True)
        self.words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.document().setDocumentMargin(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.MEDIUM, Space.MEDIUM)
        row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.words)
        self.words.focused.connect(self._focused)
        self.words.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @property
    def text(self) -> str:
        return self.words.toPlainText()

    def write(self, text: str) -> None:
        """Put words into the field, with the cursor behind them."""
        self.words.setPlainText(text)
        self.words.moveCursor(self.words.textCursor().MoveOperation.End)

    def _fit(self) -> None:
        lines = max(_LEAST_LINES, round(self.words.document().documentLayout().documentSize().height()))
        height = self.words.fontMetrics().lineSpacing() * min(lines, _MOST_LINES) + 2
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > _MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.words.setVerticalScrollBarPolicy(policy)
        if height != self.words.height():
            self.words.setFixedHeight(height)
            self.grown.emit()

    def _focused(self, focused: bool) -> None:
        self.setProperty("active", focused)
        self.style().unpolish(self)
        self.style().polish(self)
