"""Nearness in meaning: of a memory alone, and of a memory within what stands around it.

The window's vector is the mean of vectors that are there anyway. Measured against encoding each memory a second time
together with what came before it, it recalls as much and costs no encoding.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.retrieval.index import Place, RecallIndex


def look_up(
    places: Sequence[Place], index: RecallIndex, neighbour_share: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Return the unit vectors of the memories and of their windows, both of shape (len(places), d).

    A window's is the memory's vector plus `neighbour_share` times those of the memories before and after. The third
    says which memories have a vector at all; the others have rows of zeros.
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
    length = np.linalg.norm(window, axis=1, keepdims=True)
    return own, np.asarray(window / np.where(length > 0, length, 1.0), np.float32), np.asarray(known)
