"""Nearness in meaning: of a memory alone, and of a memory within what stands around it.

The window's vector is the mean of vectors that are there anyway. Measured against encoding each memory a second time
together with what came before it, it recalls as much and costs no encoding.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.retrieval.fusion import Scores
from core.retrieval.index import Place, RecallIndex


def score(
    places: Sequence[Place], vector: NDArray[np.float32], index: RecallIndex, neighbour_share: float
) -> tuple[Scores, Scores, NDArray[np.bool_]]:
    """Return cosines to the question's `vector`, each of shape (len(places),).

    The first are of the memories alone, the second of their windows: the memory's vector plus `neighbour_share` times
    those of the memories before and after, brought to unit length. The third says which memories have a vector at all.
    """
    ids = [place.memory_id for place in places]
    wanted = dict.fromkeys(ids)
    for place in places:
        wanted.update((near, None) for near in (place.before, place.after) if near is not None)
    row = {memory_id: number for number, memory_id in enumerate(wanted)}
    vectors = np.asarray(index.vectors(list(wanted)), dtype=np.float32)
    # One row of zeros at the end stands for a neighbour that is not there.
    padded = np.vstack([vectors, np.zeros((1, vectors.shape[1]), dtype=np.float32)])
    absent = len(wanted)

    own = padded[[row[memory_id] for memory_id in ids]]
    known = np.any(own != 0, axis=1)
    window = own.copy()
    for near in ([place.before for place in places], [place.after for place in places]):
        window += neighbour_share * padded[[absent if memory_id is None else row[memory_id] for memory_id in near]]
    length = np.linalg.norm(window, axis=1)
    wide = (window @ vector) / np.where(length > 0, length, 1.0)
    return (own @ vector).astype(np.float64), wide.astype(np.float64), known
