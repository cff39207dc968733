"""From occurrences to an answer: counted by days, listed by name, added up. Exact, or none at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import apsw

from core.answering.tables.plan import MONEY, Plan, Tally
from core.answering.tables.rows import Occurrence, Unclear, occurrences
from core.answering.tables.telling import tell_count, tell_days, tell_named, tell_number, tell_things
from core.store.views import TooMuch

Value = float | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A memory that an answer was counted from, and the sentence of it that says so."""

    memory_id: int
    ref: str
    quote: str


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """`value` is a number (in the unit asked for), a day, or the names of a list; `carriers` is everything counted."""

    text: str
    tally: Tally
    value: Value
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """What happened on a day, told once or several times."""

    day: date | None
    things: tuple[str, ...]
    times: int
    number: float
    unit: str
    told: tuple[Occurrence, ...]


def answer_table(
    plan: Plan, connection: apsw.Connection, owners: Collection[str] = (), language: str = "en"
) -> TableAnswer | None:
    """Answer a plan in `language` from everything that was written; None where nothing is found or it cannot be exact.

    `owners` are the names under which the vault's owner speaks in conversations; a conversation with one speaker is
    taken to be the owner's own notes without them.
    """
    try:
        found = occurrences(connection, plan, owners)
        rows = _by_day(found, measured=plan.tally in _MEASURED, listed=bool(plan.noun))
        return _MAKE[plan.tally](plan, rows, language) if rows else None
    except (Unclear, TooMuch):
        return None


_MEASURED = frozenset({Tally.SUM, Tally.AVERAGE, Tally.MOST, Tally.LEAST})


def _by_day(found: Sequence[Occurrence], *, measured: bool, listed: bool) -> list[_Row]:
    """One row for what is the same: the day and, where amounts are added, the amount.

    What is dated to a stretch of days ("last week") is the same as what a day in it has.
    """
    rows: dict[object, list[Occurrence]] = {}
    days = {one.moment.day for one in found if one.moment is not None and one.moment.day is not None}
    for number, one in enumerate(found):
        moment = one.moment
        if moment is None:
            key: object = ("undated", one.memory_id, number if measured or listed else 0)
        elif moment.day is None:
            if not listed and any(moment.first <= day <= moment.last for day in days):
                if measured:
                    raise Unclear
                continue
            key = ("stretch", moment.first, moment.last, one.things)
        elif measured:
            key = (moment.day, _number(one), _nth_in_memory(rows, moment.day, one))
        else:
            key = (moment.day, one.things if listed else ())
        rows.setdefault(key, []).append(one)
    return [_row(told) for told in rows.values()]


def _nth_in_memory(rows: dict[object, list[Occurrence]], day: date, one: Occurrence) -> int:
    """How often this memory has told the same amount of the same day before: twice 5 km in one entry is two runs."""
    nth = 0
    while any(told.memory_id == one.memory_id for told in rows.get((day, _number(one), nth), ())):
        nth += 1
    return nth


def _number(one: Occurrence) -> float:
    return one.amount.value if one.amount is not None else 0.0


def _row(told: list[Occurrence]) -> _Row:
    first = told[0]
    day = first.moment.day if first.moment is not None else None
    unit = first.amount.unit if first.amount is not None else ""
    return _Row(day, first.things, max(one.times for one in told), _number(first), unit, tuple(told))


def _carriers(rows: Iterable[_Row]) -> tuple[Carrier, ...]:
    seen: dict[int, Carrier] = {}
    for row in rows:
        for one in row.told:
            seen.setdefault(one.memory_id, Carrier(one.memory_id, one.ref, one.quote))
    return tuple(seen.values())


def _days(rows: Iterable[_Row]) -> list[date]:
    return sorted({row.day for row in rows if row.day is not None})


def _count(plan: Plan, rows: list[_Row], language: str) -> TableAnswer:
    if plan.noun:
        names = _names(rows)
        return TableAnswer(tell_named(len(names), plan.noun, names, language), plan.tally, len(names), _carriers(rows))
    total = sum(row.times for row in rows)
    text = tell_count(total, _days(rows), all(row.day is not None for row in rows), language)
    return TableAnswer(text, plan.tally, total, _carriers(rows))


def _list(plan: Plan, rows: list[_Row], language: str) -> TableAnswer | None:
    names = _names(rows)
    return TableAnswer(tell_things(names, language), plan.tally, tuple(names), _carriers(rows)) if names else None


def _names(rows: Iterable[_Row]) -> list[str]:
    """Each thing once, as it was first written, in the order of the days."""
    names: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.day or date.max):
        for thing in row.things:
            names.setdefault(" ".join(thing.casefold().split()), thing)
    return list(names.values())


def _measure(plan: Plan, rows: list[_Row], language: str) -> TableAnswer | None:
    units = {row.unit for row in rows}
    if len(units) != 1:
        # Kilometres tell how long a run was before minutes do; two currencies cannot be added.
        if "km" not in units or plan.unit == MONEY:
            return None
        rows = [row for row in rows if row.unit == "km"]
    unit = rows[0].unit
    numbers = [row.number for row in rows]
    chosen = rows
    match plan.tally:
        case Tally.SUM:
            value = sum(numbers)
        case Tally.AVERAGE:
            value = sum(numbers) / len(numbers)
        case _:
            value = max(numbers) if plan.tally is Tally.MOST else min(numbers)
            chosen = [row for row in rows if row.number == value]
    shown = round(value / plan.scale, 2)
    text = tell_number(plan.tally, value, unit, plan.scale, len(rows), _days(chosen), language)
    return TableAnswer(text, plan.tally, shown, _carriers(chosen))


def _end(plan: Plan, rows: list[_Row], language: str) -> TableAnswer | None:
    days = _days(rows)
    if not days:
        return None
    day = days[0] if plan.tally is Tally.FIRST else days[-1]
    for row in rows:
        for one in row.told:
            if one.moment is None:
                continue
            beyond = one.moment.first < day if plan.tally is Tally.FIRST else one.moment.last > day
            if beyond:
                return None
    chosen = [row for row in rows if row.day == day]
    if plan.noun:
        names = _names(chosen)
        return (
            TableAnswer(tell_days(day, names, language), plan.tally, tuple(names), _carriers(chosen)) if names else None
        )
    return TableAnswer(tell_days(day, (), language), plan.tally, day, _carriers(chosen))


_MAKE = {
    Tally.COUNT: _count,
    Tally.LIST: _list,
    Tally.SUM: _measure,
    Tally.AVERAGE: _measure,
    Tally.MOST: _measure,
    Tally.LEAST: _measure,
    Tally.FIRST: _end,
    Tally.LAST: _end,
}
