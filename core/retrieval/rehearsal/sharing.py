"""What the vectors of a vault have in common, looked for anew when the vault has grown."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from core.errors import Cancelled
from core.model.memory import Form
from core.patience import wait_for
from core.retrieval.clearing import FEWEST, Clearing, find_common
from core.store import feedback, vectors
from core.store.database import Connection

_SAMPLE = 8_192
_PIECE = 1_024
_GROWN = 1.2
"""How many times as many vectors there must be before it is looked for again: what is common changes slowly."""


def propose(connection: Connection, known: Clearing | None, fingerprint: str, stop: threading.Event) -> Clearing | None:
    """Return what a sample of all vectors has in common; None where that is known, or there are too few.

    Raises:
        Cancelled: `stop` was set.
    """
    space = vectors.current_space(connection)
    if space is None or space.fingerprint != fingerprint:
        return None
    count = vectors.count_vectors(connection, space)
    if count < FEWEST or (known is not None and known.fingerprint == fingerprint and count < _GROWN * known.count):
        return None
    ids = feedback.sample_memories(connection, Form.CHUNK, _SAMPLE, 0.0)
    parts: list[NDArray[np.float32]] = []
    for first in range(0, len(ids), _PIECE):
        if stop.is_set():
            raise Cancelled
        parts.append(vectors.read_vectors(connection, space, ids[first : first + _PIECE])[1])
    return wait_for(lambda: find_common(np.concatenate(parts), fingerprint, count), stop) if parts else None
