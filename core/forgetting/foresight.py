"""What became of a memory so far, and what will if nobody uses it: its curve, and the days it fades and is archived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.forgetting.curve import CURVE
from core.forgetting.recurrence import held_until
from core.forgetting.stages import archived_at, fades_at
from core.forgetting.use import USES
from core.model.kept import CurvePoint, Recurrence, Use
from core.model.memory import Memory, Source, Strength
from core.model.retention import birth_stability, days_between, retained

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


def foresee(memory: Memory, source: Source, uses: Sequence[Use], recurrence: Recurrence | None, now: datetime) -> Fate:
    """What became of a memory, and what will. `uses` in any order; `recurrence` holds it until it comes back."""
    held = None if recurrence is None else held_until(recurrence, memory.strength.reinforced_at)
    fades, archived = fades_at(memory, held), archived_at(memory, source, held)
    return Fate(
        retained(memory.strength, now, pinned=memory.pinned),
        None if fades is None else max(fades, now),
        None if archived is None else max(archived, now),
        _curve(memory, [use.at for use in uses if use.kind in USES], now, fades),
    )


def _curve(memory: Memory, uses: Sequence[datetime], now: datetime, fades: datetime | None) -> tuple[CurvePoint, ...]:
    """R from when a memory was stored to a while after `now`, with a step up at each use.

    What is kept of its strength is the truth: the last stretch is drawn from that. The stretches before are worked out
    again from its birth, and come as near as what is still known of its uses allows.
    """
    begin, behind = memory.stored_at, days_between(memory.stored_at, now)
    ahead = behind * _AHEAD_SHARE if fades is None else 1.25 * days_between(now, fades)
    end = now + timedelta(days=min(max(ahead, _LEAST_AHEAD_DAYS), _MOST_AHEAD_DAYS))
    day = days_between(begin, end) / _POINTS
    if memory.pinned:
        return CurvePoint(begin, 1.0), CurvePoint(end, 1.0)
    last = memory.strength
    strength = Strength(birth_stability(memory.significance), begin)
    points: list[CurvePoint] = []
    for use in sorted(one for one in uses if begin < one < last.reinforced_at):
        points += _stretch(strength, use, day)
        strength = CURVE.reinforce(strength, use)
    if last.reinforced_at > strength.reinforced_at:
        points += _stretch(strength, last.reinforced_at, day)
    return (*points, *_stretch(last, max(end, last.reinforced_at), day))


def _stretch(strength: Strength, until: datetime, day: float) -> list[CurvePoint]:
    """R from the last use up to `until`, a point about every so many days."""
    since = strength.reinforced_at
    steps = max(2, round(days_between(since, until) / max(day, 1e-9)))
    moments = [since + (until - since) * (step / steps) for step in range(steps + 1)]
    return [CurvePoint(at, retained(strength, at)) for at in moments]
