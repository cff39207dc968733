"""Puts what stands beside a time to it: a time of day, a bound, the other end of a span, what counts from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.model.period import Grain, Period
from core.understanding.times.language import Rule
from core.understanding.times.matching import Matcher, fill
from core.understanding.times.mention import Anchor, Bound, Sort, TimeMention, Unit
from core.understanding.times.resolution import resolve

_BEFORE = 40
_GRAINS = tuple(Grain)
"""From the finest to the coarsest."""

_RECURRING = (Sort.MONTH, Sort.DATE, Sort.SEASON, Sort.WEEKDAY)
_YEARLY = (Sort.MONTH, Sort.DATE, Sort.SEASON)
_DAYS = (Sort.DAY, Sort.WEEKDAY, Sort.DATE)


@dataclass(frozen=True, slots=True)
class Found:
    """An anchor and where its words stand; `ahead`: the sentence speaks of the future."""

    start: int
    end: int
    anchor: Anchor
    ahead: bool


def combine(text: str, small: str, found: list[Found], matcher: Matcher, said_at: datetime | None) -> list[TimeMention]:
    """Return the mentions that `found`, in the order of the text, make; those that cannot be placed are left out."""
    found = _attach_clocks(small, found, matcher)
    mentions: list[TimeMention] = []
    number = 0
    while number < len(found):
        one = found[number]
        if one.anchor.follows:
            mentions += _following(text, one, mentions[-1] if mentions else None, said_at)
            number += 1
            continue
        span = _span(text, small, one, found[number + 1], matcher, said_at) if number + 1 < len(found) else None
        mention = span or _bounded(text, small, one, matcher, said_at)
        if mention is not None:
            # "The Friday before 22 May" takes in the Friday that was read by itself.
            while mentions and mentions[-1].start >= mention.start:
                mentions.pop()
            if not mentions or mentions[-1].end <= mention.start:
                mentions.append(mention)
        number += 2 if span else 1
    return mentions


def _following(text: str, one: Found, told: TimeMention | None, said_at: datetime | None) -> list[TimeMention]:
    """Read "the week before" from the time told before it; by itself it lies before the moment of saying."""
    edge = told.period.start if told is not None else None
    if edge is None and (one.anchor.shift or 0) > 0:
        return []
    period = resolve(one.anchor, edge or said_at)
    if period is None:
        return []
    mention = TimeMention(
        start=one.start,
        end=one.end,
        text=text[one.start : one.end],
        period=period,
        relative=told is None or told.relative,
        bound=Bound.AT,
        anchor=one.anchor,
        counted_from=edge,
    )
    return [mention]


def _attach_clocks(small: str, found: list[Found], matcher: Matcher) -> list[Found]:
    """Make an instant of "yesterday at 3 pm"; a time of day that no day stands beside is left alone."""
    if matcher.clock is None:
        return found
    attached: list[Found] = []
    for number, one in enumerate(found):
        if _is_day(one.anchor):
            low = max(attached[-1].end if attached else 0, one.start - _BEFORE)
            high = min(found[number + 1].start if number + 1 < len(found) else len(small), one.end + _BEFORE)
            clock = _clock_beside(small, one, low, high, matcher.clock, matcher)
            if clock is not None:
                hour, minute = _read_clock(clock)
                start, end = min(one.start, clock.start()), max(one.end, clock.end())
                one = Found(start, end, replace(one.anchor, hour=hour, minute=minute), one.ahead)
        attached.append(one)
    return attached


def _is_day(anchor: Anchor) -> bool:
    if anchor.sort is Sort.DISTANCE:
        return anchor.unit is Unit.DAY
    return anchor.sort in _DAYS and anchor.last_day is None


def _clock_beside(
    small: str, one: Found, low: int, high: int, clock: re.Pattern[str], matcher: Matcher
) -> re.Match[str] | None:
    after = clock.search(small, one.end, high)
    if after and matcher.clock_link.match(small[one.end : after.start()]):
        return after
    before = max(clock.finditer(small, low, one.start), key=re.Match.end, default=None)
    if before and matcher.clock_link.match(small[before.end() : one.start]):
        return before
    return None


def _read_clock(clock: re.Match[str]) -> tuple[int, int]:
    told = clock.groupdict()
    if told.get("noon"):
        return 12, 0
    if told.get("h24"):
        return int(told["h24"]), int(told.get("min24") or 0)
    hour = int(told["h"]) % 12 + (12 if (told.get("half") or "").startswith("p") else 0)
    return hour, int(told.get("min") or 0)


def _span(
    text: str, small: str, first: Found, second: Found, matcher: Matcher, said_at: datetime | None
) -> TimeMention | None:
    gap = small[first.end : second.start]
    if len(gap) > _BEFORE:
        return None
    before = small[max(0, first.start - _BEFORE) : first.start]
    for opening, joint in matcher.spans:
        opened = opening.search(before) if opening else None
        if (opening is not None and opened is None) or not joint.match(gap):
            continue
        if opening is None and Sort.DAY in (first.anchor.sort, second.anchor.sort):
            continue  # "from yesterday to today", but not "yesterday - today …"
        begins, ends = _agree(first.anchor, second.anchor)
        later = resolve(ends, said_at, ahead=second.ahead)
        if later is None:
            return None
        # What does not say its year is the last one before the end of the span.
        counted = later.start if begins.relative and begins.shift is None and begins.sort in _RECURRING else said_at
        sooner = resolve(begins, counted)
        if sooner is None or sooner.start is None or later.end is None or sooner.start > later.end:
            return None
        grain = max(sooner.grain, later.grain, key=_GRAINS.index)
        start = first.start - len(before) + opened.start() if opened else first.start
        return TimeMention(
            start=start,
            end=second.end,
            text=text[start : second.end],
            period=Period(sooner.start, later.end, grain),
            relative=begins.relative or ends.relative,
            bound=Bound.BETWEEN,
            anchor=begins,
            until=ends,
            ahead=second.ahead,
        )
    return None


def _agree(first: Anchor, second: Anchor) -> tuple[Anchor, Anchor]:
    """Give each end what only the other says: "from June to August 2023", "from the 5th to the 9th of June"."""
    if first.sort is Sort.DATE and first.month is None and second.month is not None:
        first = replace(first, month=second.month)
    if first.sort in _YEARLY and second.sort in _YEARLY and first.shift is None and second.shift is None:
        turns = _in_year(first) > _in_year(second)
        if first.year is None and second.year is not None:
            first = replace(first, year=second.year - (1 if turns else 0))
        elif first.year is not None and second.year is None:
            second = replace(second, year=first.year + (1 if turns else 0))
    return first, second


def _in_year(anchor: Anchor) -> tuple[int, int]:
    month = anchor.month if anchor.month is not None else 3 + 3 * (anchor.season or 0)
    return month, anchor.day or 0


def _bounded(text: str, small: str, one: Found, matcher: Matcher, said_at: datetime | None) -> TimeMention | None:
    named = resolve(one.anchor, said_at, ahead=one.ahead)
    if named is None:
        return None
    start, end, bound = one.start, one.end, Bound.AT
    before = small[max(0, start - _BEFORE) : start]
    # "What have you been up to lately" sets no bound.
    for pattern, side in matcher.bounds if one.anchor.sort is not Sort.VAGUE else ():
        if told := pattern.search(before):
            start, bound = start - len(before) + told.start(), side
            break
    else:
        for pattern, side in matcher.bounds_after:
            if told := pattern.match(small, end):
                end, bound = told.end(), side
                break
    mention = TimeMention(
        start=start,
        end=end,
        text=text[start:end],
        period=_take_side(named, bound),
        relative=one.anchor.relative,
        bound=bound,
        anchor=one.anchor,
        ahead=one.ahead,
    )
    return _led(text, small, mention, named, matcher) or mention


def _take_side(named: Period, bound: Bound) -> Period:
    if bound is Bound.SINCE:
        return Period(named.start, None, named.grain)
    if bound is Bound.UNTIL:
        return Period(None, named.end, named.grain)
    if bound is Bound.BEFORE:
        return Period(None, named.start, named.grain)
    if bound is Bound.AFTER:
        return Period(named.end, None, named.grain)
    return named


def _led(text: str, small: str, mention: TimeMention, named: Period, matcher: Matcher) -> TimeMention | None:
    """Read "the week before 9 June": what counts from the time that is named."""
    if matcher.lead is None or mention.bound not in (Bound.BEFORE, Bound.AFTER) or named.start is None:
        return None
    before = small[max(0, mention.start - _BEFORE) : mention.start]
    lead = matcher.lead.search(before)
    if lead is None:
        return None
    shift = -1 if mention.bound is Bound.BEFORE else 1
    told = lead.groupdict()
    means = Anchor(Sort.DISTANCE if told.get("n") else Sort.UNIT, Unit.DAY, shift=shift)
    if told.get("weekday"):
        means = Anchor(Sort.WEEKDAY, shift=shift)
    anchor = fill(Rule("", means), told, matcher.language)
    # After a time of some length is after its end.
    counted = named.start if shift < 0 or named.end is None else max(named.start, named.end - timedelta(days=1))
    period = resolve(anchor, counted) if anchor else None
    if anchor is None or period is None:
        return None
    start = mention.start - len(before) + lead.start()
    return replace(
        mention,
        start=start,
        text=text[start : mention.end],
        period=period,
        bound=Bound.AT,
        anchor=anchor,
        counted_from=counted,
    )
