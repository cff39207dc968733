"""Putting what was counted into a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.answering.tables.plan import Tally

_MOST_DAYS = 12
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF "}


def tell_count(total: int, days: Sequence[date], dated: bool) -> str:
    """How often, and the days where they are few: "3 times: 2 March, 9 March and 21 March 2024."."""
    times = "Once" if total == 1 else "Twice" if total == 2 else f"{total} times"
    if not days or not dated:
        return f"{times}."
    if len(days) > _MOST_DAYS:
        return f"{times}, between {_day(days[0])} and {_day(days[-1])}."
    return f"{times}: {_and(_days(days))}."


def tell_named(total: int, noun: str, names: Sequence[str]) -> str:
    """How many of what, and which: "3 books: Emma, Persuasion and Dune."."""
    one = noun if total != 1 else noun.removesuffix("s")
    return f"{total} {one}: {_and(names)}."


def tell_things(names: Sequence[str]) -> str:
    said = _and(names)
    return f"{said[0].upper()}{said[1:]}."


def tell_number(tally: Tally, value: float, unit: str, scale: float, rows: int, days: Sequence[date]) -> str:
    """A sum, a mean, or the largest or smallest with its days."""
    amount = _amount(value, unit, scale)
    match tally:
        case Tally.SUM:
            return f"{amount} in total." if rows == 1 else f"{amount} in total, from {rows} entries."
        case Tally.AVERAGE:
            return f"{amount} on average, from {rows} {'entry' if rows == 1 else 'entries'}."
        case _:
            return f"{amount}, on {_and(_days(days))}." if days else f"{amount}."


def tell_days(day: date, names: Sequence[str] = ()) -> str:
    return f"{_and(names)}, on {_day(day)}." if names else f"On {_day(day)}."


def _amount(value: float, unit: str, scale: float) -> str:
    if unit in _SIGNS:
        return f"{_SIGNS[unit]}{value:,.2f}"
    if unit == "min":
        hours, minutes = divmod(round(value), 60)
        parts = [_plural(hours, "hour")] if hours else []
        return " ".join([*parts, _plural(minutes, "minute")] if minutes or not parts else parts)
    if unit == "km" and scale not in (1.0, 0.001):
        return f"{_plain(value / scale)} miles"
    return f"{_plain(value / 0.001)} metres" if scale == 0.001 else f"{_plain(value)} km"


def _plain(value: float) -> str:
    return f"{round(value, 2):,}".removesuffix(".0")


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(days: Sequence[date]) -> list[str]:
    """Each day, the year only where the next one has another."""
    return [
        _day(day) if number + 1 == len(days) or days[number + 1].year != day.year else f"{day.day} {day:%B}"
        for number, day in enumerate(days)
    ]


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
