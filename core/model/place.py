"""The place of a passage in its file, as the fragment of a memory's ref tells it: `#page=12`, `#sheet=Budget&row=5-9`.

A place is a path of steps from the outside in: message 3, in its attachment plan.pdf, page 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

LONGEST_NAME = 120


class Unit(StrEnum):
    """What a step counts or names; `SCAN` says that the words were recognised in a picture."""

    PAGE = "page"
    LINE = "line"
    PARAGRAPH = "paragraph"
    SLIDE = "slide"
    ROW = "row"
    CELL = "cell"
    SCAN = "scan"
    MESSAGE = "message"
    SHEET = "sheet"
    CHAPTER = "chapter"
    ATTACHMENT = "attachment"
    EVENT = "event"
    CONTACT = "contact"
    ENTRY = "entry"


NAMED = frozenset({Unit.SHEET, Unit.CHAPTER, Unit.ATTACHMENT, Unit.EVENT, Unit.CONTACT, Unit.ENTRY})
"""Units that are told apart by a name; the others are counted from 1."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a name, or a number, or the numbers from `first` to `last`."""

    unit: Unit
    name: str = ""
    first: int = 0
    last: int = 0

    def __str__(self) -> str:
        if self.unit in NAMED:
            return f"{self.unit}={quote(self.name, safe='/ ')}"
        return f"{self.unit}={self.first}-{self.last}" if self.last > self.first else f"{self.unit}={self.first}"


_UNITS = frozenset(Unit)

Place = tuple[Step, ...]


def named(unit: Unit, name: str) -> Step:
    """A step to what is called `name`, shortened to what a line can show."""
    return Step(unit, name=" ".join(name.split())[:LONGEST_NAME])


def counted(unit: Unit, first: int, last: int = 0) -> Step:
    """A step to number `first`, or to all from `first` to `last`."""
    return Step(unit, first=first, last=last if last > first else 0)


def write_place(place: Place) -> str:
    """A place as a fragment, without the “#”."""
    return "&".join(str(step) for step in place)


def read_place(fragment: str) -> Place:
    """The inverse of `write_place`; what is no place gives none."""
    steps: list[Step] = []
    for part in fragment.split("&"):
        word, equals, value = part.partition("=")
        if not equals or word not in _UNITS:
            return ()
        unit = Unit(word)
        if unit in NAMED:
            steps.append(named(unit, unquote(value)))
            continue
        first, _, last = value.partition("-")
        if not (first.isascii() and first.isdigit()) or (last and not (last.isascii() and last.isdigit())):
            return ()
        steps.append(counted(unit, int(first), int(last or 0)))
    return tuple(steps)


def place_in(ref: str) -> Place:
    """The place that the end of a memory's ref tells, or none."""
    _, mark, fragment = ref.rpartition("#")
    return read_place(fragment) if mark else ()
