"""What is being read or written, how far it is, and a way to stop it."""

from __future__ import annotations

from threading import Event as Flag

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.model.work import Progress
from ui.library.work import described
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.progress import ProgressLine


class Busy(QWidget):
    """Hidden until `begin`. What works is given the flag that it returns; Stop sets it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flag = Flag()
        self._title = Label(size=Size.BODY, bold=True)
        self._detail = Label(size=Size.NOTE, tone="muted")
        self._line = ProgressLine(theme, self.tr("Progress"))
        self.stop = Button(self.tr("Stop"), theme=theme, icon="stop")
        self.stop.clicked.connect(self.end_early)
        told = QVBoxLayout()
        told.setSpacing(Space.HAIR)
        for widget in (self._title, self._line, self._detail):
            told.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.LARGE)
        row.addLayout(told, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def begin(self, title: str) -> Flag:
        """Show that something has begun. Returns the flag that stops it."""
        self._flag = Flag()
        self._title.setText(title)
        self._detail.setText("")
        self._line.set_share(None)
        self.stop.setEnabled(True)
        self.show()
        return self._flag

    def tell(self, progress: Progress) -> None:
        """Show how far it is."""
        known = progress.total > progress.done or progress.remaining is not None
        self._line.set_share(progress.done / progress.total if known and progress.total else None)
        self._detail.setText(described(progress, paused=False))
        self._line.setAccessibleDescription(self._detail.text())

    def end_early(self) -> None:
        """Ask what works to stop."""
        self._flag.set()
        self.stop.setEnabled(False)

    def end(self) -> None:
        self._line.set_share(0.0)
        self.hide()
