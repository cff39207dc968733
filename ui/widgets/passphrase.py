"""Where a passphrase is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Label


class _Line(QLineEdit):
    """A password line that notices a letter whose case says caps lock is on."""

    caps = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.lower() != text.upper():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(text.isupper() != shifted)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps.emit(False)
        super().keyPressEvent(event)


class PassphraseField(QWidget):
    """A hidden line with a button that shows it, and a hint while caps lock is on."""

    entered = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = _Line()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setFont(font(Size.READ))
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(name)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhHiddenText
        )
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._eye = IconButton(theme, "eye", self.tr("Show what is typed"))
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self._hint = Label(self.tr("Caps lock is on."), size=Size.NOTE, tone="warn")
        self._hint.hide()
        self.line.caps.connect(self._hint.setVisible)
        self.line.returnPressed.connect(self.entered)
        self.line.textEdited.connect(self._edited)
        row = QHBoxLayout()
        row.setSpacing(Space.HAIR)
        row.addWidget(self.line, 1)
        row.addWidget(self._eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(row)
        column.addWidget(self._hint)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        return self.line.text()

    def clear(self) -> None:
        self.line.clear()
        self._hint.hide()
        self._eye.setChecked(False)

    def _edited(self, _: str) -> None:
        self.edited.emit()

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        if shown:
            self._eye.rename(self.tr("Hide what is typed"), "eye-off")
        else:
            self._eye.rename(self.tr("Show what is typed"), "eye")
