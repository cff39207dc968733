"""Memories that come back in long cycles, and are held until they do.

They are told by their words (a birthday, taxes, "every year"), or by their uses: what was wanted again after about a
year will be after another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.model.kept import Recurrence
from core.model.memory import Memory
from core.model.period import Grain
from core.model.retention import days_between
from core.understanding.recurring import YEAR, read_recurring

_GRACE = 0.1
"""How much of a cycle after its date a memory may still be wanted."""
_ABOUT = 35.0
"""How many days a use may lie from a year after another."""
_TELLS_A_DATE = frozenset({Grain.INSTANT, Grain.DAY, Grain.WEEKEND, Grain.WEEK, Grain.MONTH, Grain.SEASON})


def find_recurrence(memory: Memory, uses: Sequence[datetime]) -> Recurrence | None:
    """Whether a memory comes back, and when next after it was last used. `uses` are the times of its uses."""
    said_at = memory.said_at or memory.stored_at
    dated = memory.true_from if memory.true_grain in _TELLS_A_DATE else None
    told = read_recurring(memory.text, said_at, dated)
    last = memory.strength.reinforced_at
    if told is not None:
        return _from(last, Recurrence(told.days, told.date, told.reason))
    apart = _a_year_apart([said_at, *uses])
    if apart is None:
        return None
    earlier, later = apart
    days = f"{earlier.day} {earlier:%B %Y} and {later.day} {later:%B %Y}"
    return _from(last, Recurrence(YEAR, later, f"It was wanted again after about a year: {days}."))


def next_date(recurrence: Recurrence, after: datetime) -> datetime:
    """The first of its dates after a moment."""
    passed = math.floor(days_between(recurrence.next_at, after) / recurrence.days) + 1
    return recurrence.next_at + timedelta(days=passed * recurrence.days)


def held_until(recurrence: Recurrence, last_used: datetime) -> datetime:
    """Until when a memory is held: its next two dates after it was last used have to pass without a use."""
    return next_date(recurrence, last_used) + timedelta(days=recurrence.days * (1 + _GRACE))


def _from(last: datetime, found: Recurrence) -> Recurrence:
    return Recurrence(found.days, next_date(found, last), found.reason)


def _a_year_apart(moments: Sequence[datetime]) -> tuple[datetime, datetime] | None:
    """The last two moments that lie about a year apart, with nothing between them but what is near to one of them.

    What is wanted all year round has such pairs too, and comes back by itself.
    """
    ordered = sorted(moments)
    for later in reversed(ordered):
        near = [one for one in ordered if abs(days_between(one, later) - YEAR) <= _ABOUT]
        if near:
            earlier = near[-1]
            between = [one for one in ordered if earlier < one < later]
            if all(min(days_between(earlier, one), days_between(one, later)) <= _ABOUT for one in between):
                return earlier, later
    return None
