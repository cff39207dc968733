"""When something that was written down took place: the days it may have been, and the days a question asks about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.model.period import Grain, Period
from core.understanding.times.mention import Bound, Sort, TimeMention
from core.understanding.times.reading import read_times

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ON_WEEKDAYS = re.compile(rf"\bon (?:a |an |any |the )?({'|'.join(_WEEKDAYS)})s?\b(?! \d)", re.IGNORECASE)
_ON_WEEKENDS = re.compile(r"\b(?:on|at) (?:the )?weekends?\b", re.IGNORECASE)
_PLAIN_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_LINKS = re.compile(
    r"\s*\b(?:in|on|during|over(?= the\b)|at|since|before|after|until|between|within|throughout|of|from)?"
    r"(?: ?\bthe)?\s*$",
    re.IGNORECASE,
)
# "Called about Christmas", "tickets for May": what it was about, not when it was.
_TOPIC = re.compile(r"\b(?:about|for|of|regarding)(?: the)? *$", re.IGNORECASE)
_MONTH_CUE = re.compile(r"\b(?:in|during|throughout|early|late|mid) *$", re.IGNORECASE)
# "Tired after yesterday's swim": the swim was yesterday, not after it.
_OWNED_AFTER = re.compile(r"\b(?:after|before|since|from|until)(?= (?:last )?\w+['’]s\b)", re.IGNORECASE)
_FINE = frozenset({Grain.INSTANT, Grain.DAY})


@dataclass(frozen=True, slots=True)
class Moment:
    """From one day to another, both included: the same where the day is known."""

    first: date
    last: date

    @property
    def day(self) -> date | None:
        return self.first if self.first == self.last else None


@dataclass(frozen=True, slots=True)
class Asked:
    """The days a question asks about. `words` is the question without the words for them."""

    words: str
    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = frozenset()

    @property
    def limited(self) -> bool:
        return self.first is not None or self.last is not None or bool(self.weekdays)

    def holds(self, moment: Moment) -> bool | None:
        """Whether a moment lies within; None where it may or may not."""
        first, last = self.first or date.min, self.last or date.max
        if moment.last < first or moment.first > last:
            return False
        if moment.first < first or moment.last > last:
            return None
        if not self.weekdays:
            return True
        days = {(moment.first + timedelta(n)).weekday() in self.weekdays for n in range(min(7, _length(moment)))}
        return days.pop() if len(days) == 1 else None


def _length(moment: Moment) -> int:
    return (moment.last - moment.first).days + 1


def asked_days(question: str, now: datetime) -> Asked | None:
    """The days a question asks about; None where it names a time that cannot be laid on the calendar so simply."""
    weekdays: frozenset[int] = frozenset()
    if found := _ON_WEEKDAYS.search(question):
        weekdays = frozenset({_WEEKDAYS.index(found[1].casefold())})
    elif found := _ON_WEEKENDS.search(question):
        weekdays = frozenset({5, 6})
    if found:
        question = question[: found.start()] + question[found.end() :]
    mentions = read_times(question, now, "en")
    if not mentions:
        return Asked(question, weekdays=weekdays)
    if len(mentions) > 1:
        return None
    mention = mentions[0]
    if mention.period.grain is Grain.VAGUE or mention.bound is Bound.WHEN:
        return None
    days = _days_of(mention.period)
    cut = _without(question, mention)
    return Asked(cut, days[0], days[1], weekdays)


def _without(question: str, mention: TimeMention) -> str:
    before = _LINKS.sub("", question[: mention.start])
    return f"{before} {question[mention.end :].lstrip()}".strip()


def _days_of(period: Period) -> tuple[date | None, date | None]:
    """First and last day; the end of a period is not in it."""
    first = None if period.start is None else period.start.date()
    if period.end is None:
        return first, None
    last = period.end.date()
    if period.end.time() == time() and (period.start is None or period.end > period.start):
        last -= timedelta(1)
    return first, last


def day_written(heading: str, title: str) -> datetime | None:
    """The day a diary's heading, or failing it its title, names: noon of it."""
    for words in (*reversed(heading.split(" › ")), title):
        for mention in read_times(words, None, "en"):
            if mention.period.grain in _FINE and mention.period.start is not None:
                return datetime.combine(mention.period.start.date(), time(12), UTC)
        if found := _PLAIN_DATE.search(words):
            try:
                return datetime(int(found[1]), int(found[2]), int(found[3]), 12, tzinfo=UTC)
            except ValueError:
                continue
    return None


def _beside_the_point(sentence: str, mention: TimeMention) -> bool:
    """Whether words for a time are what something was about or for, or a name ("a novel by Jan Weber")."""
    before = sentence[: mention.start]
    if _TOPIC.search(before) or mention.text.lower().startswith("for "):
        return True
    return mention.text.isalpha() and mention.anchor.sort is Sort.MONTH and not _MONTH_CUE.search(before)


def _blanked(match: re.Match[str]) -> str:
    return "-" * len(match[0])


def moment_of(sentence: str, start: int, end: int, said: datetime) -> Moment | None:
    """When the clause from `start` to `end` of a sentence says it was; None: not in the past, or nobody can tell.

    Words for a time in the clause itself go before those in the rest of the sentence.
    """
    today = said.date()
    read = read_times(_OWNED_AFTER.sub(_blanked, sentence), said, "en")
    mentions = [m for m in read if m.bound is Bound.AT and not _beside_the_point(sentence, m)]
    mine = [m for m in mentions if m.start < end and m.end > start] or mentions
    past = [m for m in mine if m.period.start is not None and m.period.start.date() <= today]
    if mine and not past:
        return None
    if not past:
        return Moment(today, today)
    # The finest is what was meant: "last summer, on 3 July".
    mention = min(past, key=lambda m: (m.period.grain not in _FINE, m.start))
    first, last = _days_of(mention.period)
    if first is None or last is None:
        return Moment(today, today)
    return Moment(min(first, last), min(max(first, last), today))
