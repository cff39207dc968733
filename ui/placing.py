"""Where in its file a memory stands, in words: "page 12", "sheet Budget, rows 5–9", "message of 3 May from Ana".

Of what was copied or read from the screen it is the application and the window: "Firefox — Timetable".
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.model.capture import origin_of
from core.model.memory import Memory
from core.model.place import Place, Step, Unit
from ui import words

_FINE = frozenset({Unit.LINE, Unit.PARAGRAPH})


def place(memory: Memory) -> str:
    """The memory's place, or nothing where its source has none; a message by who wrote it and when."""
    return _worded(memory, memory.span.place)


def brief(memory: Memory) -> str:
    """The same for a row of a list: lines and paragraphs tell nobody anything there."""
    return _worded(memory, tuple(step for step in memory.span.place if step.unit not in _FINE))


def steps(memory: Memory) -> str:
    """The place beside something that says already who wrote it and when."""
    if origin_of(memory.span) is not None:
        return place(memory)
    return ", ".join(_step(step) for step in memory.span.place if step.unit not in _FINE)


def _worded(memory: Memory, way: Place) -> str:
    if (origin := origin_of(memory.span)) is not None:
        return " — ".join(filter(None, (origin.app, origin.title)))
    if not way or not (memory.speaker or memory.said_at is not None):
        return ", ".join(map(_step, way))
    return ", ".join((_message(memory), *(_step(step) for step in way if step.unit is not Unit.MESSAGE)))


def _message(memory: Memory) -> str:
    if memory.said_at is None:
        return _tr("message from {who}").format(who=memory.speaker)
    day = words.day(memory.said_at)
    if not memory.speaker:
        return _tr("message of {day}").format(day=day)
    return _tr("message of {day} from {who}").format(day=day, who=memory.speaker)


def _step(step: Step) -> str:
    number = words.number(step.first)
    if step.last:
        return _tr("rows {first}–{last}").format(first=number, last=words.number(step.last))
    return {
        Unit.PAGE: _tr("page {n}"),
        Unit.LINE: _tr("line {n}"),
        Unit.PARAGRAPH: _tr("paragraph {n}"),
        Unit.SLIDE: _tr("slide {n}"),
        Unit.ROW: _tr("row {n}"),
        Unit.CELL: _tr("cell {n}"),
        Unit.SCAN: _tr("recognised in a picture"),
        Unit.MESSAGE: _tr("message {n}"),
        Unit.SHEET: _tr("sheet {n}"),
        Unit.ATTACHMENT: _tr("attachment {n}"),
    }.get(step.unit, "{n}").format(n=step.name or number)


def _tr(text: str) -> str:
    return QCoreApplication.translate("placing", text)
