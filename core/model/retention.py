"""How much of a memory is still there: retention R = exp(-t / S), after Ebbinghaus, with t and S in days.

Ebbinghaus measured how much work learning again saved after a while ("Über das Gedächtnis", 1885, chapter 7); the
exponential with a stability S is the usual short form (Woźniak, Gorzelańczyk & Murakowski 1995). S is the number of
days after which R has fallen to 1/e. How S grows with use is decided by `core.forgetting`.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from core.model.memory import Strength

DAY_MS = 86_400_000.0

_TRIVIAL, _VITAL = 14.0, 365.0
"""Stability at birth, in days, of what has no significance at all and of what has all of it."""


def retention(stability: float, days: float) -> float:
    """R in 0..1 after `days` without use (a negative number counts as none); `stability` is above 0."""
    return math.exp(-max(0.0, days) / stability)


def retained(strength: Strength, at: datetime, *, pinned: bool = False) -> float:
    """R of a memory at a moment, in 0..1. What is pinned never fades, and before its last use nothing had faded."""
    return 1.0 if pinned else retention(strength.stability, days_between(strength.reinforced_at, at))


def falls_to(strength: Strength, level: float) -> datetime:
    """When R will have fallen to `level` (above 0, up to 1) if the memory is not used; years past 9999 are capped."""
    days = strength.stability * -math.log(level)
    try:
        return strength.reinforced_at + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=strength.reinforced_at.tzinfo)


def birth_stability(significance: float) -> float:
    """S of a new memory, in days: two weeks for what means nothing, a year for what means everything (0..1)."""
    return float(_TRIVIAL * (_VITAL / _TRIVIAL) ** min(max(significance, 0.0), 1.0))


def days_between(earlier: datetime, later: datetime) -> float:
    """Days from one moment to another, negative when they stand the other way round."""
    return (later - earlier) / timedelta(days=1)
