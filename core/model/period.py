"""Stretches of time: when something was true, or which time a question asks about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Grain(StrEnum):
    """How exactly a period was told: "at 14:30", "yesterday", "last weekend", … , "a while ago"."""

    INSTANT = "instant"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`, both aware; None where that side is open ("since 2019", "until May").

    Raises:
        ValueError: `end` lies before `start`.
    """

    start: datetime | None
    end: datetime | None
    grain: Grain

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"a period cannot end at {self.end} before it starts at {self.start}")

    def overlaps(self, other: Period) -> bool:
        """Whether the two share an instant; an instant of no length counts as being there."""
        return _begins_before(self, other) and _begins_before(other, self)


def _begins_before(first: Period, second: Period) -> bool:
    if first.start is None or second.end is None:
        return True
    return first.start < second.end or (first.start == second.end == second.start)
