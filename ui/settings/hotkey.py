"""The field for a key, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLineEdit, QVBoxLayout, QWidget

from ui.hotkey.keyboard import Held, Hold
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

_WIDTH = 180


class HotkeyRow(QWidget):
    """What is pressed in the field is the key from then on; whether it could be had stands below."""

    chosen = Signal(str)
    """A portable key sequence, or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = self.tr("Key for the quick note, in every program")
        self.field = QKeySequenceEdit()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName(name)
        self.field.setFixedWidth(_WIDTH)
        for line in self.field.findChildren(QLineEdit):
            line.setAccessibleName(name)
            line.setPlaceholderText(self.tr("Press keys"))
        self.clear = Button(self.tr("Off"), look="link")
        self.clear.setAccessibleName(self.tr("No key for the quick note"))
        self.told = Label(size=Size.NOTE, tone="muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(Label(name, wrap=True), 1)
        row.addWidget(self.field)
        row.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(row)
        column.addWidget(self.told)
        self.field.editingFinished.connect(self._choose)
        self.clear.clicked.connect(self._drop)

    def show_keys(self, keys: str) -> None:
        """Show what is chosen."""
        self.field.setKeySequence(QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText))
        self.clear.setEnabled(bool(keys))

    def tell(self, held: Held) -> None:
        """Say what became of it."""
        self.told.setText(self._words(held))
        self.told.set_tone("muted" if held.hold in (Hold.NONE, Hold.HELD) else "warn")

    def _words(self, held: Held) -> str:
        match held.hold:
            case Hold.HELD if held.words:
                return self.tr("Works in every program. Your desktop has it as {keys}.").format(keys=held.words)
            case Hold.HELD:
                return self.tr("Works in every program.")
            case Hold.TAKEN:
                return self.tr("In use: another program has these keys. Choose others.")
            case Hold.UNFIT:
                return self.tr("Choose a letter, a digit or a function key together with Ctrl, Alt or Meta.")
            case Hold.REFUSED:
                return self.tr("Your desktop was asked and did not give it.")
            case Hold.UNAVAILABLE:
                return self.tr("Not available here. A shortcut of your desktop can call “ebb capture --window”.")
            case _:
                return self.tr("Off. Ctrl+Alt+N is a good one, where nothing else has it.")

    def _choose(self) -> None:
        keys = self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        self.clear.setEnabled(bool(keys))
        self.chosen.emit(keys)

    def _drop(self) -> None:
        self.field.clear()
        self.field.setFocus()
        self.clear.setEnabled(False)
        self.chosen.emit("")
