"""What became of a memory so far, and what will if nobody uses it: its curve, and the days it fades and is archived."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.answer import AccessKind
from core.model.kept import CurvePoint, Recurrence, Use
from core.model.memory import Memory, State

USES = frozenset({AccessKind.CITED, AccessKind.OPENED, AccessKind.CONFIRMED})
"""What counts as a use. To be retrieved does not."""

_DAY = 86_400.0
_FADED_BELOW, _ARCHIVED_BELOW = 0.3, 0.05
_POINTS = 160
_AHEAD_SHARE = 0.6
_LEAST_AHEAD_DAYS, _MOST_AHEAD_DAYS = 30.0, 3 * 365.0


@dataclass(frozen=True, slots=True)
class Fate:
    """`retention` today, 0..1; when it will fade and be archived, None where it will not; the curve of it all."""

    retention: float
    fades_at: datetime | None
    archived_at: datetime | None
    curve: tuple[CurvePoint, ...]


def retention(stability: float, idle_days: float) -> float:
    """R = exp(-t / S), 0..1; t and S in days."""
    return math.exp(-max(0.0, idle_days) / stability) if stability > 0 else 0.0


def retention_of(memory: Memory, now: datetime) -> float:
    """How much of a memory is retained, 0..1; what is pinned is whole."""
    if memory.pinned:
        return 1.0
    return retention(memory.strength.stability, _days(memory.strength.reinforced_at, now))


def foresee(memory: Memory, uses: Sequence[Use], recurrence: Recurrence | None, now: datetime) -> Fate:
    """What became of a memory, and what will. `uses` in any order; `recurrence` holds it until it comes back."""
    held = memory.pinned or (recurrence is not None and recurrence.next_at > now)
    stands = memory.state in (State.ACTIVE, State.FADED) and not held
    fades_at = _falls_below(memory, _FADED_BELOW) if stands and memory.state is State.ACTIVE else None
    archived_at = _falls_below(memory, _ARCHIVED_BELOW) if stands else None
    return Fate(
        retention_of(memory, now),
        None if fades_at is None else max(fades_at, now),
        None if archived_at is None else max(archived_at, now),
        _curve(memory, uses, now, fades_at),
    )


def _falls_below(memory: Memory, level: float) -> datetime | None:
    days = -math.log(level) * memory.strength.stability
    try:
        return memory.strength.reinforced_at + timedelta(days=days)
    except OverflowError:
        return None


def _curve(memory: Memory, uses: Sequence[Use], now: datetime, fades_at: datetime | None) -> tuple[CurvePoint, ...]:
    begin = min(memory.stored_at, now)
    behind = _days(begin, now)
    ahead = behind * _AHEAD_SHARE if fades_at is None else 1.25 * _days(now, fades_at)
    end = now + timedelta(days=min(max(ahead, _LEAST_AHEAD_DAYS), _MOST_AHEAD_DAYS))
    turns = [begin, *sorted(use.at for use in uses if use.kind in USES and begin < use.at < now)]
    last = memory.strength.reinforced_at
    if begin < last < now and abs(_days(turns[-1], last)) * _DAY > 1:
        turns.append(last)
    points: list[CurvePoint] = []
    for start, stop in zip(turns, [*turns[1:], end], strict=True):
        steps = max(2, round(_POINTS * _days(start, stop) / max(_days(begin, end), 1e-9)))
        for step in range(steps + 1):
            at = start + (stop - start) * (step / steps)
            kept = 1.0 if memory.pinned else retention(memory.strength.stability, _days(start, at))
            points.append(CurvePoint(at, kept))
    return tuple(points)


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / _DAY
