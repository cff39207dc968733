"""Files and folders that are dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Mark


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this machine that `data` points to."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropZone(QFrame):
    """A ground to drop files on, with buttons that do the same."""

    dropped = Signal(list)
    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drop")
        self.setAcceptDrops(True)
        files = Button(self.tr("Choose files…"), theme=theme, icon="file")
        folder = Button(self.tr("Choose a folder…"), theme=theme, icon="folder")
        files.clicked.connect(self.files_wanted)
        folder.clicked.connect(self.folder_wanted)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(files)
        buttons.addWidget(folder)
        buttons.addStretch(1)
        text = Label(self.tr("Drop files or folders here"), size=Size.READ)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.ROOM, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(Mark(theme, "library", "accent", size=28), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        column.addLayout(buttons)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        event.acceptProposedAction()
        self.dropped.emit(local_paths(event.mimeData()))

    def _light(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)


class DropVeil(QFrame):
    """Lies over the window while files are held above it, and says what letting go will do."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        text = Label(self.tr("Let go to take it in"), size=Size.TITLE, bold=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Mark(theme, "library", "accent", size=36), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        column.addStretch(1)
        self.hide()

    def cover(self, area: QRect) -> None:
        self.setGeometry(area)
        self.show()
        self.raise_()
