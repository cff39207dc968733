"""Words marked with the pointer in one message."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextCursor, QTextDocument

from ui.ask.layout import MessageLayout
from ui.ask.message import Message


@dataclass(slots=True)
class Selection:
    """From `anchor` to `caret`, positions in the document of `message`."""

    row: int
    message: Message
    anchor: int
    caret: int

    @property
    def empty(self) -> bool:
        return self.anchor == self.caret

    def cursor(self, document: QTextDocument) -> QTextCursor:
        """The same in a document that was made of the message."""
        most = document.characterCount() - 1
        made = QTextCursor(document)
        made.setPosition(min(self.anchor, most))
        made.setPosition(min(self.caret, most), QTextCursor.MoveMode.KeepAnchor)
        return made

    def text(self, document: QTextDocument) -> str:
        """The marked words, paragraphs on lines of their own."""
        return self.cursor(document).selectedText().replace("\u2029", "\n").replace("\u2028", "\n")


def position_at(layout: MessageLayout, point: QPointF) -> int:
    """The place in the text nearest to `point`, which counts from the row's corner."""
    accuracy = Qt.HitTestAccuracy.FuzzyHit
    return max(0, layout.document.documentLayout().hitTest(point - layout.origin, accuracy))


def over_text(layout: MessageLayout, point: QPointF) -> bool:
    """Whether there are letters under `point`."""
    accuracy = Qt.HitTestAccuracy.ExactHit
    return layout.document.documentLayout().hitTest(point - layout.origin, accuracy) >= 0


def word_at(layout: MessageLayout, position: int) -> tuple[int, int]:
    """Where the word around `position` begins and ends."""
    cursor = QTextCursor(layout.document)
    cursor.setPosition(position)
    cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    return cursor.selectionStart(), cursor.selectionEnd()
