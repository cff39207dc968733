"""What is linked to the best hits surfaces with them: used together before, alike, or about the same."""

from __future__ import annotations

import math

import numpy as np

from core.retrieval.candidates import Candidates
from core.retrieval.fusion import Scores
from core.retrieval.index import RecallIndex

_HITS = 8
"""How many of the best hits lead on."""


def score(candidates: Candidates, total: Scores, index: RecallIndex) -> Scores | None:
    """Return how firmly each candidate is linked to the best by `total`, in 0..1; None where nothing is linked.

    A link counts its weight, times exp(score - best score) of the hit that it leads from.
    """
    best = np.argsort(-total, kind="stable")[:_HITS]
    share = {int(row): math.exp(total[row] - total[best[0]]) for row in best}
    found = index.links([int(candidates.ids[row]) for row in share])
    if not found:
        return None
    result = np.zeros(len(candidates.places), dtype=np.float64)
    ends = candidates.rows_of([end for link in found for end in link[:2]]).reshape(-1, 2).tolist()
    for (first, second), (_, _, weight) in zip(ends, found, strict=True):
        for hit, other in ((first, second), (second, first)):
            if other >= 0:
                result[other] += weight * share.get(hit, 0.0)
    return np.minimum(result, 1.0)
