"""What a list is narrowed by: chips for the sorts of memories, and menus for person, source, strength, state, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QWidget

from core.model.kept import Order, Sieve
from core.model.memory import Form, Kind, State
from ui.memories import wording
from ui.memories.ops import Offered
from ui.theme.theme import Theme
from ui.widgets.buttons import Button

PEOPLE = "people"
_NO_PROFILE = (Kind.EPISODIC, Kind.SEMANTIC, Kind.PROCEDURAL)
"""A line of the profile says what a fact says already."""
_MOST = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("Memories", text)


def chips() -> dict[str, tuple[str, Sieve]]:
    """The chips by key, in order: their names, and what each lets through."""
    return {
        "all": (_tr("All"), Sieve()),
        "facts": (_tr("Facts"), Sieve(forms=(Form.FACT, Form.TRIPLE), kinds=_NO_PROFILE)),
        "events": (_tr("Events"), Sieve(forms=(Form.EVENT,))),
        PEOPLE: (_tr("People"), Sieve()),
        "how-to": (_tr("How-to"), Sieve(forms=(Form.LESSON,))),
        "topics": (_tr("Topics"), Sieve(forms=(Form.CONCEPT, Form.SUMMARY))),
        "fading": (_tr("Fading"), Sieve(states=(State.FADED,))),
        "archived": (_tr("Archived"), Sieve(states=(State.ARCHIVED,))),
    }


class ChipRow(QWidget):
    """`chosen` carries the key of the chip. Left and Right go from chip to chip."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key, (name, _) in chips().items():
            button = Button(name, look="chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self.buttons[key] = button
            row.addWidget(button)
        row.addStretch(1)
        self.mark("all")

    def mark(self, key: str) -> None:
        self.buttons[key].setChecked(True)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow: its name in the menu, and the parts of the sieve it sets."""

    name: str
    parts: dict[str, Any]


class ChoiceButton(Button):
    """A button with a menu of choices, the first of which narrows nothing; it wears the name of the chosen one."""

    chosen = Signal()

    def __init__(self, theme: Theme, name: str, choices: Sequence[Choice] = ()) -> None:
        super().__init__("", look="chip", theme=theme, icon="down")
        self._name = name
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self.setIconSize(QSize(14, 14))
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._ways: dict[QAction, Choice] = {}
        self._group: QActionGroup | None = None
        self.choice = Choice("", {})
        self.offer(choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Fill the menu; what was chosen stays chosen if it is still there."""
        self._menu.clear()
        self._ways.clear()
        self._group = QActionGroup(self)
        for choice in choices:
            action = self._menu.addAction(choice.name.replace("&", "&&"))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, choice=choice: self._choose(choice))
            self._group.addAction(action)
            self._ways[action] = choice
        if choices:
            self.take(next((one for one in choices if one.parts == self.choice.parts), choices[0]))

    def take(self, choice: Choice) -> None:
        """Stand on a choice without telling."""
        self.choice = choice
        self.setText(wording.shortened(choice.name).replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {choice.name}")
        for action, one in self._ways.items():
            action.setChecked(one is choice)

    def reset(self) -> None:
        """Narrow nothing."""
        first = next(iter(self._ways.values()), None)
        if first is not None:
            self.take(first)

    def _choose(self, choice: Choice) -> None:
        self.take(choice)
        self.chosen.emit()


class FilterBar(QWidget):
    """The menus. `changed` tells that another choice was made."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = ChoiceButton(theme, self.tr("Person"), [Choice(self.tr("Anyone"), {})])
        self.source = ChoiceButton(theme, self.tr("Source"), [Choice(self.tr("Any source"), {})])
        self.strength = ChoiceButton(theme, self.tr("Strength"), _strengths())
        self.state = ChoiceButton(theme, self.tr("State"), _states())
        self.order = ChoiceButton(theme, self.tr("Order"), _orders())
        self._buttons = (self.person, self.source, self.strength, self.state, self.order)
        self.clear = Button(self.tr("Clear"), look="link")
        self.clear.clicked.connect(self._clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for button in self._buttons:
            button.chosen.connect(self.changed)
            row.addWidget(button)
        row.addWidget(self.clear)
        row.addStretch(1)

    def offer(self, offered: Offered) -> None:
        """Fill in who spoke and where memories come from."""
        people = [Choice(name, {"speakers": (name,)}) for name, _ in offered.speakers[:_MOST]]
        self.person.offer([Choice(self.tr("Anyone"), {}), *people])
        sources = [Choice(wording.shortened(one.title), {"source_id": one.id}) for one in offered.sources[:_MOST]]
        self.source.offer([Choice(self.tr("Any source"), {}), *sources])

    @property
    def narrows(self) -> bool:
        """Whether a choice leaves something out."""
        return any(button.choice.parts for button in self._buttons if button is not self.order)

    def apply(self, sieve: Sieve) -> Sieve:
        """The sieve with what is chosen here. A chip's own states give way to a state that is chosen."""
        parts: dict[str, Any] = {}
        for button in self._buttons:
            parts.update(button.choice.parts)
        return replace(sieve, **parts)

    def reset(self) -> None:
        for button in self._buttons:
            button.reset()

    def _clear(self) -> None:
        self.reset()
        self.changed.emit()


def _strengths() -> list[Choice]:
    return [
        Choice(_tr("Any strength"), {}),
        Choice(_tr("Strong (75 % and more)"), {"weakest": 0.75}),
        Choice(_tr("Steady (45 to 75 %)"), {"weakest": 0.45, "strongest": 0.75}),
        Choice(_tr("Fading (20 to 45 %)"), {"weakest": 0.2, "strongest": 0.45}),
        Choice(_tr("Faint (below 20 %)"), {"strongest": 0.2}),
        Choice(_tr("Pinned"), {"pinned": True}),
    ]


def _states() -> list[Choice]:
    named = (State.ACTIVE, State.FADED, State.ARCHIVED, State.SUPERSEDED)
    choices = []
    for state in named:
        name = wording.state_name(state)
        choices.append(Choice(f"{name[:1].upper()}{name[1:]}", {"states": (state,)}))
    return [Choice(_tr("Any state"), {}), *choices]


def _orders() -> list[Choice]:
    return [
        Choice(_tr("Newest first"), {}),
        Choice(_tr("Oldest first"), {"order": Order.OLDEST}),
        Choice(_tr("Strongest first"), {"order": Order.STRONGEST}),
        Choice(_tr("Weakest first"), {"order": Order.WEAKEST}),
    ]
