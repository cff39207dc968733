"""How much each granularity counts for one question: the one whose scores single out a few memories counts more.

After MemGAS (multi-granularity association and adaptive selection): the entropy of the scores, as a probability
distribution, says how undecided a granularity is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.retrieval.fusion import Scores

GRANULARITIES: Mapping[str, tuple[str, ...]] = {
    "memory": ("words", "vector"),
    "window": ("window",),
    "event": ("event",),
    "session": ("session_words", "session_vector"),
}
"""Which channels look at a memory by itself, with its neighbours, with its session (or section of a document)."""


def entropy(scores: Scores) -> float:
    """Return the entropy of softmax(`scores`) as a share of the highest there can be, in 0..1."""
    if len(scores) < 2:
        return 1.0
    weights = np.exp(scores - scores.max())
    share = weights / weights.sum()
    return float(-(share * np.log(np.maximum(share, 1e-300))).sum() / np.log(len(scores)))


def weigh_granularities(
    channels: Mapping[str, Scores], rows: NDArray[np.intp], decisiveness: float
) -> dict[str, float]:
    """Return a factor for each granularity that has channels, their mean about 1.

    Args:
        channels: standardised scores by name, shape (n,).
        rows: of which candidates the distribution is looked at.
        decisiveness: how much the entropy counts; 0 makes every factor 1.
    """
    found: dict[str, float] = {}
    for name, parts in GRANULARITIES.items():
        here = [channels[part][rows] for part in parts if part in channels]
        if here:
            found[name] = entropy(np.asarray(np.mean(here, axis=0), dtype=np.float64))
    if not found:
        return {}
    middle = float(np.mean(list(found.values())))
    return {name: float(np.exp(-decisiveness * (value - middle))) for name, value in found.items()}
