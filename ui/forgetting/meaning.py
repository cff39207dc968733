"""Saying what is to be forgotten: by words, by where it is from, or by when it was."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.model.forgetting import Meant
from core.model.memory import Source, SourceKind
from ui.memories.sifting import Choice, ChoiceButton
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.day import DayField
from ui.widgets.labels import Label

ABOUT, FROM, WHEN = range(3)
_CALM_MS = 350
_LEAST = 2


class MeaningChooser(QWidget):
    """`meant` carries what is meant as soon as that is clear, None while it is not."""

    meant = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways = [
            Button(self.tr("What was said about…"), look="chip"),
            Button(self.tr("A conversation or file"), look="chip"),
            Button(self.tr("A stretch of time"), look="chip"),
        ]
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("A name, a thing, a few words"))
        self.words.setAccessibleName(self.tr("What it was about"))
        self.words.setFont(font(Size.READ))
        self._none = Choice(self.tr("Choose where it is from"), {})
        self.source = ChoiceButton(theme, self.tr("Where it is from"), [self._none])
        self.since = DayField(theme, self.tr("From this day"))
        self.until = DayField(theme, self.tr("Up to this day"))
        self._stack = QStackedWidget()
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._tell)
        self._arrange()
        self._connect()

    def offer(self, sources: list[Source]) -> None:
        """Fill in what can be chosen. What sleep made is no place anything is from."""
        offered = [_choice(one) for one in sources if one.kind is not SourceKind.CAPTURE]
        chosen = self.source.choice
        if chosen.parts and all(one.parts != chosen.parts for one in offered):
            offered.insert(0, chosen)  # one of many sources, come to by its own row
        self.source.offer([self._none, *offered])

    def begin(self, words: str = "", source: Source | None = None) -> None:
        """Start anew, with something filled in where that is known."""
        self.words.setText(words)
        self.source.reset()
        if source is not None:
            self.source.take(_choice(source))
        self.ways[ABOUT if source is None else FROM].setChecked(True)
        self._choose(ABOUT if source is None else FROM)
        if source is None:
            self.words.setFocus()

    def now(self) -> Meant | None:
        """What is meant as it stands."""
        way = self._stack.currentIndex()
        if way == ABOUT:
            said = self.words.text().strip()
            return Meant(matching=said) if len(said) >= _LEAST else None
        if way == FROM:
            return Meant(source=self.source.choice.parts["location"]) if self.source.choice.parts else None
        return Meant(since=_begin(self.since.date()), until=_begin(self.until.date()) + timedelta(days=1))

    def _choose(self, way: int) -> None:
        self._stack.setCurrentIndex(way)
        self._tell()

    def _tell(self) -> None:
        self._calm.stop()
        self.meant.emit(self.now())

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for way, button in enumerate(self.ways):
            button.setCheckable(True)
            group.addButton(button)
            button.clicked.connect(lambda _=False, way=way: self._choose(way))
        self.ways[ABOUT].setChecked(True)
        self.words.textChanged.connect(lambda _: self._calm.start())
        self.words.returnPressed.connect(self._tell)
        self.source.chosen.connect(self._tell)
        for field in (self.since, self.until):
            field.dateChanged.connect(lambda _: self._calm.start())

    def _arrange(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(6)
        for button in self.ways:
            ways.addWidget(button)
        ways.addStretch(1)
        for widgets in ([self.words], [self.source], [self.since, Label(self.tr("to")), self.until]):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(Space.MEDIUM)
            for widget in widgets:
                row.addWidget(widget, 1 if widget is self.words else 0)
            if widgets[0] is not self.words:
                row.addStretch(1)
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        column.addLayout(ways)
        column.addWidget(self._stack)


def _choice(source: Source) -> Choice:
    return Choice(source.title, {"location": source.location or source.title})


def _begin(day: QDate) -> datetime:
    """Midnight of a day on this machine's clock."""
    return datetime.combine(day.toPython(), time()).astimezone()
