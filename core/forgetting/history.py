"""The strength of a memory over time, as it can be drawn: from the day it was stored, through its uses, onwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.forgetting.curve import CURVE, Curve
from core.model.kept import CurvePoint
from core.model.memory import Memory, Strength
from core.model.retention import birth_stability, retained

_POINTS = 24
"""Between two uses; the curve is smooth, so a few will do."""


def retrace(
    memory: Memory, uses: Sequence[datetime], until: datetime, *, curve: Curve = CURVE, points: int = _POINTS
) -> tuple[CurvePoint, ...]:
    """R from when a memory was stored to `until`, with a step up at each use, oldest first.

    `uses` are the times of its uses. What is kept of its strength is the truth: the last stretch, from its last use on,
    is drawn from that; the stretches before are worked out again from its birth and come as near as the log allows.
    """
    if memory.pinned:
        return CurvePoint(memory.stored_at, 1.0), CurvePoint(max(until, memory.stored_at), 1.0)
    last = memory.strength
    strength = Strength(birth_stability(memory.significance), memory.stored_at)
    drawn: list[CurvePoint] = []
    for use in sorted(one for one in uses if memory.stored_at < one < last.reinforced_at):
        drawn += _stretch(strength, strength.reinforced_at, use, points)
        strength = curve.reinforce(strength, use)
    if last.reinforced_at > strength.reinforced_at:
        drawn += _stretch(strength, strength.reinforced_at, last.reinforced_at, points)
    return (*drawn, *_stretch(last, last.reinforced_at, max(until, last.reinforced_at), points))


def _stretch(strength: Strength, since: datetime, until: datetime, points: int) -> list[CurvePoint]:
    if until <= since:
        return [CurvePoint(since, retained(strength, since))]
    step = (until - since) / points
    return [CurvePoint(since + step * n, retained(strength, since + step * n)) for n in range(points + 1)]
