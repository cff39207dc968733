"""Cutting what was said into events: where the talk turns to something else, pauses, or ends.

Texts are tiled by lexical cohesion (Hearst, "TextTiling", 1997), here by cohesion of meaning: the mean vectors of the
few messages before and after a gap are compared, and a gap is a border where their likeness falls into a valley. A long
pause and the end of a session are borders by themselves; a question and its answer are never parted otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BLOCK = 3
"""How many messages on each side of a gap are compared."""

LONGEST = 24
"""Messages of the longest event."""

PAUSE = timedelta(minutes=45)
_SHORTEST = 3
_SPREAD = 0.5
"""A valley is a border when its depth lies this many standard deviations above the mean."""

_ASKING = ("?", "？", "؟")


@dataclass(frozen=True, slots=True)
class Said:
    """One message, as far as borders go. `group` is its source and session; `vector` is None where there is none."""

    group: tuple[int, str]
    speaker: str
    said_at: datetime | None
    text: str
    vector: NDArray[np.float32] | None = None


def segment(said: Sequence[Said]) -> list[range]:
    """Return the events as ranges of places in `said`: in order, without gaps, none empty, none longer than `LONGEST`.

    No event holds messages of two groups, or of both sides of a pause.
    """
    events: list[range] = []
    begin = 0
    for place in range(1, len(said) + 1):
        if place == len(said) or _parted(said[place - 1], said[place]):
            events += _tile(said, begin, place)
            begin = place
    return events


def depths(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each gap how deep a valley of likeness it lies in, 0 and up: half the climb to the peaks beside it."""
    result = np.zeros(len(likeness))
    for gap, value in enumerate(likeness):
        left = right = value
        for other in likeness[:gap][::-1]:
            if other < left:
                break
            left = other
        for other in likeness[gap + 1 :]:
            if other < right:
                break
            right = other
        result[gap] = (left - value + right - value) / 2
    return result


def _parted(before: Said, after: Said) -> bool:
    if before.group != after.group:
        return True
    if before.said_at is None or after.said_at is None:
        return False
    return abs(after.said_at - before.said_at) > PAUSE


def _tile(said: Sequence[Said], begin: int, end: int) -> list[range]:
    borders = [0, *_valleys(said[begin:end]), end - begin]
    tiles: list[range] = []
    for first, last in pairwise(borders):
        # What runs on for long without a valley is cut into even parts.
        parts = -(-(last - first) // LONGEST)
        cuts = np.linspace(first, last, parts + 1).round().astype(int).tolist() if parts else []
        tiles += [range(begin + a, begin + b) for a, b in pairwise(cuts)]
    return tiles


def _valleys(said: Sequence[Said]) -> list[int]:
    """The places of messages that begin something else."""
    if len(said) < 2 * _SHORTEST:
        return []
    rows = _matrix(said)
    if rows is None:
        return []
    likeness = np.array([_likeness(rows, gap) for gap in range(1, len(said))])
    depth = depths(likeness)
    bar = depth.mean() + _SPREAD * depth.std()
    chosen: list[int] = []
    for gap in sorted(range(1, len(said)), key=lambda gap: (-depth[gap - 1], gap)):
        if depth[gap - 1] <= bar or said[gap - 1].text.rstrip().endswith(_ASKING):
            continue
        if all(abs(gap - other) >= _SHORTEST for other in (0, len(said), *chosen)):
            chosen.append(gap)
    return sorted(chosen)


def _likeness(rows: NDArray[np.float32], gap: int) -> float:
    before, after = rows[max(0, gap - BLOCK) : gap].mean(axis=0), rows[gap : gap + BLOCK].mean(axis=0)
    length = float(np.linalg.norm(before) * np.linalg.norm(after))
    return float(before @ after) / length if length > 0 else 0.0


def _matrix(said: Sequence[Said]) -> NDArray[np.float32] | None:
    """The vectors of all, zeros where there is none; None where there are too few to go by."""
    known = [one.vector for one in said if one.vector is not None]
    if len(known) * 2 < len(said):
        return None
    missing = np.zeros_like(known[0])
    return np.stack([missing if one.vector is None else one.vector for one in said])
