"""A message in the place it is about, instead of a dialog."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.theme.tokens import Space
from ui.widgets.buttons import Button, IconButton
from ui.widgets.labels import Label

_ICONS = {"info": "info", "good": "check", "warn": "warning", "danger": "warning"}
_COLOURS = {"info": "muted", "good": "accent", "warn": "warn", "danger": "danger"}


class Mark(QWidget):
    """An icon that is only looked at."""

    def __init__(self, theme: Theme, icon: str, token: str, *, size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._token = token
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def show_icon(self, icon: str, token: str) -> None:
        self._icon, self._token = icon, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, QRectF(self.rect()), self._icon, getattr(self._theme.tokens, self._token))
        painter.end()


class Notice(QFrame):
    """An icon and a sentence, with at most one action and a way to close it. Hidden until it has something to say."""

    acted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, *, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._mark = Mark(theme, "info", "muted")
        self._label = Label(wrap=True)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse  # a path in a message wants to be copied
        )
        self._action = Button("", look="link")
        self._action.clicked.connect(self.acted)
        self._action.hide()
        self._close = IconButton(theme, "close", self.tr("Close this message"), size=14)
        self._close.clicked.connect(self.dismiss)
        if not closable:
            self._close.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.SMALL, Space.SMALL)
        row.setSpacing(Space.MEDIUM)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str, tone: str = "info", action: str = "") -> None:
        """Show a sentence. `tone` is info, good, warn or danger; `action` the words of its button, or empty."""
        self._mark.show_icon(_ICONS[tone], _COLOURS[tone])
        self._label.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        announce(self, text, urgent=tone == "danger")

    def undo_by_key(self, page: QWidget) -> None:
        """Let Ctrl+Z on `page` do what the action offers: it is the way back wherever it is offered."""
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), page)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(lambda: self._action.isVisible() and self._action.click())

    def dismiss(self) -> None:
        self.hide()
        self.closed.emit()


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `text`."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
