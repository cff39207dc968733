"""A day of the calendar as a language writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.understanding.times.phrases import Phrases, phrases_of


def word_day(day: date, language: str = "en") -> str:
    """Return a day in full: "8 May 2023", "8. Mai 2023", "1er mai 2023", "2023年5月8日"."""
    return _fill(phrases_of(language).day, day, phrases_of(language))


def word_day_short(day: date, language: str = "en") -> str:
    """Return a day for where room is scarce: "8 Sep 2023", "8. Sept. 2023"."""
    phrases = phrases_of(language)
    return phrases.short_day.format(d=number_of(day, phrases), m=phrases.short_months[day.month - 1], y=day.year)


def word_days(days: Sequence[date], language: str = "en") -> list[str]:
    """Return days in a row, the year only once where several share it: "2 May" and "9 May 2023"."""
    phrases = phrases_of(language)
    # Where the year stands before the day it holds for the days that follow, else for those that came before.
    follows = phrases.day.startswith("{y}")
    worded = []
    for number, day in enumerate(days):
        beside = number - 1 if follows else number + 1
        known = 0 <= beside < len(days) and days[beside].year == day.year
        worded.append(_fill(phrases.yearless if known else phrases.day, day, phrases))
    return worded


def number_of(day: date, phrases: Phrases) -> str:
    """How the day's number is written: the first of a month may have a way of its own."""
    return phrases.first if day.day == 1 else str(day.day)


def _fill(template: str, day: date, phrases: Phrases) -> str:
    return template.format(d=number_of(day, phrases), m=phrases.months[day.month - 1], y=day.year)
