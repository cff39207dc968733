"""How firmly a memory stands: what is used stays near, what is not ebbs away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.model.retention import DAY_MS
from core.retrieval.fusion import Scores
from core.retrieval.index import Place


def score(places: Sequence[Place], now: int) -> Scores:
    """Return the retention R = exp(-t / S) of each memory, in 0..1: t days since it was last used, S its stability.

    `now` is in milliseconds since 1970. A memory whose strength is not known counts as fresh.
    """
    stability = np.array([place.stability or np.inf for place in places], dtype=np.float64)
    used = np.array([place.reinforced_at for place in places], dtype=np.float64)
    return np.asarray(np.exp(-np.maximum(now - used, 0.0) / DAY_MS / stability), dtype=np.float64)


def score_pinned(places: Sequence[Place]) -> Scores:
    """Return 1 for what the user pinned, else 0."""
    return np.array([place.pinned for place in places], dtype=np.float64)
