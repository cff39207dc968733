"""Finds the times that a text speaks of.

Only rules whose word is in the text are tried, so a text without times costs little more than cutting it into words.
Where readings overlap the longest wins, and a reading that turns out to be no time ("every Friday", "99999999999 years
ago") still keeps shorter ones from its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime

from core.understanding.times.calendar_days import MONTHS_IN_YEAR, month_length
from core.understanding.times.languages import matcher_for
from core.understanding.times.matching import Matcher, ReadyRule, fill, words_of
from core.understanding.times.mention import Anchor, Sort, TimeMention, Unit
from core.understanding.times.spans import Found, combine

_BEFORE = 40
"""How far back a preposition, an "every" or a "since" may reach."""

_SENTENCE = 150
"""How far a sentence is followed to either side, so that a text without full stops costs no more."""

_SENTENCE_END = re.compile(r"[.!?;…](?=\s|$)|[\n。！？；]")


@dataclass(frozen=True, slots=True)
class Readings:
    """What was found before it is set on the calendar: times, and dates that do not exist (start, end)."""

    found: list[Found]
    impossible: list[tuple[int, int]]


def read_times(
    text: str, said_at: datetime | None, language: str | None = None, *, coming: bool = False
) -> list[TimeMention]:
    """Return the times that `text` speaks of, in its order, none overlapping another.

    Args:
        text: any text.
        said_at: when it was said, aware (a naive one is taken as UTC); without it only times that name their year are
            found.
        language: its code; None: told from the text.
        coming: what is told is what is to come: "on 4 July", with no word of the past, is the next one.
    """
    small = lower(text)
    matcher = matcher_for(small, language)
    if matcher is None:
        return []
    said = said_at.replace(tzinfo=UTC) if said_at is not None and said_at.tzinfo is None else said_at
    found = find(text, small, matcher).found
    if coming:
        found = [one if one.ahead or _tells(small, one, matcher) else replace(one, ahead=True) for one in found]
    return combine(text, small, found, matcher, said)


def _tells(small: str, found: Found, matcher: Matcher) -> bool:
    """Whether the sentence around a time has a word of the past."""
    first, after = sentence_bounds(small, found.start, found.end)
    return matcher.tells(small[first:after])


def lower(text: str) -> str:
    """Small letters and plain apostrophes, character by character, so that places in both texts are the same."""
    small = text.lower().replace("’", "'")
    if len(small) == len(text):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text).replace("’", "'")


def find(text: str, small: str, matcher: Matcher) -> Readings:
    """Return what the rules of a language find in a text (`small`: in small letters)."""
    read = []
    for ready in matcher.rules_for(words_of(small, spaced=matcher.language.spaced)):
        for match in ready.pattern.finditer(small):
            if match.end() > match.start():
                read += _read(text, small, match, ready, matcher)
    # Of two readings with the same words the first rule's stays: the sort is stable.
    read.sort(key=lambda one: one[0] - one[1])
    taken: list[tuple[int, int, Anchor | None, bool]] = []
    covered = bytearray(len(small))
    for one in read:
        start, end = one[:2]
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            taken.append(one)
    taken.sort(key=lambda one: one[0])
    found = [Found(start, end, anchor, ahead) for start, end, anchor, ahead in taken if anchor and _exists(anchor)]
    impossible = [(start, end) for start, end, anchor, _ in taken if anchor and not _exists(anchor)]
    return Readings(found, impossible)


def _read(
    text: str, small: str, match: re.Match[str], ready: ReadyRule, matcher: Matcher
) -> list[tuple[int, int, Anchor | None, bool]]:
    start, end = match.span()
    before = small[max(0, start - _BEFORE) : start]
    if ready.rule.cued and not matcher.cue.search(before):
        return []
    if not _capitals_fit(text, small, match, ready, matcher):
        return []
    anchor = None if matcher.habit.search(before) else fill(ready.rule, match.groupdict(), matcher.language)
    ahead = False
    if anchor is not None and (ready.rule.future or not anchor.shift):
        first, after = sentence_bounds(small, start, end)
        ahead = matcher.speaks_of_future(small[first:after], start - first)
        if anchor.unit is Unit.WEEKEND and anchor.shift == 0 and not ahead and matcher.tells(small[first:after]):
            # "This weekend" of one who tells of it on a Monday is the one that was.
            anchor = replace(anchor, shift=None)
    if ready.rule.future and not ahead:
        return []
    return [(start, end, anchor, ahead)]


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends in which the characters from `start` to `end` stand."""
    begins = max(0, start - _SENTENCE)
    for stop in _SENTENCE_END.finditer(text, begins, start):
        begins = stop.end()
    ends = _SENTENCE_END.search(text, end, end + _SENTENCE)
    return begins, ends.end() if ends else min(len(text), end + _SENTENCE)


def _capitals_fit(text: str, small: str, match: re.Match[str], ready: ReadyRule, matcher: Matcher) -> bool:
    """Whether "may", "sun" and the like are written as a name, or stand beside a number that makes them one."""
    groups: Mapping[str, str | None] = match.groupdict()
    for slot in ("month", "weekday"):
        word = groups.get(slot)
        if word is None or word not in matcher.language.proper or text[match.start(slot)].isupper():
            continue
        # "7 may" and "may 2023" are dates in small letters too; "may 7" may be "may seven people come".
        day_first = groups.get("day") is not None and match.start("day") < match.start(slot)
        dated = groups.get("year") is not None or day_first
        # Who writes no capitals at all writes "in may".
        if not dated and not (ready.rule.cued and slot == "month" and text == small):
            return False
    return True


def _exists(anchor: Anchor) -> bool:
    """Whether there can be such a date at all: not 30 February, not month 13."""
    if anchor.sort is not Sort.DATE:
        return anchor.month is None or 1 <= anchor.month <= MONTHS_IN_YEAR
    last = anchor.last_day or anchor.day or 1
    if anchor.month is None:
        return 1 <= last <= 31
    # Without a year a leap year may be meant.
    year = 2000 if anchor.year is None else anchor.year
    in_calendar = MINYEAR <= year <= MAXYEAR and 1 <= anchor.month <= MONTHS_IN_YEAR and 1 <= (anchor.day or 1) <= last
    return in_calendar and last <= month_length(year, anchor.month)
