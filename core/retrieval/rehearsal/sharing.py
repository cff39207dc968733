"""What the vectors of a vault have in common, looked for anew when the vault has grown."""

from __future__ import annotations

from core.model.memory import Form
from core.retrieval.clearing import FEWEST, Clearing, find_common
from core.store import feedback, vectors
from core.store.database import Connection

_SAMPLE = 8_192
_GROWN = 1.2
"""How many times as many vectors there must be before it is looked for again: what is common changes slowly."""


def propose(connection: Connection, known: Clearing | None, fingerprint: str) -> Clearing | None:
    """Return what a sample of all vectors has in common; None where that is known, or there are too few."""
    space = vectors.current_space(connection)
    if space is None or space.fingerprint != fingerprint:
        return None
    count = vectors.count_vectors(connection, space)
    if count < FEWEST or (known is not None and known.fingerprint == fingerprint and count < _GROWN * known.count):
        return None
    ids = feedback.sample_memories(connection, Form.CHUNK, _SAMPLE, 0.0)
    _, rows = vectors.read_vectors(connection, space, ids)
    return find_common(rows, fingerprint, count)
