"""Counting on the calendar with day numbers, which cannot overflow: day 1 is 1 January of the year 1.

A stretch is (first day, day after the last).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, datetime, time, tzinfo

from core.model.period import Grain, Period

Days = tuple[int, int]

LAST_DAY = date.max.toordinal()

MONTHS_IN_YEAR = 12


def day_number(year: int, month: int, day: int) -> int | None:
    """The number of a date; None where there is no such date."""
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def month_length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def month_days(months: int) -> Days | None:
    """The days of the calendar month that is `months` after January of the year 0."""
    year, month = divmod(months, MONTHS_IN_YEAR)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    first = date(year, month + 1, 1).toordinal()
    return first, first + month_length(year, month + 1)


def month_index(year: int, month: int) -> int:
    """The inverse: months since January of the year 0; `month` counts from 1."""
    return year * MONTHS_IN_YEAR + month - 1


def year_days(year: int, years: int = 1) -> Days | None:
    """The days of `years` years from `year` on."""
    if year < MINYEAR or year + years - 1 > MAXYEAR:
        return None
    return date(year, 1, 1).toordinal(), date(year + years - 1, 12, 31).toordinal() + 1


def monday_of(day: int) -> int:
    """The Monday on or before `day`."""
    return day - (day - 1) % 7  # day 1 was a Monday


def weekday_of(day: int) -> int:
    """0 for Monday."""
    return (day - 1) % 7


def period_of(days: Days, grain: Grain, zone: tzinfo) -> Period | None:
    """Midnight to midnight in `zone`; None where it leaves the calendar.

    What ends with the year 9999 ends a day early: its true end has no date.
    """
    first, after = days
    if first < 1 or first > LAST_DAY or after < first:
        return None
    return Period(midnight(first, zone), midnight(min(after, LAST_DAY), zone), grain)


def midnight(day: int, zone: tzinfo) -> datetime:
    return datetime.combine(date.fromordinal(day), time(), zone)
