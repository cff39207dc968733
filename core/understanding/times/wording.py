"""Words a time exactly: a period by its dates, a mention the way a person would who knows when it was said."""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from datetime import datetime, timedelta

from core.model.period import Grain, Period
from core.understanding.times.days import number_of
from core.understanding.times.mention import Anchor, Bound, Count, Sort, TimeMention, Unit
from core.understanding.times.phrases import Phrases, phrases_of
from core.understanding.times.resolution import resolve

_ONE_DAY = timedelta(days=1)
_WINTER_BEGINS = 12
_SEASON_OF_MONTH = {3: 0, 6: 1, 9: 2, 12: 3}
_DAYS_OF_A_MONTH = 31
_WEEK = timedelta(days=7)
_LONG = timedelta(days=500)
"""From here on a stretch told in years is worded in years."""

_VAGUE_STEPS = (14, 365)
"""From how many days on a vague time lies some time back, and long back."""


def word_period(period: Period, language: str = "en") -> str:
    """Return a period in words: "7 May 2023", "summer 2022", "5–9 June 2023", "since 2019".

    Days and years are those of the period's own zone. A stretch without bounds has no words: "".
    """
    return _word(period, phrases_of(language))


def word_count(number: int, unit: Unit, language: str = "en") -> str:
    """Return a number of units: "1 hour", "30 Minuten", "2小时"."""
    phrases = phrases_of(language)
    singular, plural = phrases.unit_names[unit]
    return phrases.count.format(n=number, u=singular if number == 1 else plural)


def _word(period: Period, phrases: Phrases) -> str:
    if period.start is None and period.end is None:
        return ""
    if period.end is None and period.start is not None:
        return _word_bound(Bound.SINCE, _word_edge(period.start, period.grain, phrases), period.start, phrases)
    if period.start is None and period.end is not None:
        # The end is not part of it: what ends with 2018 is before 2019.
        return _word_bound(Bound.BEFORE, _word_edge(period.end, period.grain, phrases), period.end, phrases)
    assert period.start is not None
    assert period.end is not None
    return _word_closed(period.start, period.end, period.grain, phrases)


def word_mention(mention: TimeMention, said_at: datetime | None, language: str = "en") -> str:
    """Return a mention in words that need no "now": "last week" said on 9 June is "the week before 9 June 2023".

    Args:
        mention: what `read_times` found.
        said_at: when it was said, as given to `read_times`.
        language: the language to word it in, whatever the mention's own.
    """
    phrases = phrases_of(language)
    anchor = mention.anchor
    counted_from = mention.counted_from or said_at
    if mention.bound is Bound.BETWEEN or counted_from is None:
        return _word(mention.period, phrases)
    if mention.bound is Bound.AT:
        return _word_anchor(anchor, mention.period, counted_from, phrases)
    named = resolve(anchor, counted_from, ahead=mention.ahead)
    if named is None:
        return _word(mention.period, phrases)
    return _word_bound(mention.bound, _word_anchor(anchor, named, counted_from, phrases), named.start, phrases)


def _word_bound(bound: Bound, told: str, moment: datetime | None, phrases: Phrases) -> str:
    is_day = moment is not None and told == _word_day(moment, phrases)
    template = phrases.day_bounds.get(bound) if is_day else None
    return (template or phrases.bounds[bound]).format(t=told)


def _word_anchor(anchor: Anchor, period: Period, said: datetime, phrases: Phrases) -> str:
    """A relative anchor by the day it counts from where that says more than its dates, else its dates."""
    day = _word_day(said, phrases)
    side = 1 if (anchor.shift or 0) > 0 else 0
    if anchor.part is not None and anchor.sort is not Sort.DECADE:
        whole = resolve(replace(anchor, part=None), said)
        if whole is not None:
            return phrases.parts[anchor.part].format(t=_word_anchor(replace(anchor, part=None), whole, said, phrases))
    unit = anchor.unit
    if anchor.sort is Sort.UNIT and unit in (Unit.WEEK, Unit.WEEKEND) and anchor.shift:
        if abs(anchor.shift) == 1:
            return (phrases.after if side else phrases.before)[unit].format(t=day)
        return _word_counted(Count(abs(anchor.shift), abs(anchor.shift)), unit, side, day, phrases)
    if anchor.sort is Sort.UNIT and unit is Unit.WEEK:
        return phrases.week.format(t=day)
    if anchor.sort is Sort.WEEKDAY and anchor.unit is None and anchor.shift in (-1, 1):
        return phrases.named[side].format(w=phrases.weekdays[anchor.weekday or 0], t=day)
    if anchor.sort is Sort.DISTANCE and anchor.count is not None and anchor.unit is not None:
        return _word_distance(anchor.count, anchor.unit, period, side, day, phrases)
    if anchor.sort is Sort.STRETCH and anchor.count is not None and anchor.unit is not None:
        if anchor.count != Count(1, 1):
            template = phrases.stretch if anchor.count.exact else phrases.counted
            return _count_words(template[side], anchor.count, anchor.unit, day, phrases)
        if anchor.unit in phrases.before:
            return (phrases.after if side else phrases.before)[anchor.unit].format(t=day)
    if anchor.sort is Sort.VAGUE and anchor.count is not None:
        return phrases.vaguely[side][bisect(_VAGUE_STEPS, anchor.count.low)].format(t=day)
    return _word(period, phrases)


def _word_distance(count: Count, unit: Unit, period: Period, side: int, day: str, phrases: Phrases) -> str:
    by_dates = count.exact and unit not in (Unit.WEEK, Unit.WEEKEND)
    if by_dates:
        return _word(period, phrases)
    if count == Count(1, 1) and unit in phrases.before:
        return (phrases.after if side else phrases.before)[unit].format(t=day)
    return _word_counted(count, unit, side, day, phrases)


def _word_counted(count: Count, unit: Unit, side: int, day: str, phrases: Phrases) -> str:
    return _count_words(phrases.counted[side], count, unit, day, phrases)


def _count_words(template: str, count: Count, unit: Unit, day: str, phrases: Phrases) -> str:
    if count.exact:
        known = 1 <= count.low <= len(phrases.numbers)
        number = phrases.numbers[count.low - 1] if known else str(count.low)
    else:
        number = phrases.few
    singular, plural = phrases.unit_names[unit]
    return template.format(n=number, u=singular if count == Count(1, 1) else plural, t=day)


def _word_closed(start: datetime, end: datetime, grain: Grain, phrases: Phrases) -> str:
    if grain is Grain.INSTANT:
        return phrases.instant.format(t=_word_day(start, phrases), clock=f"{start:%H:%M}")
    last = max(start, end - _ONE_DAY)
    if grain is Grain.DECADE and start.year % 10 == 0 and last.year == start.year + 9:
        return phrases.decade.format(y=start.year)
    if grain is Grain.WEEK and end - start <= _WEEK:
        return phrases.week.format(t=_word_day(start, phrases))
    if grain is Grain.WEEKEND and end - start <= _WEEK:
        return phrases.weekend.format(t=_word_days(start, last, phrases))
    if grain is Grain.SEASON and (season := _season(start, last, phrases)):
        return season
    if grain is Grain.VAGUE:
        return phrases.vague.format(t=_word_vague(start, last, phrases))
    if months := _word_whole_months(start, end, last, phrases):
        return months
    if grain in (Grain.YEAR, Grain.DECADE) and start.year != last.year and end - start > _LONG:
        return phrases.year.format(y=f"{start.year}–{last.year}")
    return _word_days(start, last, phrases)


def _word_edge(moment: datetime, grain: Grain, phrases: Phrases) -> str:
    """The day, month or year that begins at a bound, as exactly as it was told."""
    if grain in (Grain.YEAR, Grain.DECADE) and (moment.month, moment.day) == (1, 1):
        return phrases.year.format(y=moment.year)
    if grain is Grain.SEASON and moment.month in _SEASON_OF_MONTH and moment.day == 1:
        season = phrases.seasons[_SEASON_OF_MONTH[moment.month]]
        return phrases.season.format(s=season, y=moment.year)
    if grain in (Grain.MONTH, Grain.SEASON) and moment.day == 1:
        return phrases.month.format(m=phrases.months[moment.month - 1], y=moment.year)
    if grain is Grain.INSTANT:
        return phrases.instant.format(t=_word_day(moment, phrases), clock=f"{moment:%H:%M}")
    return _word_day(moment, phrases)


def _season(start: datetime, last: datetime, phrases: Phrases) -> str:
    number = _SEASON_OF_MONTH.get(start.month)
    if number is None or start.day != 1 or (last - start).days >= 3 * _DAYS_OF_A_MONTH:
        return ""
    if start.month == _WINTER_BEGINS:
        return phrases.winter.format(s=phrases.seasons[3], y=start.year, y2=last.year)
    return phrases.season.format(s=phrases.seasons[number], y=start.year)


def _word_vague(start: datetime, last: datetime, phrases: Phrases) -> str:
    """Vague times need no days: their middle by its month, by its year where they are long."""
    middle = start + (last - start) / 2
    if (last - start).days > 6 * _DAYS_OF_A_MONTH:
        return phrases.year.format(y=middle.year)
    return phrases.month.format(m=phrases.months[middle.month - 1], y=middle.year)


def _word_whole_months(start: datetime, end: datetime, last: datetime, phrases: Phrases) -> str:
    """Months and years by their names; "" for what does not begin and end with a month."""
    if start.day != 1 or end.day != 1 or end <= start:
        return ""
    if start.month == 1 and end.month == 1:
        return phrases.year.format(y=start.year if start.year == last.year else f"{start.year}–{last.year}")
    first = phrases.month.format(m=phrases.months[start.month - 1], y=start.year)
    if (start.year, start.month) == (last.year, last.month):
        return first
    return phrases.span.format(t=first, t2=phrases.month.format(m=phrases.months[last.month - 1], y=last.year))


def _word_day(day: datetime, phrases: Phrases) -> str:
    return phrases.day.format(d=number_of(day, phrases), m=phrases.months[day.month - 1], y=day.year)


def _word_days(start: datetime, last: datetime, phrases: Phrases) -> str:
    if start.date() == last.date():
        return _word_day(start, phrases)
    if start.year != last.year:
        template = phrases.days_of_year
    else:
        template = phrases.days_of_month if start.month != last.month else phrases.days
    return template.format(
        d=number_of(start, phrases), m=phrases.months[start.month - 1], y=start.year,
        d2=number_of(last, phrases), m2=phrases.months[last.month - 1], y2=last.year,
    )  # fmt: skip
