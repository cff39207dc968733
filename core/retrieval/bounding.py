"""Time bounded by an event: "before we moved" asks about the time before whatever memory tells of the move."""

from __future__ import annotations

from datetime import datetime

from core.model.memory import Memory
from core.model.period import Grain, Period
from core.understanding.times import Bound


def place_event(told: Memory | None) -> datetime | None:
    """When the event happened that a memory tells of: when it was true, else when it was said; None if neither."""
    if told is None:
        return None
    return told.true_from or told.said_at


def bound_by(moment: datetime, bound: Bound | None) -> Period | None:
    """The stretch that lies on the named side of `moment`; None for "when we moved", which the words find better."""
    if bound in (Bound.BEFORE, Bound.UNTIL):
        return Period(None, moment, Grain.DAY)
    if bound in (Bound.AFTER, Bound.SINCE):
        return Period(moment, None, Grain.DAY)
    return None
