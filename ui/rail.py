"""The rail at the left: the places of the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.rail_status import RailStatus
from ui.theme.fonts import font
from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import RAIL, RAIL_NARROW, Size, Space

_LOW = 640


class Rail(QFrame):
    """Search, a quick note, and buttons for the places. Narrow, it shows icons alone and the names in tooltips."""

    chosen = Signal(str)
    search_wanted = Signal()
    note_wanted = Signal()

    def __init__(self, theme: Theme, places: dict[str, str], last: str, parent: QWidget | None = None) -> None:
        """`places` gives each place's key its name, in order; `last` is the one that stands at the bottom."""
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Places"))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, PlaceButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, Space.MEDIUM, 5, Space.LARGE)
        column.setSpacing(Space.SMALL)
        column.addWidget(EbbLine(theme, QSize(44, 26)), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.SMALL)
        self.search = PlaceButton(theme, "search", self.tr("Search"), "Ctrl+K")
        self.search.setCheckable(False)
        self.search.clicked.connect(self.search_wanted)
        column.addWidget(self.search)
        self.note = PlaceButton(theme, "plus", self.tr("Note"), "Ctrl+Shift+N")
        self.note.setCheckable(False)
        self.note.clicked.connect(self.note_wanted)
        column.addWidget(self.note)
        for number, (key, name) in enumerate(places.items(), start=1):
            button = PlaceButton(theme, key, name, f"Ctrl+{number}")
            button.clicked.connect(self._choose)
            self._group.addButton(button)
            self.buttons[key] = button
            if key == last:
                column.addStretch(1)
            column.addWidget(button)
        self._foot = column
        self._narrow = self._low = False
        self._status: RailStatus | None = None
        self.set_narrow(False)

    def show_status(self, status: RailStatus) -> None:
        """Let what answers stand below the places."""
        self._status = status
        self._foot.addWidget(status)

    def set_narrow(self, narrow: bool) -> None:
        self.setFixedWidth(RAIL_NARROW if narrow else RAIL)
        if self._status is not None:
            self._status.set_narrow(narrow)
        self._narrow = narrow
        self._dress_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a window that is not high there is no room for the names."""
        super().resizeEvent(event)
        if (event.size().height() < _LOW) is not self._low:
            self._low = not self._low
            self._dress_buttons()

    def _dress_buttons(self) -> None:
        for button in (self.search, self.note, *self.buttons.values()):
            button.set_narrow(self._narrow or self._low)

    def mark(self, key: str) -> None:
        """Show which place is open."""
        self.buttons[key].setChecked(True)

    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, PlaceButton):
            self.chosen.emit(button.key)


class PlaceButton(QToolButton):
    def __init__(self, theme: Theme, key: str, name: str, keys: str) -> None:
        super().__init__()
        self.key = key
        self._theme = theme
        self._name = name
        self.setProperty("look", "place")
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(22, 22))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tint)
        theme.changed.connect(self._tint)
        self._tint()

    def set_narrow(self, narrow: bool) -> None:
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        self.setToolButtonStyle(style)
        self.setFixedHeight(44 if narrow else 60)

    def _tint(self) -> None:
        self.setIcon(self._theme.icon(self.key, "accent" if self.isChecked() else "muted", 22))
        self.setFont(font(Size.NOTE, bold=self.isChecked()))
