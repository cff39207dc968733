"""Tuning weights on questions whose answer is known: a conditional-likelihood fit that stays near where it began.

After EvolveMem (the whole configuration of retrieval as one record, tuned offline and put back when it got worse).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import Cancelled

_STEPS, _PACE = 60, 0.2
_PULL = 60.0
"""How strongly factors are held at 1: the precision of a normal prior on their logarithms."""
_LOWEST, _HIGHEST = 0.8, 1.25
"""What a factor may become in one night."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one question showed: `shares` of each channel for each hit, shape (hits, channels), and which are right.

    `teaches` says of which channels it can tell anything, shape (channels,); None for all.
    """

    shares: Matrix
    right: NDArray[np.bool_]
    weight: float = 1.0
    teaches: NDArray[np.bool_] | None = None

    def rank(self, factors: NDArray[np.float64]) -> int:
        """At which place, from 1, the first right hit stands with these factors; 0 where none is among the hits."""
        order = np.argsort(-(self.shares @ factors), kind="stable")
        places = np.flatnonzero(self.right[order])
        return int(places[0]) + 1 if len(places) else 0


def fit_factors(
    lessons: Sequence[Lesson], before: NDArray[np.float64], stop: threading.Event | None = None
) -> NDArray[np.float64]:
    """Return by what each channel's weight should be multiplied, shape (channels,), each within narrow bounds.

    Maximises the mean log-probability of a right hit under a softmax over the hits, with a pull on the logarithms of
    the factors together with those from `before`: a weight is drawn to its default, however many nights it moved away.

    Raises:
        Cancelled: `stop` was set.
    """
    taught = [lesson for lesson in lessons if lesson.right.any() and not lesson.right.all()]
    start, log = np.log(before), np.zeros(len(before))
    if not taught:
        return np.ones(len(before))
    total = sum(lesson.weight for lesson in taught)
    moved = np.any(
        [lesson.shares.any(axis=0) & (lesson.teaches is None or lesson.teaches) for lesson in taught], axis=0
    )
    for _ in range(_STEPS):
        if stop is not None and stop.is_set():
            raise Cancelled
        factors = np.exp(log)
        gradient = -_PULL / total * (start + log)
        for lesson in taught:
            score = lesson.shares @ factors
            odds = np.exp(score - score.max())
            every = odds / odds.sum()
            good = np.where(lesson.right, odds, 0.0)
            wanted = good / max(good.sum(), 1e-300)
            told = lesson.weight / total * ((wanted - every) @ lesson.shares) * factors
            gradient += told if lesson.teaches is None else told * lesson.teaches
        log = log + _PACE * np.clip(gradient, -1.0, 1.0)
        # All weights growing alike would make the softmax surer and order nothing otherwise.
        log = np.clip(log - log[moved].mean(), np.log(_LOWEST), np.log(_HIGHEST)) * moved
    return np.exp(log)


def reciprocal_ranks(lessons: Sequence[Lesson], factors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / the place of the first right hit for each lesson, shape (len(lessons),); 0 where there is none."""
    ranks = (lesson.rank(factors) for lesson in lessons)
    return np.array([1.0 / rank if rank else 0.0 for rank in ranks], dtype=np.float64)


def sure_gain(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return by how much the mean rose, less one standard error of the rises: what is left is hardly luck.

    Both have shape (n,); 0.0 for fewer than two.
    """
    rises = after - before
    return float(rises.mean() - rises.std(ddof=1) / np.sqrt(len(rises))) if len(rises) > 1 else 0.0
