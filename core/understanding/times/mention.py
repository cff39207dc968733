"""What is found in a text before and after it is set on the calendar: an anchor, and a mention with its period.

An anchor holds the meaning of "last Friday" or "7 May" and is the same in every language; the tables of a language say
which words make which anchor, `resolution` sets anchors on the calendar, `wording` puts them into words again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto

from core.model.period import Period


class Sort(Enum):
    """How an anchor finds its place on the calendar. The fields of `Anchor` that count are in brackets."""

    DAY = auto()  # yesterday [shift in days]
    UNIT = auto()  # last week, this month [unit, shift; part]
    DISTANCE = auto()  # two weeks ago, in 3 days [unit, count, shift for the direction]
    STRETCH = auto()  # the last three months [unit, count, shift for the direction]
    WEEKDAY = auto()  # last Friday [weekday, shift]
    MONTH = auto()  # March 2023, last March [month, year or shift; part]
    SEASON = auto()  # summer 2022, last summer [season, year or shift]
    DATE = auto()  # 7 May 2023, 5–9 June, the 5th [day, last_day, month, year or shift]
    NTH = auto()  # the first weekend of August [nth, unit, month, year]
    YEAR = auto()  # 2019 [year; part]
    DECADE = auto()  # the 90s [year, the first; part]
    VAGUE = auto()  # the other day [count in days, shift for the direction]


class Unit(Enum):
    MINUTE = auto()
    HOUR = auto()
    DAY = auto()
    WEEKEND = auto()
    WEEK = auto()
    MONTH = auto()
    YEAR = auto()
    DECADE = auto()


class Part(StrEnum):
    """A third of a month, year, …"""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


class Bound(StrEnum):
    """On which side of the named time a mention lies. WHEN is for events only: "when we moved"."""

    AT = "at"
    SINCE = "since"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"
    WHEN = "when"


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `low` and `high` differ where the words leave it open: "a few"."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Anchor:
    """The meaning of a time phrase, without language and not yet on the calendar.

    `shift` is negative for what lies back (last), 0 for what holds now (this), positive for what is ahead (next), and
    None where the words do not say ("on Friday", "in March"). `weekday` counts from Monday as 0, `season` from spring
    as 0, `nth` from 1, with -1 for the last. `hour` and `minute` narrow a day down to an instant. `follows`: it counts
    from the time that was told before it ("the week before"), if there is one.
    """

    sort: Sort
    unit: Unit | None = None
    count: Count | None = None
    shift: int | None = None
    weekday: int | None = None
    season: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    nth: int | None = None
    part: Part | None = None
    hour: int | None = None
    minute: int = 0
    follows: bool = False

    @property
    def relative(self) -> bool:
        """Whether the calendar alone cannot place it."""
        return self.year is None


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time that a text speaks of: `text` is its characters from `start` up to, not including, `end`.

    Attributes:
        period: the stretch that is meant, bound included: "since 2019" is open at its end.
        relative: the moment it was said had to be known to place it.
        bound: the side of the anchor that is meant.
        anchor: the meaning of the words, for wording it again.
        until: the anchor at the other end of a span that was told by two.
        ahead: the sentence speaks of the future, so words that leave the direction open were read as coming.
        counted_from: the moment that the words count from where it is another time in the text, as it is in "the week
            before 9 June".
    """

    start: int
    end: int
    text: str
    period: Period
    relative: bool
    bound: Bound
    anchor: Anchor
    until: Anchor | None = None
    ahead: bool = False
    counted_from: datetime | None = None
