"""The reasons a memory was found: closed they are one quiet line, "Why this?", open they say what spoke for it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.model import times
from core.model.memory import Memory
from core.model.retention import retained
from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import PANEL, Size, Space
from ui.why import strength
from ui.why.bars import ShareBars
from ui.why.channels import shares
from ui.why.times import told
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import announce

_LINE = QSize(PANEL - 2 * Space.WIDE, 40)
_LEAST_LINE = 160


class WhyThis(QWidget):
    """The link and what it opens. It stays as it was left from one memory to the next."""

    toggled = Signal(bool)
    fitted = Signal()
    """It needs another height."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory: Memory | None = None
        self.button = Button(self.tr("Why this?"), look="link", theme=theme, icon="down")
        self.button.setCheckable(True)
        self.button.toggled.connect(self.open)
        self._bars = ShareBars(theme)
        self._none = Label(self.tr("It was not searched for, or the reasons were not kept."), tone="muted", wrap=True)
        self._clue = Label(tone="muted", wrap=True)
        self._times = Label(tone="muted", wrap=True)
        self._words = Label(tone="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._line = EbbLine(theme, _LINE)
        self._line.setMinimumWidth(_LEAST_LINE)
        self._line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._standing = QWidget()
        self.body = QWidget()
        self._arrange()
        self.body.hide()

    def show_channels(self, channels: Mapping[str, float], clue: str = "") -> None:
        """What spoke for the memory that is shown now, and by way of what it was found."""
        parts = shares(channels)
        self._bars.show_shares(parts)
        self._bars.setVisible(bool(parts))
        self._none.setVisible(not parts)
        self._clue.setText(self.tr("Found by way of “{clue}”.").format(clue=clue) if clue else "")
        self._clue.setVisible(bool(clue))
        self._memory = None
        self._times.hide()
        self._standing.hide()

    def show_memory(self, memory: Memory) -> None:
        """Add what is known of the memory itself: its times and its strength."""
        self._memory = memory
        self._times.setText(told(memory))
        self._times.setVisible(bool(self._times.text()))
        self._words.setText(strength.in_words(memory))
        self._line.set_share(strength.place(retained(memory.strength, times.now(), pinned=memory.pinned)))
        self._line.setAccessibleName(self.tr("Strength: {words}").format(words=self._words.text()))
        self._standing.show()

    def open(self, on: bool = True) -> None:
        """Show or hide the reasons."""
        if self.button.isChecked() is not on:
            self.button.setChecked(on)
            return
        self.body.setVisible(on)
        self.button.set_icon("up" if on else "down")
        self.button.setAccessibleDescription(self.tr("open") if on else self.tr("closed"))
        if on:
            announce(self, self.in_words())
        self.toggled.emit(on)

    def in_words(self) -> str:
        """Everything that stands there, as a screen reader says it."""
        first = self._bars.accessibleName() or self._none.text()
        memory = self._memory
        held = (self._times.text(), self._line.accessibleName()) if memory is not None else ()
        return " ".join(filter(None, (first, self._clue.text(), *held)))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.fitted.emit()
        return done

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.button)
        head.addStretch(1)
        standing = QVBoxLayout(self._standing)
        standing.setContentsMargins(0, Space.HAIR, 0, 0)
        standing.setSpacing(0)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Strength"), size=Size.BODY, bold=True))
        row.addWidget(self._words, 1)
        standing.addLayout(row)
        standing.addWidget(self._line)
        within = QVBoxLayout(self.body)
        within.setContentsMargins(Space.SMALL, 0, Space.SMALL, 0)
        within.setSpacing(Space.SMALL)
        for part in (self._none, self._bars, self._clue, self._times, self._standing):
            within.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(head)
        column.addWidget(self.body)
