"""Bringing channels to one scale and adding them up. Pure functions over one number per candidate."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

_FLAT = 1e-9
"""A spread below this share of the size of the values is rounding, not information."""


def standardise(
    values: Scores, known: NDArray[np.bool_] | None = None, usual: NDArray[np.intp] | None = None
) -> Scores:
    """Return z-scores: (value - mean) / standard deviation, over the `known` values.

    What is not known gets 0, which is the mean and so speaks neither for nor against. Values that are all alike
    give zeros. Order is kept, and the result does not change when `values` are shifted or scaled by a positive factor.

    Args:
        values: shape (n,), finite where known.
        known: shape (n,), or None when all of them are.
        usual: the rows whose mean and deviation are taken, or None for all.
    """
    mask = np.ones(values.shape, dtype=np.bool_) if known is None else known
    result = np.zeros(values.shape, dtype=np.float64)
    seen = (values[mask] if usual is None else values[usual][mask[usual]]).astype(np.float64)
    if seen.size == 0:
        return result
    spread = float(seen.std())
    if spread <= _FLAT * max(1.0, float(np.abs(seen).max())):
        return result
    result[mask] = (values[mask] - seen.mean()) / spread
    return result


def pool_by_group(values: Scores, groups: NDArray[np.intp], best: int) -> Scores:
    """Return for each candidate the mean of the `best` highest values in its group.

    A group with fewer members is filled up with 0, so that one strong candidate alone is not taken for a strong group.

    Args:
        values: shape (n,), on a scale where 0 is neutral.
        groups: n numbers from 0 on.
        best: at least 1.
    """
    if not len(values):
        return np.zeros(0, dtype=np.float64)
    order = np.lexsort((-values, groups))
    sorted_groups = groups[order]
    first = np.searchsorted(sorted_groups, sorted_groups)
    highest = np.where(np.arange(len(values)) - first < best, values[order], 0.0)
    return np.asarray(np.bincount(sorted_groups, highest)[groups] / best, dtype=np.float64)


def weigh(channels: Mapping[str, Scores], weights: Mapping[str, float | Scores]) -> dict[str, Scores]:
    """Return each channel times its weight, one for all candidates or one for each: its share of the total.

    Raises:
        KeyError: a channel has no weight.
    """
    return {name: weights[name] * values for name, values in channels.items()}


def add(shares: Mapping[str, Scores], size: int) -> Scores:
    """Return the sum of the shares per candidate, shape (size,); zeros when there are none."""
    total = np.zeros(size, dtype=np.float64)
    for name in sorted(shares):
        total += shares[name]
    return total
