"""The one line a search is typed into, with its operators made visible."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from core.model.completion import Completion
from ui.search.operators import PieceKind, pieces
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size

_LONGEST = 2000
"""What is pasted beyond it is left out: no search is that long."""


class SearchField(QPlainTextEdit):
    """`edited` comes with every change of text or caret; keys that are not for a line of text go to `pressed` first."""

    edited = Signal()
    pressed = Signal(object)
    """A key event; whoever takes it accepts it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("words")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font(Size.READ))
        self.setAccessibleName(self.tr("Search everything"))
        self.setPlaceholderText(self.tr("Search everything: a word, “a phrase”, from:Nora, since:2024"))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # files that are dropped are for the window
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setFixedHeight(self.fontMetrics().lineSpacing() + 2)
        self._colours = _Operators(theme, self.document())
        self.textChanged.connect(self.edited)
        self.cursorPositionChanged.connect(self.edited)

    @property
    def text(self) -> str:
        return self.toPlainText()

    @property
    def caret(self) -> int:
        """Where the caret stands, counted in characters; Qt counts UTF-16."""
        return len(_units(self.text)[: 2 * self.textCursor().position()].decode("utf-16-le", "ignore"))

    def write(self, text: str, back: int = 0) -> None:
        """Put a query into the field; the caret goes `back` characters before its end."""
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor, back)
        self.setTextCursor(cursor)

    def add(self, text: str, back: int = 0) -> None:
        """Put more words after what is there."""
        before = self.text.rstrip()
        self.write(f"{before} {text}" if before else text, back)

    def complete(self, completion: Completion) -> None:
        """Replace a part of the query, in one step that can be undone."""
        before, after = self.text[: completion.start], self.text[: completion.end]
        cursor = self.textCursor()
        cursor.setPosition(len(_units(before)) // 2)
        cursor.setPosition(len(_units(after)) // 2, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(completion.text)
        self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.pressed.emit(event)
        if event.isAccepted():
            return
        event.accept()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, on: bool) -> bool:
        key = Qt.Key.Key_Tab if on else Qt.Key.Key_Backtab
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        self.pressed.emit(event)
        return event.isAccepted() or super().focusNextPrevChild(on)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text()[:_LONGEST].split()))


class _Operators(QSyntaxHighlighter):
    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        tokens = self._theme.tokens
        for piece in pieces(text):
            if piece.kind is PieceKind.WORD:
                continue
            form = QTextCharFormat()
            form.setForeground(QColor(tokens.muted if piece.kind is PieceKind.WITHOUT else tokens.accent))
            start = len(_units(text[: piece.start])) // 2
            self.setFormat(start, len(_units(piece.text)) // 2, form)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
