"""What a question asks about time: when, how long, or something else within a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.period import Grain, Period
from core.understanding.times.given import impossible_dates
from core.understanding.times.mention import Bound, Sort, TimeMention
from core.understanding.times.question_words import QuestionWords, question_words
from core.understanding.times.reading import lower, read_times
from core.understanding.tongue import tell_tongue

_LONGEST = 2000
"""How many characters of a question are read for time: what is longer is no question, and must not take longer."""

_YEARLY = (Sort.MONTH, Sort.SEASON, Sort.DATE, Sort.NTH)


class Asks(StrEnum):
    """What a question wants to know of time."""

    WHEN = "when"
    HOW_LONG = "how long"
    HOW_LONG_AGO = "how long ago"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """The time in a question.

    Attributes:
        asks: what it wants to know.
        grain_asked: how exactly: YEAR for "which year" and "how many years"; None where it does not say.
        period: the stretch it asks about; None where it names none that can be placed.
        any_year: `period` recurs every year, and its year was not said: "in March" is the latest March.
        event: the words of the event that bounds the time ("we moved" of "before we moved"), else "".
        event_bound: the side of the event that is asked about; None without an event.
        invalid: the words of a date that does not exist, else "".
        language: the code of the language it was read in.
    """

    asks: Asks
    grain_asked: Grain | None
    period: Period | None
    any_year: bool
    event: str
    event_bound: Bound | None
    invalid: str
    language: str


def read_question_time(text: str, now: datetime, language: str | None = None) -> QuestionTime:
    """Read the time in a question.

    Args:
        text: the question, in any language; one whose words are not known asks nothing about time.
        now: what "last month" counts from, aware.
        language: its code; None: told from the text.
    """
    read = text[:_LONGEST]
    code = language or tell_tongue(read)
    small = lower(read)
    words = question_words(code)
    asks, grain = _read_asking(small, words)
    mentions = [mention for mention in read_times(read, now, code) if not _only_asks(small, mention, words)]
    named = min(mentions, key=lambda mention: mention.period.grain is Grain.VAGUE, default=None)
    event, event_bound = _read_event(read, small, words, asks, mentions)
    invalid = next(iter(impossible_dates(read, code)), "")
    return QuestionTime(
        asks=asks,
        grain_asked=grain,
        period=None if named is None else named.period,
        any_year=named is not None and _recurs(named),
        event=event,
        event_bound=event_bound,
        invalid=invalid,
        language=code,
    )


def _read_asking(small: str, words: QuestionWords) -> tuple[Asks, Grain | None]:
    counted = next((grain for pattern, grain in words.counted if pattern.search(small)), None)
    if words.how_long_ago.search(small):
        return Asks.HOW_LONG_AGO, counted
    if counted is not None or words.how_long.search(small):
        return Asks.HOW_LONG, counted
    which = next((grain for pattern, grain in words.which if pattern.search(small)), None)
    if which is not None:
        return Asks.WHEN, which
    if words.when.search(small) and not words.not_when.search(small):
        return Asks.WHEN, None
    return Asks.NOTHING, None


def _only_asks(small: str, mention: TimeMention, words: QuestionWords) -> bool:
    """Whether the mention is of the asking words: the "long ago" of "how long ago"."""
    if mention.period.grain is not Grain.VAGUE:
        return False
    asking = (match for pattern in (words.how_long_ago, words.when) for match in pattern.finditer(small))
    return any(match.start() < mention.start and mention.end <= match.end() for match in asking)


def _recurs(mention: TimeMention) -> bool:
    ends = (mention.anchor, mention.until or mention.anchor)
    return not mention.ahead and all(
        end.sort in _YEARLY and end.year is None and end.shift is None and (end.month or end.season) is not None
        for end in ends
    )


def _read_event(
    text: str, small: str, words: QuestionWords, asks: Asks, mentions: list[TimeMention]
) -> tuple[str, Bound | None]:
    """The first bound that is an event and no time of the calendar."""
    first: tuple[int, str, Bound] | None = None
    for pattern, bound in words.events:
        for match in pattern.finditer(small):
            # The "when" that asks is no event.
            if bound is Bound.WHEN and asks is Asks.WHEN and _asks_here(small, match.start(), words):
                continue
            slot = next(name for name, value in match.groupdict().items() if value is not None)
            start, end = match.span(slot)
            if any(mention.start <= start < mention.end or match.start() == mention.start for mention in mentions):
                continue
            # A time that follows the event is not part of it: "before we moved last year".
            end = min([end, *(mention.start for mention in mentions if mention.start > start)])
            told = text[start:end].strip(" \t\n'\"“”")
            if told and (first is None or match.start() < first[0]):
                first = match.start(), told, bound
                break
    return ("", None) if first is None else first[1:]


def _asks_here(small: str, place: int, words: QuestionWords) -> bool:
    return any(match.start() <= place < match.end() for match in words.when.finditer(small))
