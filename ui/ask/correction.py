"""What is right instead of an answer: the field for it, and the words that say it in the chat."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme.tokens import Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

_SAID = re.compile(
    r"^\s*(?:(?:no|nein|non)[,.]?\s+)?"
    r"(?:(?:that|this|it)(?:['’]s|\s+is)\s+(?:wrong|not\s+(?:right|true|correct)|incorrect|false)|wrong"
    r"|das\s+(?:stimmt\s+nicht|ist\s+(?:falsch|nicht\s+richtig))|falsch"
    r"|(?:c['’]est|ce\s+n['’]est\s+pas)\s+(?:faux|juste|vrai|correct)|faux"
    r"|(?:eso\s+)?(?:no\s+es\s+(?:cierto|correcto|verdad)|es\s+falso|est[aá]\s+mal)"
    r"|(?:这|那)?(?:不对|错了))"
    r"\s*[:：,，;.。!\-–—]+\s*(?P<right>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` is right, and what the answer of `turn` said is not."""

    turn: int
    text: str


def said_right(text: str) -> str:
    """What stands behind "That's wrong: …", in one of the languages it is known in; else empty."""
    match = _SAID.match(text)
    return match["right"].strip() if match else ""


class CorrectionField(QWidget):
    """Asks what is right. Enter saves, Escape leaves it."""

    saved = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(False)
        self._label = Label(self.tr("What is right?"), bold=True)
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("What is right?"))
        self.line.setPlaceholderText(self.tr("In your words, for example: my number is 1234"))
        self.save = Button(self.tr("Save"), look="primary")
        self.cancel = Button(self.tr("Cancel"), look="link")
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self.line, 1)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.HAIR, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._label)
        column.addLayout(row)
        column.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.returnPressed.connect(self._save)
        self.line.textChanged.connect(self._edited)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)
        self._edited()

    def set_busy(self, busy: bool) -> None:
        """While it is being noted, nothing can be changed."""
        self._label.setText(self.tr("Noting what is right…") if busy else self.tr("What is right?"))
        for part in (self.line, self.cancel):
            part.setEnabled(not busy)
        self._edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        event.accept()  # the list of messages has its own use for keys

    def _edited(self) -> None:
        self.save.setEnabled(self.line.isEnabled() and bool(self.line.text().strip()))

    def _save(self) -> None:
        if self.save.isEnabled():
            self.set_busy(True)
            self.saved.emit(self.line.text().strip())
