"""The store as retrieval sees it: one unmoving view of the vault for the time of one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from core.retrieval.index import Place
from core.store import memories, vectors, words


class VaultIndex:
    """A `RecallIndex` over an open read transaction.

    `fingerprint` names the model the question's vector is from: vectors of another model are not looked at.
    """

    def __init__(self, connection: apsw.Connection, fingerprint: str = "") -> None:
        self._connection = connection
        space = vectors.current_space(connection)
        self._space = space if space is not None and space.fingerprint == fingerprint else None
        self._count = memories.count_memories(connection)
        self._speakers: Sequence[str] | None = None

    def count(self) -> int:
        return self._count

    def speakers(self) -> Sequence[str]:
        if self._speakers is None:
            self._speakers = memories.speakers_of_all(self._connection)
        return self._speakers

    def document_frequency(self, terms: Sequence[str], *, bound: int) -> Mapping[str, int]:
        return words.document_frequency(self._connection, terms, bound)

    def search_words(
        self, terms: Sequence[str], *, text_weight: float, context_weight: float, limit: int
    ) -> Sequence[tuple[int, float]]:
        return words.search_words(
            self._connection, terms, text_weight=text_weight, context_weight=context_weight, limit=limit
        )

    def search_vectors(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        return [] if self._space is None else vectors.nearest(self._connection, self._space, vector, limit)

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        width = 1 if self._space is None else self._space.dimension
        rows = np.zeros((len(ids), width), np.float32)
        known = {} if self._space is None else vectors.vectors_of(self._connection, self._space, ids)
        for row, memory_id in enumerate(ids):
            if memory_id in known:
                rows[row] = known[memory_id]
        return rows

    def places(self, ids: Sequence[int]) -> Sequence[Place]:
        return [Place(*row) for row in memories.places_of(self._connection, ids)]
