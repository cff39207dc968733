"""What stands where there is nothing yet: a mark, a line, a way to begin."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

_WIDTH = 440


class EmptyState(QWidget):
    """A calm invitation in the middle of an empty place."""

    acted = Signal()

    def __init__(
        self, theme: Theme, *, title: str, text: str, action: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.SMALL)
        column.addStretch(2)
        column.addWidget(EbbLine(theme, QSize(72, 36)), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.SMALL)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._title = Label(title, size=Size.TITLE, bold=True, wrap=True)
        self._title.setAlignment(centre)
        self._text = Label(text, size=Size.READ, tone="muted", wrap=True)
        self._text.setAlignment(centre)
        self._text.setMaximumWidth(_WIDTH)
        words = QHBoxLayout()
        words.addStretch(1)
        words.addWidget(self._text, 1000)
        words.addStretch(1)
        column.addWidget(self._title)
        column.addLayout(words)
        self.button = Button(action, look="primary", theme=theme, icon=icon)
        self.button.clicked.connect(self.acted)
        column.addSpacing(Space.LARGE)
        column.addWidget(self.button, 0, centre)
        self.button.setVisible(bool(action))
        column.addStretch(3)

    def say(self, title: str, text: str, action: str = "") -> None:
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
