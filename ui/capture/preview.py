"""The words that were read from the screen, before they are kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.errors import EbbError, SecretRefused
from core.model.capture import Origin
from ui.capture import wording
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice

_SIZE = 560, 380


class ReadWords(QWidget):
    """Opened by `wait`; `show_words` brings what was read. `kept` carries the words that are wanted, as they stand.

    Closing it lets them go: they lie in memory only.
    """

    kept = Signal(str, bool)
    """The words, and whether they are wanted though they look like a secret."""
    let_go = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(self.tr("Read from the screen"))
        self.setAccessibleName(self.windowTitle())
        self.where = ElidedLabel(tone="muted", size=Size.NOTE)
        self.words = QPlainTextEdit()
        self.words.setProperty("look", "field")
        self.words.setAccessibleName(self.tr("The words that were read"))
        self.words.setTabChangesFocus(True)
        self.keep = Button(self.tr("Keep"), look="primary")
        self.discard = Button(self.tr("Discard"))
        self.notice = Notice(theme, closable=False)
        self._follow: Callable[[], object] = self.words.setFocus
        self._arrange()
        self.keep.clicked.connect(lambda: self.kept.emit(self.words.toPlainText(), False))
        self.discard.clicked.connect(self.close)
        self.notice.acted.connect(lambda: self._follow())
        self.words.textChanged.connect(self._judge)
        theme.dress(self)

    def wait(self, origin: Origin) -> None:
        """Say that words are being looked for."""
        self.where.setText(wording.source(origin))
        self.words.clear()
        self.words.setPlaceholderText(self.tr("Looking for words…"))
        self.words.setEnabled(False)
        self.resize(*_SIZE)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_words(self, text: str) -> None:
        self.words.setPlaceholderText("")
        self.words.setEnabled(True)
        self.words.setPlainText(text)
        self.keep.setFocus()

    def complain(self, error: EbbError) -> None:
        """Say why there are no words, or why they were not kept."""
        self.words.setPlaceholderText("")
        if isinstance(error, SecretRefused):
            self._follow = lambda: self.kept.emit(self.words.toPlainText(), True)
            self.notice.say(str(error), "warn", self.tr("Keep anyway"))
        else:
            self.notice.say(str(error), "warn")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.words.clear()
        self.let_go.emit()

    def _judge(self) -> None:
        self.keep.setEnabled(bool(self.words.toPlainText().strip()))

    def _arrange(self) -> None:
        said = self.tr("Only these words are kept; of the picture nothing is. Change what was read wrongly.")
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.discard)
        buttons.addWidget(self.keep)
        ground = QFrame()
        ground.setObjectName("inside")
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        column.setSpacing(Space.SMALL)
        column.addWidget(self.where)
        column.addWidget(self.words, 1)
        column.addWidget(Label(said, size=Size.NOTE, tone="muted", wrap=True))
        column.addWidget(self.notice)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        self.keep.setEnabled(False)
