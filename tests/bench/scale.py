"""How searching holds up in a large vault, against brute-force cosine over the same vectors held in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.model.memory import NewMemory, SourceKind, Span
from core.retrieval.configuration import Configuration
from core.retrieval.recall import Recall
from core.store import memories, sources, vectors
from core.store.database import Connection, Database
from core.store.sources import NewSource
from tests.bench.figure import Figure, say
from tests.bench.phrases import PEOPLE
from tests.bench.ranking import rank_by_cosine
from tests.bench.synthetic import chatter
from tests.bench.timing import Times
from tests.bench.vaults import new_assistant, open_store, temporary_folder

MEMORIES, QUERIES = 20_000, 100
SEED = 3

_DIMENSION, _CLUSTERS, _SPREAD = 384, 400, 0.8
_BATCH = 2000
_LIMIT = 20
_SESSION = 24


class SeededEmbedder:
    """Gives the vectors it was made with, one for each call in turn: the model's own time stays out of the figures."""

    name, fingerprint, dimension, ready = "seeded", "5eed" * 16, _DIMENSION, True

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._rows = iter(rows)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return next(self._rows)


def figures() -> Iterator[Figure]:
    """Time of a search by word and meaning, by word alone, and the size of the vault."""
    chance = np.random.default_rng(SEED)
    rows = _clustered(chance, MEMORIES)
    asked = chance.integers(0, MEMORIES, QUERIES)
    queries = _unit(rows[asked] + _SPREAD * chance.normal(size=(QUERIES, _DIMENSION)) / np.sqrt(_DIMENSION))
    texts = list(islice(chatter(SEED), MEMORIES))
    words = [" ".join(text.split()[:12]) for text in islice(chatter(SEED + 1), QUERIES)]
    with temporary_folder() as folder:
        with new_assistant(folder / "profile"):
            pass
        with open_store(folder / "profile") as database:
            say(f"scale: storing {MEMORIES:,} memories")
            began = time.perf_counter()
            database.write(lambda connection: _store(connection, texts, rows))
            stored = time.perf_counter() - began
            say("scale: searching")
            yield from _search(database, rows, queries, words)
            bare = sum(len(text.encode()) for text in texts) + rows.nbytes
            note = f"{MEMORIES:,} memories of {_DIMENSION} dimensions; baseline: UTF-8 text and float32 vectors"
            yield Figure("vault size a memory", _size(database.file) / MEMORIES, "bytes", bare / MEMORIES, note)
            note = "memories, word index and vectors in one transaction; the encoder has no part in it"
            yield Figure("storing", MEMORIES / stored, "memories/s", note=note)


def _search(
    database: Database, rows: NDArray[np.float32], queries: NDArray[np.float32], words: list[str]
) -> Iterator[Figure]:
    both, worded, plain = Times(), Times(), Times()
    # The first searches fill SQLite's cache: they are asked twice and counted once.
    recall = Recall(database, SeededEmbedder(np.concatenate([queries[:5], queries])), Configuration())  # type: ignore[arg-type]
    for text in words[:5]:
        recall.recall(text, _LIMIT, wait_for_model=True)
    for text, query in zip(words, queries, strict=True):
        with both.measuring():
            recall.recall(text, _LIMIT, wait_for_model=True)
        with plain.measuring():
            rank_by_cosine(rows, query, _LIMIT)
    absent = SeededEmbedder(queries)
    absent.ready = False
    alone = Recall(database, absent, Configuration())  # type: ignore[arg-type]
    for text in words:
        with worded.measuring():
            alone.recall(text, _LIMIT, wait_for_model=False)
    note = f"{MEMORIES:,} memories, {QUERIES} questions, warm, vectors given; baseline: cosine over one numpy array"
    yield Figure("search p50", both.p50, "ms", plain.p50, note)
    yield Figure("search p95", both.p95, "ms", plain.p95, note)
    note = f"{MEMORIES:,} memories, {QUERIES} questions, no model loaded; baseline: cosine over one numpy array"
    yield Figure("search by word alone p50", worded.p50, "ms", plain.p50, note)
    yield Figure("search by word alone p95", worded.p95, "ms", plain.p95, note)


def _store(connection: Connection, texts: list[str], rows: NDArray[np.float32]) -> None:
    source = sources.insert_source(
        connection, NewSource(SourceKind.CONVERSATION, "scale", "scale", "application/jsonl")
    )
    space = vectors.use_space(connection, SeededEmbedder.name, SeededEmbedder.fingerprint, _DIMENSION)
    for first in range(0, len(texts), _BATCH):
        new = [
            NewMemory(
                text,
                Span(f"scale-{number}", 0, len(text)),
                speaker=PEOPLE[number % len(PEOPLE)],
                session=str(number // _SESSION),
            )
            for number, text in enumerate(texts[first : first + _BATCH], first)
        ]
        ids = memories.insert_memories(connection, source, first, new)
        vectors.put_vectors(connection, space, ids, rows[first : first + _BATCH])


def _clustered(chance: np.random.Generator, count: int) -> NDArray[np.float32]:
    """Unit vectors that lie about as real ones do: in clusters, with neighbours nearer than strangers."""
    centres = chance.normal(size=(_CLUSTERS, _DIMENSION))
    return _unit(centres[chance.integers(0, _CLUSTERS, count)] + _SPREAD * chance.normal(size=(count, _DIMENSION)))


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _size(file: Path) -> int:
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))
