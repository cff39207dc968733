"""How searching holds up in a vault of a million memories (`EBB_BENCH_SCALE` sets another number).

Everything is stored and searched through the store's own functions, in an encrypted vault on disk.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import numpy as np
import psutil

from core.retrieval.channels.words import choose_terms
from core.retrieval.configuration import Configuration
from core.retrieval.question import understand
from core.retrieval.recall import Recall
from core.retrieval.resident import Resident
from core.retrieval.vault_index import VaultIndex
from core.store import words
from core.store.database import Connection, Database
from tests.bench.figure import Figure, say
from tests.bench.large_store import DIMENSION, FINGERPRINT, MODEL, Asked, Vectors, store_world
from tests.bench.timing import Times
from tests.bench.vaults import new_assistant, open_store, temporary_folder

MEMORIES = int(os.environ.get("EBB_BENCH_SCALE", "1000000"))
QUERIES, WARMING = 150, 30
SEED = 3

_LIMIT, _COMPARED = 20, 10
_PLAIN, _PLAIN_QUERIES = 100_000, 10


class SeededEmbedder:
    """Gives the vectors it was made with, one for each call in turn: the model's own time stays out of the figures."""

    name, fingerprint, dimension, ready = MODEL, FINGERPRINT, DIMENSION, True

    def __init__(self, rows: Vectors) -> None:
        self._rows = iter(rows)

    def encode_query(self, text: str) -> Vectors:
        return next(self._rows)


def figures() -> Iterator[Figure]:
    """Time of a search, how near the choice by codes comes to comparing everything, and what the codes cost."""
    with temporary_folder() as folder:
        with new_assistant(folder / "profile"):
            pass
        with open_store(folder / "profile") as database:
            began = time.perf_counter()
            asked: Asked | None = None
            for stored, so_far in store_world(database, MEMORIES, QUERIES + WARMING, SEED):
                say(f"scale: {stored:,} of {MEMORIES:,} memories stored")
                asked = so_far
            storing = time.perf_counter() - began
        assert asked is not None
        yield Figure(
            "storing", MEMORIES / storing, "memories/s", note="rows, word index, vectors and codes; no encoder"
        )
        size = _size(folder / "profile" / "vault.db") / MEMORIES
        yield Figure("vault size a memory", size, "bytes", note=f"{DIMENSION} dimensions, about 12 words")
        yield from _ready(folder / "profile")
        say("scale: searching")
        with open_store(folder / "profile") as database:
            yield from _search(database, asked, _plain_search(folder, asked))


def _ready(profile: Path) -> Iterator[Figure]:
    gc.collect()
    before = psutil.Process().memory_info().rss
    with open_store(profile) as database:
        began = time.perf_counter()
        resident = Resident()
        with database.reading() as connection:
            resident.follow(connection)
            seconds = time.perf_counter() - began
            gc.collect()
            grown = (psutil.Process().memory_info().rss - before) / 2**20
            yield Figure(
                "index ready after open", seconds, "s", note=f"{resident.codes.size:,} codes read from the vault"
            )
            note = f"baseline: the float32 vectors; the process grew by {grown:.0f} MB, SQLite's cache included"
            yield Figure("memory for the index", resident.bytes / 2**20, "MB", MEMORIES * DIMENSION * 4 / 2**20, note)


def _search(database: Database, asked: Asked, plain: Times) -> Iterator[Figure]:
    recall = Recall(database, SeededEmbedder(asked.vectors), Configuration())  # type: ignore[arg-type]
    recall.prepare()
    both, worded, common, postings = Times(), Times(), Times(), Times()
    for text in asked.texts[:WARMING]:
        recall.recall(text, _LIMIT, wait_for_model=True)
    for text in asked.texts[WARMING:]:
        with both.measuring():
            recall.recall(text, _LIMIT, wait_for_model=True)
    note = (
        f"{MEMORIES:,} memories, {QUERIES} questions, warm, by word and meaning, vectors given; baseline: vec0, "
        f"meaning alone, exhaustive, over {min(_PLAIN, MEMORIES):,} (its time grows with the vault)"
    )
    yield Figure("search p50", both.p50, "ms", plain.p50, note)
    yield Figure("search p95", both.p95, "ms", plain.p95, note)
    yield _nearness(database, asked)
    absent = SeededEmbedder(asked.vectors)
    absent.ready = False
    alone = Recall(database, absent, Configuration())  # type: ignore[arg-type]
    alone.prepare()
    for text in asked.texts[:WARMING]:
        alone.recall(text, _LIMIT, wait_for_model=False)
    for text in asked.texts[WARMING:]:
        with worded.measuring():
            alone.recall(text, _LIMIT, wait_for_model=False)
    for text in asked.common:
        with common.measuring():
            alone.recall(text, _LIMIT, wait_for_model=False)
    with database.reading() as connection:
        for text in asked.texts[WARMING : WARMING + _PLAIN_QUERIES]:
            with postings.measuring():
                _search_by_fts5(connection, text)
    note = f"no model loaded; baseline: FTS5's own bm25 for the same words, {_PLAIN_QUERIES} questions"
    yield Figure("search by word alone p50", worded.p50, "ms", postings.p50, note)
    yield Figure("search by word alone p95", worded.p95, "ms", postings.p95, note)
    note = f"{len(asked.common)} questions of nothing but the twelve commonest words"
    yield Figure("search by common words p95", common.p95, "ms", note=note)


def _nearness(database: Database, asked: Asked) -> Figure:
    resident = Resident()
    shared = 0
    with database.reading() as connection:
        index = VaultIndex(connection, FINGERPRINT, resident)
        for query, nearest in zip(asked.vectors, asked.nearest, strict=True):
            # Memories are stored in order, the first with id 1.
            found = {id_ - 1 for id_, _ in index.search_vectors(query, Configuration().vectors_limit)[:_COMPARED]}
            shared += len(found & set(nearest[:_COMPARED].tolist()))
    share = shared / (len(asked.vectors) * min(_COMPARED, asked.nearest.shape[1]))
    return Figure("recall@10 of exact", share, "", 1.0, "baseline: cosine with every vector, by which it is counted")


def _search_by_fts5(connection: Connection, text: str) -> None:
    configuration = Configuration()
    index = VaultIndex(connection, "", Resident())
    terms = choose_terms(understand(text).terms, index, configuration)
    words.search_words(connection, terms, text_weight=1.0, context_weight=0.5, limit=configuration.words_limit)


def _plain_search(folder: Path, asked: Asked) -> Times:
    """How long `vec0` takes for as many vectors as fit the patience of a bench, encrypted like the vault."""
    times, count = Times(), min(_PLAIN, MEMORIES)
    database = Database(folder / "plain.db", bytes(32), backups=folder)
    rows = np.random.default_rng(SEED).normal(size=(count, DIMENSION)).astype(np.float32)

    def store(connection: apsw.Connection) -> None:
        connection.execute(
            f"create virtual table plain using vec0(embedding float[{DIMENSION}] distance_metric=cosine)"
        )
        connection.executemany("insert into plain(embedding) values (?)", ((row.tobytes(),) for row in rows))

    try:
        database.write(store)
        query = "select rowid, distance from plain where embedding match ? and k = ?"
        limit = Configuration().vectors_limit
        with database.reading() as connection:
            for vector in asked.vectors[:_PLAIN_QUERIES]:
                with times.measuring():
                    connection.execute(query, (vector.tobytes(), limit)).fetchall()
    finally:
        database.close()
    return times


def _size(file: Path) -> int:
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))
