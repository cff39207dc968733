"""Putting what was counted into a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.answering.phrasing import Counting, phrasing_of
from core.answering.tables.plan import Tally
from core.understanding.times import Unit, word_count, word_day, word_days

_MOST_DAYS = 12
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF "}
_METRE, _KILOMETRE = 0.001, 1.0


def tell_count(total: int, days: Sequence[date], dated: bool, language: str) -> str:
    """How often, and the days where they are few: "3 times: 2 March, 9 March and 21 March 2024."."""
    say = phrasing_of(language).counting
    times = say.once if total == 1 else say.twice if total == 2 else say.times.format(n=total)
    if not days or not dated:
        return f"{times}{say.full_stop}"
    if len(days) > _MOST_DAYS:
        first, last = word_day(days[0], language), word_day(days[-1], language)
        return say.between.format(times=times, first=first, last=last)
    return say.on.format(times=times, days=join(word_days(days, language), language))


def tell_named(total: int, noun: str, names: Sequence[str], language: str) -> str:
    """How many of what, and which: "3 books: Emma, Persuasion and Dune."."""
    say = phrasing_of(language).counting
    if total == 1:
        return say.named_one.format(noun=noun.removesuffix("s"), names=join(names, language))
    return say.named.format(n=total, noun=noun, names=join(names, language))


def tell_things(names: Sequence[str], language: str) -> str:
    """What it was, as a list."""
    said = join(names, language)
    return f"{said[0].upper()}{said[1:]}{phrasing_of(language).counting.full_stop}"


def tell_number(
    tally: Tally, value: float, unit: str, scale: float, rows: int, days: Sequence[date], language: str
) -> str:
    """A sum, a mean, or the largest or smallest with its days."""
    say = phrasing_of(language).counting
    amount = _amount(value, unit, scale, language)
    match tally:
        case Tally.SUM:
            return (say.total if rows == 1 else say.total_of).format(amount=amount, n=rows)
        case Tally.AVERAGE:
            return (say.mean_of_one if rows == 1 else say.mean).format(amount=amount, n=rows)
        case _ if days:
            return say.amount_on.format(amount=amount, days=join(word_days(days, language), language))
        case _:
            return f"{amount}{say.full_stop}"


def tell_days(day: date, names: Sequence[str], language: str) -> str:
    """The day, and what was on it where that was asked for."""
    say = phrasing_of(language).counting
    worded = word_day(day, language)
    return say.names_day.format(names=join(names, language), day=worded) if names else say.day.format(day=worded)


def join(names: Sequence[str], language: str) -> str:
    """Several things as one list: "Emma, Persuasion and Dune"."""
    say = phrasing_of(language).counting
    return names[0] if len(names) == 1 else f"{say.comma.join(names[:-1])}{say.last}{names[-1]}"


def _amount(value: float, unit: str, scale: float, language: str) -> str:
    say = phrasing_of(language).counting
    if unit in _SIGNS:
        return say.money.format(sign=_SIGNS[unit], n=_grouped(f"{value:,.2f}", say)).strip()
    if unit == "min":
        return _duration(round(value), language)
    if scale == _METRE:
        return _length(value / _METRE, say.metre, say.metres, say)
    if scale != _KILOMETRE:
        return _length(value / scale, say.mile, say.miles, say)
    return _length(value, say.kilometres, say.kilometres, say)


def _duration(minutes: int, language: str) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [word_count(hours, Unit.HOUR, language)] if hours else []
    if rest or not parts:
        parts.append(word_count(rest, Unit.MINUTE, language))
    return phrasing_of(language).counting.joined.join(parts)


def _length(value: float, one: str, several: str, say: Counting) -> str:
    number = f"{round(value, 2):,}".removesuffix(".0")
    return (one if number == "1" else several).format(n=_grouped(number, say))


def _grouped(number: str, say: Counting) -> str:
    """A number written as in English, with the marks of the language."""
    return number.translate({ord(","): say.thousands, ord("."): say.point})
