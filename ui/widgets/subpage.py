"""A page that was come to from another one: Back and Escape lead there again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.scrolled import WIDEST


class SubPage(QWidget):
    """The way back stands at the top, then the title, what there is to tell, and the body. `left` asks to go back."""

    left = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.back = Button(self.tr("Back"), look="link", theme=theme, icon="back")
        self.back.clicked.connect(self.left)
        self.notice = Notice(theme)
        self.notice.setMaximumWidth(WIDEST)
        self.notice.undo_by_key(self)

    def arrange(self, body: QWidget, title: str = "", text: str = "") -> None:
        """Put everything in its place."""
        titles = QVBoxLayout()
        titles.setContentsMargins(Space.SMALL, 0, 0, 0)
        titles.setSpacing(Space.HAIR)
        if title:
            titles.addWidget(Label(title, size=Size.TITLE, bold=True, wrap=True))
            titles.addWidget(Label(text, size=Size.BODY, tone="muted", wrap=True))
        top = QVBoxLayout()
        top.setContentsMargins(Space.WIDE, Space.LARGE, Space.ROOM, Space.SMALL if title else 0)
        top.setSpacing(Space.SMALL)
        top.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        top.addLayout(titles)
        told = QHBoxLayout()
        told.setContentsMargins(Space.SMALL, 0, 0, 0)
        told.addWidget(self.notice, 1000)
        told.addStretch(1)
        top.addLayout(told)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.SMALL)
        outer.addLayout(top)
        outer.addWidget(body, 1)

    def complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
