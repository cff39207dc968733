"""Recall: a question in, hits out. Embeds the question where the model is there, and goes by word where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import SentenceEmbedder
from core.errors import ModelUnavailable
from core.model.answer import Hit
from core.retrieval.configuration import Configuration
from core.retrieval.question import understand
from core.retrieval.search import search
from core.retrieval.vault_index import VaultIndex
from core.store import memories, sources
from core.store.database import Database

_LONGEST_EMBEDDED = 2000


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a question brought up.

    `similarity` is the cosine of each hit that has a vector; `considered` is how many memories were in reach; `people`
    are the known speakers that the question names.
    """

    hits: list[Hit]
    similarity: dict[int, float]
    considered: int
    people: frozenset[str]


class Recall:
    """Searches the vault under one configuration."""

    def __init__(self, database: Database, embedder: SentenceEmbedder, configuration: Configuration) -> None:
        self._database, self._embedder, self._configuration = database, embedder, configuration

    def recall(self, question: str, limit: int, *, wait_for_model: bool) -> Recalled:
        """The `limit` memories that fit best. With `wait_for_model` the embedding model is loaded first if need be."""
        vector = self._embed(question, wait_for_model)
        with self._database.reading() as connection:
            index = VaultIndex(connection, "" if vector is None else self._embedder.fingerprint)
            scored = search(question, vector, index, self._configuration, limit)
            ids = [found.memory_id for found in scored]
            known = memories.get_memories(connection, ids)
            origins = sources.sources_by_id(connection, {memory.source_id for memory in known.values()})
            rows = index.vectors(ids) if vector is not None else None
            people = understand(question, index.speakers()).speakers
        similarity: dict[int, float] = {}
        if vector is not None and rows is not None and rows.shape[1:] == vector.shape:
            similarity = {id_: float(row @ vector) for id_, row in zip(ids, rows, strict=True) if row.any()}
        hits = [
            Hit(
                rank,
                found.score,
                known[found.memory_id],
                origins[known[found.memory_id].source_id],
                dict(found.channels),
            )
            for rank, found in enumerate(scored, 1)
        ]
        return Recalled(hits, similarity, index.count(), people)

    def _embed(self, question: str, wait: bool) -> NDArray[np.float32] | None:
        if not question.strip() or not (wait or self._embedder.ready):
            return None
        try:
            return self._embedder.encode_query(question[:_LONGEST_EMBEDDED])
        except ModelUnavailable:
            # Words alone answer; the status says why.
            return None
