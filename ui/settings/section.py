"""A titled card of settings."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme.tokens import Size, Space
from ui.widgets.labels import Label


class Section(QWidget):
    """`body` is where the settings go, below `title`."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        card = QFrame()
        card.setObjectName("card")
        self.body = QVBoxLayout(card)
        self.body.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        self.body.setSpacing(Space.MEDIUM)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(Label(title, size=Size.READ, bold=True))
        column.addWidget(card)
