"""How well a passphrase stands against guessing, as a line and in words."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import ops
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.labels import Label
from ui.widgets.progress import ProgressLine

_PAUSE_MS = 250


class StrengthHint(QWidget):
    """Judges a passphrase a moment after the last key, off the main thread."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passphrase = ""
        self._line = ProgressLine(theme, self.tr("Strength of the passphrase"))
        self._label = Label(size=Size.BODY, tone="muted", wrap=True)
        self._rest()
        self._clock = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._clock.timeout.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._line)
        column.addWidget(self._label)

    @property
    def text(self) -> str:
        return self._label.text()

    def judge(self, passphrase: str) -> None:
        self._passphrase = passphrase
        if passphrase:
            self._clock.start()
        else:
            self._clock.stop()
            self._rest()

    def _rest(self) -> None:
        self._line.set_share(0.0)
        self._label.set_tone("muted")
        self._label.setText(self.tr("Four or more unrelated words are easy to keep and hard to guess."))

    def _judge(self) -> None:
        asked = self._passphrase

        def show(found: tuple[int, str]) -> None:
            if asked == self._passphrase:  # a later key has asked anew
                self._show(*found)

        ops.strength(passphrase=asked).success(show).run(self)

    def _show(self, score: int, time: str) -> None:
        words = (
            self.tr("Very weak"),
            self.tr("Weak"),
            self.tr("Fair"),
            self.tr("Good"),
            self.tr("Strong"),
        )
        self._line.set_share((score + 1) / 5)
        self._label.set_tone("warn" if score < 2 else "muted")
        self._label.setText(self.tr("{word}. Guessing it takes {time}.").format(word=words[score], time=time))
