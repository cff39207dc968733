"""What is taken out: everything, or a part by time, kind, source and tag, with a count of what that comes to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.memory import Kind, SourceKind
from core.model.transfer import Selected, Selection
from ui import words
from ui.background import Reads
from ui.memories.sifting import Choice, ChoiceButton
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.transfer import ops
from ui.widgets.buttons import Button
from ui.widgets.day import DayField
from ui.widgets.labels import Label

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_CALM_MS = 350


class PartChooser(QWidget):
    """`changed` tells that something else is chosen, or that it is known how much it is."""

    changed = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._counts = Reads(self)
        self.selected: Selected | None = None
        self.everything = Button(self.tr("Everything"), look="chip")
        self.a_part = Button(self.tr("A part of it"), look="chip")
        self.at = ChoiceButton(theme, self.tr("Time"), self._times())
        self.since = DayField(theme, self.tr("From this day"))
        self.until = DayField(theme, self.tr("Up to this day"))
        self.since.setDate(QDate.currentDate().addMonths(-1))
        self.kind = ChoiceButton(theme, self.tr("Kind"), self._kinds())
        self.source = _line(self.tr("From sources with these words in their name"))
        self.tag = _line(self.tr("With this tag"))
        self.count = Label(size=Size.BODY, wrap=True)
        self._days, self._parts = QWidget(), QWidget()
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._look)
        self._arrange()
        self._connect()

    @property
    def selection(self) -> Selection:
        """What is chosen as it stands."""
        if self.everything.isChecked():
            return Selection()
        spanned = bool(self.at.choice.parts)
        source, tag = self.source.text().strip(), self.tag.text().strip()
        return Selection(
            since=_begin(self.since.date()) if spanned else None,
            until=_begin(self.until.date()) + timedelta(days=1) if spanned else None,
            kinds=self.kind.choice.parts.get("kinds", ()),
            sources=(source,) if source else (),
            tags=(tag,) if tag else (),
        )

    @property
    def holds_something(self) -> bool:
        """Whether anything fits, as far as is known."""
        return self.everything.isChecked() or (self.selected is not None and self.selected.memories > 0)

    def _look(self) -> None:
        """Count what is chosen. What was counted for another choice is no longer told."""
        self._calm.stop()
        self._counts.drop()
        self._days.setVisible(bool(self.at.choice.parts))
        self._parts.setVisible(self.a_part.isChecked())
        self.selected = None
        if self.everything.isChecked():
            self.changed.emit()
            return
        self.count.setText(self.tr("Counting…"))
        self.changed.emit()
        operation = ops.count_chosen(assistant=self._assistant, selection=self.selection)
        self._counts.read(operation.success(self._tell).failure(self._cannot))

    def _tell(self, selected: Selected) -> None:
        self.selected = selected
        memories = words.count(selected.memories, self.tr("memory"), self.tr("memories"))
        sources = words.count(selected.sources, self.tr("source"), self.tr("sources"))
        said = self.tr("{memories} from {sources} would be taken.").format(memories=memories, sources=sources)
        self.count.setText(said if selected.memories else self.tr("Nothing fits."))
        self.changed.emit()

    def _cannot(self, error: EbbError) -> None:
        self.count.setText(str(error))

    def _later(self) -> None:
        """Something is being typed: what was counted is no longer what is chosen."""
        self._counts.drop()
        self.selected = None
        self.count.setText(self.tr("Counting…"))
        self.changed.emit()
        self._calm.start()

    def _times(self) -> list[Choice]:
        return [Choice(self.tr("Any time"), {}), Choice(self.tr("A stretch of time"), {"spanned": True})]

    def _kinds(self) -> list[Choice]:
        talk = (SourceKind.CONVERSATION, SourceKind.IMPORT)
        return [
            Choice(self.tr("Any kind"), {}),
            Choice(self.tr("What was said"), {"kinds": talk}),
            Choice(self.tr("Files"), {"kinds": (SourceKind.FILE,)}),
            Choice(self.tr("Notes and captures"), {"kinds": (SourceKind.CAPTURE,)}),
            Choice(self.tr("Facts and topics"), {"kinds": (Kind.SEMANTIC, Kind.CORE)}),
            Choice(self.tr("How something is done"), {"kinds": (Kind.PROCEDURAL,)}),
        ]

    def _connect(self) -> None:
        for button in (self.everything, self.a_part):
            button.clicked.connect(lambda _=False: self._look())
        for choice in (self.at, self.kind):
            choice.chosen.connect(self._look)
        for field in (self.since, self.until):
            field.dateChanged.connect(lambda _: self._later())
        for line in (self.source, self.tag):
            line.textChanged.connect(lambda _: self._later())
            line.returnPressed.connect(self._look)

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        for button in (self.everything, self.a_part):
            button.setCheckable(True)
            group.addButton(button)
        self.everything.setChecked(True)
        days = _in_a_row(self._days, self.since, Label(self.tr("to")), self.until)
        days.addStretch(1)
        ways = QHBoxLayout()
        for widget in (self.everything, self.a_part):
            ways.addWidget(widget)
        ways.addStretch(1)
        menus = QHBoxLayout()
        for widget in (self.at, self.kind):
            menus.addWidget(widget)
        menus.addStretch(1)
        for row in (ways, menus):
            row.setSpacing(Space.SMALL)
        parts = QVBoxLayout(self._parts)
        parts.addLayout(menus)
        for widget in (self._days, self.source, self.tag, self.count):
            parts.addWidget(widget)
        column = QVBoxLayout(self)
        column.addLayout(ways)
        column.addWidget(self._parts)
        for layout in (parts, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(Space.SMALL)
        self._days.hide()
        self._parts.hide()


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(name)
    line.setAccessibleName(name)
    line.setFont(font(Size.READ))
    return line


def _in_a_row(place: QWidget, *widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.MEDIUM)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _begin(day: QDate) -> datetime:
    """Midnight of a day on this machine's clock."""
    return datetime.combine(day.toPython(), time()).astimezone()
