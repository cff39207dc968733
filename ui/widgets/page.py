"""A calm page: one column in the middle, as in onboarding and on the lock screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme.tokens import Size, Space
from ui.widgets.labels import Label


class Page(QWidget):
    """`column` is where the content goes; it scrolls when the window is low."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        inside.setObjectName("inside")
        box = QWidget()
        box.setMaximumWidth(width)
        self.column = QVBoxLayout(box)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.MEDIUM)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(box, 1000)
        row.addStretch(1)
        around = QVBoxLayout(inside)
        around.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        around.addStretch(2)
        around.addLayout(row)
        around.addStretch(3)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def add_heading(self, title: str, text: str = "") -> None:
        self.column.addWidget(Label(title, size=Size.DISPLAY, bold=True, wrap=True))
        if text:
            self.column.addWidget(Label(text, size=Size.READ, tone="muted", wrap=True))
        self.column.addSpacing(Space.SMALL)
