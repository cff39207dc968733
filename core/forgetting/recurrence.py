"""Memories that come back in long cycles, and are held until they do."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from core.model.kept import Recurrence
from core.model.retention import days_between

_GRACE = 0.1
"""How much of a cycle after its date a memory may still be wanted."""


def next_date(recurrence: Recurrence, after: datetime) -> datetime:
    """The first of its dates after a moment, from the one that is noted on."""
    passed = math.floor(days_between(recurrence.next_at, after) / recurrence.days) + 1
    return recurrence.next_at + timedelta(days=max(0, passed) * recurrence.days)


def held_until(recurrence: Recurrence, last_used: datetime) -> datetime:
    """Until when a memory is held: its next two dates after it was last used have to pass without a use."""
    return next_date(recurrence, last_used) + timedelta(days=recurrence.days * (1 + _GRACE))
