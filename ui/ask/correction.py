"""What is right instead of an answer, and the field for it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme.tokens import Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` is right, and what the answer of `turn` said is not."""

    turn: int
    text: str


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
