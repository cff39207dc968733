"""Sets an anchor on the calendar.

Weeks run from Monday to Sunday, seasons are those of the northern half, by whole months, and a winter has the year in
which it began. "Last" is what ended before, so "last Friday" on a Friday is seven days back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, tzinfo

from core.model.period import Grain, Period
from core.understanding.times.calendar_days import (
    Days,
    day_number,
    monday_of,
    month_days,
    month_index,
    period_of,
    weekday_of,
    year_days,
)
from core.understanding.times.mention import Anchor, Part, Sort, Unit

_Placed = tuple[Days, Grain] | None

_SPRING_BEGINS = 3
_SEASON_MONTHS = 3
_MOST_YEARS_AROUND = 9
"""A date that exists in some years only, 29 February, returns at the latest after eight years."""

_DAYS_IN = {Unit.DAY: 1, Unit.WEEK: 7, Unit.WEEKEND: 7, Unit.MONTH: 30, Unit.YEAR: 365, Unit.DECADE: 3652}
_GRAIN_OF = {
    Unit.DAY: Grain.DAY,
    Unit.WEEKEND: Grain.WEEKEND,
    Unit.WEEK: Grain.WEEK,
    Unit.MONTH: Grain.MONTH,
    Unit.YEAR: Grain.YEAR,
    Unit.DECADE: Grain.DECADE,
}
_FINER = {Grain.DECADE: Grain.YEAR, Grain.YEAR: Grain.SEASON, Grain.SEASON: Grain.MONTH}
_THIRDS = {Part.EARLY: (0, 1), Part.MIDDLE: (1, 2), Part.LATE: (2, 3)}


def resolve(anchor: Anchor, said_at: datetime | None, *, ahead: bool = False) -> Period | None:
    """Return the stretch that `anchor` means when said at `said_at` (aware; None: unknown).

    Args:
        anchor: the meaning.
        said_at: what "yesterday" counts from; its zone is the period's zone, UTC where it is unknown.
        ahead: words that leave the direction open mean the next one, not the latest.

    Returns:
        None where the moment of saying is needed and unknown, where the date does not exist, and where it would leave
        the years 1 to 9999.
    """
    if said_at is None:
        # Any day will do for what names its year; the rest cannot be placed.
        return None if anchor.relative else _resolve_on(anchor, 1, UTC, ahead)
    if anchor.unit in (Unit.MINUTE, Unit.HOUR):
        return _resolve_clock(anchor, said_at)
    return _resolve_on(anchor, said_at.toordinal(), said_at.tzinfo or UTC, ahead)


def _resolve_on(anchor: Anchor, today: int, zone: tzinfo, ahead: bool) -> Period | None:
    placed = _PLACE[anchor.sort](anchor, today, ahead)
    if placed is None:
        return None
    days, grain = placed
    if anchor.part is not None:
        days, grain = _third(days, anchor.part, grain), _FINER.get(grain, grain)
    period = period_of(days, grain, zone)
    if period is None or anchor.hour is None or grain is not Grain.DAY or period.start is None:
        return period
    instant = period.start.replace(hour=anchor.hour, minute=anchor.minute)
    return Period(instant, instant, Grain.INSTANT)


def _resolve_clock(anchor: Anchor, said_at: datetime) -> Period | None:
    if anchor.count is None or anchor.shift is None:
        return None
    minutes = 60 if anchor.unit is Unit.HOUR else 1
    said = said_at if said_at.tzinfo else said_at.replace(tzinfo=UTC)
    try:
        ends = sorted(
            said + timedelta(minutes=anchor.shift * minutes * n) for n in (anchor.count.low, anchor.count.high)
        )
    except OverflowError:
        return None
    return Period(ends[0], ends[1], Grain.INSTANT)


def _third(days: Days, part: Part, grain: Grain) -> Days:
    """A third of a stretch: of a year by months, of a month by tens of days."""
    first, after = days
    low, high = _THIRDS[part]
    if grain is Grain.YEAR:
        year = datetime.fromordinal(first).year
        begins, ends = month_days(month_index(year, 1) + 4 * low), month_days(month_index(year, 1) + 4 * high - 1)
        if begins is not None and ends is not None:
            return begins[0], ends[1]
    return first + (after - first) * low // 3, first + (after - first) * high // 3


def _place_day(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    day = today + (anchor.shift or 0)
    return (day, day + 1), Grain.DAY


def _place_unit(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    unit = anchor.unit or Unit.DAY
    days = _unit_days(unit, today, anchor.shift, ahead)
    return None if days is None else (days, _GRAIN_OF[unit])


def _unit_days(unit: Unit, today: int, shift: int | None, ahead: bool) -> Days | None:
    """The calendar unit that lies `shift` units from the one with `today` in it."""
    if unit is Unit.WEEKEND:
        saturday = monday_of(today) + 5
        if shift is None:
            # "The weekend" is the one that has come, or on request the one to come.
            shift = 0 if ahead or today >= saturday else -1
        return saturday + 7 * shift, saturday + 7 * shift + 2
    steps = shift or 0
    if unit is Unit.DAY:
        return today + steps, today + steps + 1
    if unit is Unit.WEEK:
        return monday_of(today) + 7 * steps, monday_of(today) + 7 * steps + 7
    now = datetime.fromordinal(today)
    if unit is Unit.MONTH:
        return month_days(month_index(now.year, now.month) + steps)
    if unit is Unit.YEAR:
        return year_days(now.year + steps)
    return year_days(now.year // 10 * 10 + 10 * steps, 10)


def _place_distance(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    if anchor.count is None or anchor.unit is None:
        return None
    sign = anchor.shift or -1
    if not anchor.count.exact:
        near, far = (sign * _DAYS_IN[anchor.unit] * n for n in (anchor.count.low, anchor.count.high))
        return (today + min(near, far), today + max(near, far) + 1), Grain.VAGUE
    if anchor.unit is Unit.WEEK:
        # Two weeks ago is about fourteen days back, not the week of the calendar: three days either side.
        middle = today + sign * 7 * anchor.count.low
        return (middle - 3, middle + 4), Grain.WEEK
    if anchor.unit is Unit.DECADE:
        return _place_distance_of_decades(today, sign * anchor.count.low)
    days = _unit_days(anchor.unit, today, sign * anchor.count.low, ahead)
    return None if days is None else (days, _GRAIN_OF[anchor.unit])


def _place_distance_of_decades(today: int, decades: int) -> _Placed:
    year = datetime.fromordinal(today).year + 10 * decades
    days = year_days(year - 2, 5)  # "twenty years ago" would name the year; "two decades ago" is rounder
    return None if days is None else (days, Grain.VAGUE)


def _place_stretch(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    if anchor.count is None or anchor.unit is None:
        return None
    length = _DAYS_IN[anchor.unit] * anchor.count.high
    grain = _GRAIN_OF[anchor.unit] if anchor.count.exact else Grain.VAGUE
    return ((today, today + length + 1) if (anchor.shift or -1) > 0 else (today - length, today + 1)), grain


def _place_weekday(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    back = (weekday_of(today) - (anchor.weekday or 0)) % 7 or 7
    if anchor.shift == 0 or anchor.unit is Unit.WEEK:
        day = monday_of(today) + (anchor.weekday or 0) + 7 * (anchor.shift or 0)
    elif (anchor.shift or (1 if ahead else -1)) > 0:
        day = today - back % 7 + 7
    else:
        day = today - back - 7 * (-(anchor.shift or -1) - 1)
    return (day, day + 1), Grain.DAY


def _recurring(
    anchor: Anchor, today: int, ahead: bool, days_in: Callable[[int], Days | None], first_year: int
) -> Days | None:
    """The occurrence of something yearly that is meant: in its year, or nearest on the side that `shift` says."""
    if anchor.year is not None:
        return days_in(anchor.year)
    if anchor.shift is not None and anchor.unit is Unit.YEAR:
        # "March last year" is in the year before, "last March" the latest March.
        year = datetime.fromordinal(today).year + anchor.shift
        return days_in(year) if MINYEAR <= year <= MAXYEAR else None
    if anchor.shift == 0:
        return days_in(first_year)
    forward = ahead if anchor.shift is None else anchor.shift > 0
    step = 1 if forward else -1
    for year in range(first_year - step, first_year + step * _MOST_YEARS_AROUND, step):
        days = days_in(year) if MINYEAR <= year <= MAXYEAR else None
        if days is None:
            continue
        # Without a "last" or "next", the one that is running counts.
        running = anchor.shift is None and days[0] <= today < days[1]
        if running or (days[0] > today if forward else days[1] <= today):
            return days
    return None


def _place_month(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    def days_in(year: int) -> Days | None:
        return month_days(month_index(year, anchor.month or 1))

    days = _recurring(anchor, today, ahead, days_in, datetime.fromordinal(today).year)
    return None if days is None else (days, Grain.MONTH)


def _place_season(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    def days_in(year: int) -> Days | None:
        first = month_index(year, _SPRING_BEGINS) + _SEASON_MONTHS * (anchor.season or 0)
        begins, ends = month_days(first), month_days(first + _SEASON_MONTHS - 1)
        return None if begins is None or ends is None else (begins[0], ends[1])

    now = datetime.fromordinal(today)
    # In January and February "this winter" began the year before.
    running = now.year - (1 if anchor.season == 3 and now.month < _SPRING_BEGINS else 0)
    days = _recurring(anchor, today, ahead, days_in, running)
    return None if days is None else (days, Grain.SEASON)


def _place_date(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    if anchor.month is None:
        days = _day_of_some_month(anchor, today, ahead)
        return None if days is None else (days, Grain.DAY)

    def days_in(year: int) -> Days | None:
        first = day_number(year, anchor.month or 1, anchor.day or 1)
        last = day_number(year, anchor.month or 1, anchor.last_day or anchor.day or 1)
        return None if first is None or last is None or last < first else (first, last + 1)

    days = _recurring(anchor, today, ahead, days_in, datetime.fromordinal(today).year)
    return None if days is None else (days, Grain.DAY)


def _day_of_some_month(anchor: Anchor, today: int, ahead: bool) -> Days | None:
    """The nearest day with this number: "on the 5th"."""
    now = datetime.fromordinal(today)
    step = 1 if ahead else -1
    for months in range(_MOST_YEARS_AROUND):
        days = month_days(month_index(now.year, now.month) + step * months)
        if days is None:
            return None
        day = days[0] + (anchor.day or 1) - 1
        if days[0] <= day < days[1] and (day >= today if ahead else day <= today):
            return day, day + 1
    return None


def _place_nth(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    month = _place_month(anchor, today, ahead)
    if month is None or anchor.unit not in (Unit.WEEK, Unit.WEEKEND):
        return None
    (first, after), _ = month
    opening = 5 if anchor.unit is Unit.WEEKEND else 0
    begins = first + (opening - weekday_of(first)) % 7 if anchor.unit is Unit.WEEKEND else monday_of(first)
    found = range(begins, after, 7)
    nth = anchor.nth or 1
    if nth > len(found):
        return None
    day = found[nth - 1] if nth > 0 else found[-1]
    length = 2 if anchor.unit is Unit.WEEKEND else 7
    return (day, day + length), _GRAIN_OF[anchor.unit]


def _place_year(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    days = year_days(anchor.year or 0)
    return None if days is None else (days, Grain.YEAR)


def _place_decade(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    days = year_days(anchor.year or 0, 10)
    return None if days is None else (days, Grain.DECADE)


def _place_vague(anchor: Anchor, today: int, ahead: bool) -> _Placed:
    if anchor.count is None:
        return None
    ends = sorted(today + (anchor.shift or -1) * n for n in (anchor.count.low, anchor.count.high))
    return (ends[0], ends[1] + 1), Grain.VAGUE


_PLACE: dict[Sort, Callable[[Anchor, int, bool], _Placed]] = {
    Sort.DAY: _place_day,
    Sort.UNIT: _place_unit,
    Sort.DISTANCE: _place_distance,
    Sort.STRETCH: _place_stretch,
    Sort.WEEKDAY: _place_weekday,
    Sort.MONTH: _place_month,
    Sort.SEASON: _place_season,
    Sort.DATE: _place_date,
    Sort.NTH: _place_nth,
    Sort.YEAR: _place_year,
    Sort.DECADE: _place_decade,
    Sort.VAGUE: _place_vague,
}
