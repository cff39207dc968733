"""Whether the one who speaks is the one the question names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.retrieval.fusion import Scores
from core.retrieval.index import Place


def score(places: Sequence[Place], named: frozenset[str]) -> Scores:
    """Return 1 for a named speaker, -1 for another, 0 for what nobody said; all 0 when the question names none."""
    if not named:
        return np.zeros(len(places), dtype=np.float64)
    return np.array(
        [0.0 if not place.speaker else 1.0 if place.speaker in named else -1.0 for place in places], dtype=np.float64
    )
