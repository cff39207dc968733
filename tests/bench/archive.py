"""Archives: how long 100,000 memories take to leave and to come in, and whether they are the same afterwards.

`EBB_BENCH_ARCHIVE` sets another number. Vectors are drawn from a hash of the text, so that embedding again, which gives
the same vectors, costs no time that would be taken for the import's.
"""

from __future__ import annotations

import hashlib
import os
import resource
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import numpy as np

from core.ingest.understanding import store_understood
from core.model.memory import NewMemory, SourceKind, Span
from core.model.transfer import Exported, Selection
from core.model.wording import CONTEXT_MEMORIES, word_context
from core.retrieval.configuration import Configuration
from core.retrieval.recall import Recall
from core.store import memories, sources, vectors
from core.store.contents import hash_contents
from core.store.database import Connection, Database
from core.store.sources import NewSource
from core.transferring import Transferring
from tests.bench.figure import Figure, say
from tests.bench.large_store import Vectors, unit
from tests.bench.synthetic import Message, conversation
from tests.bench.vaults import new_assistant, open_store, temporary_folder

MEMORIES = int(os.environ.get("EBB_BENCH_ARCHIVE", "100000"))
TALK, QUERIES, SEED = 2_500, 200, 7
PASSPHRASE = "two grey gulls"
DIMENSION = 384


class DrawnEmbedder:
    """Unit vectors drawn from a hash of the text."""

    name, fingerprint, dimension, ready = "drawn", "d4a1" * 16, DIMENSION, True

    def load(self) -> None:
        pass

    def encode_query(self, text: str) -> Vectors:
        return self.encode_bulk([text])[0]

    def encode_bulk(self, texts: Sequence[str], stop: object = None) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts]
        return unit(np.stack([np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32) for seed in seeds]))


def figures() -> Iterator[Figure]:
    """Export, import into a new vault, both without embedding; equality of contents and of what is found."""
    with temporary_folder() as folder:
        for name in ("first", "second"):
            with new_assistant(folder / name):
                pass
        with open_store(folder / "first") as first, open_store(folder / "second") as second:
            fill(first, MEMORIES)
            done = yield from _leave(first, folder / "all.ebb")
            yield from _arrive(second, done)
            yield _equal(first, second)
            yield _alike(first, second)


def _leave(database: Database, path: Path) -> Generator[Figure, None, Exported]:
    began = time.perf_counter()
    database.backup_to(path.with_name("copy.db"))
    copying = time.perf_counter() - began
    before = _peak()
    done = Transferring(database, lambda: None).export(path, PASSPHRASE, Selection())
    note = f"{done.memories:,} memories, encrypted; baseline: a copy of the database"
    yield Figure("export", done.seconds, "s", copying, note)
    yield Figure(
        "export, growth of the process",
        _peak() - before,
        "MB",
        note="peak of resident memory; scrypt alone takes 256 MB for a second",
    )
    yield Figure("archive a memory", done.size / done.memories, "bytes", note="packed and encrypted")
    return done


def _arrive(database: Database, done: Exported) -> Iterator[Figure]:
    before, began = _peak(), time.perf_counter()
    opened = Transferring(database, lambda: None).open_archive(done.path, lambda: PASSPHRASE)
    yield Figure(
        "preview", time.perf_counter() - began, "s", note="read through, proved whole, compared with the vault"
    )
    taken = opened.import_all()
    note = f"{taken.merged.new:,} memories in one transaction, without embedding"
    yield Figure("import", taken.seconds, "s", note=note)
    yield Figure(
        "import, growth of the process", _peak() - before, "MB", note="peak of resident memory, preview included"
    )
    again = Transferring(database, lambda: None).open_archive(done.path, lambda: PASSPHRASE).import_all()
    yield Figure("import again", again.seconds, "s", note=f"{again.merged.already:,} were here, {again.merged.new} new")


def _equal(first: Database, second: Database) -> Figure:
    hashes = []
    for database in (first, second):
        with database.reading() as connection:
            hashes.append(hash_contents(connection))
    return Figure("content hash equal", float(hashes[0] == hashes[1]), "", 1.0)


def _alike(first: Database, second: Database) -> Figure:
    for database in (first, second):
        embed(database)
    chance = np.random.default_rng(SEED)
    queries = _queries(first, chance)
    found = []
    for database in (first, second):
        recall = Recall(database, DrawnEmbedder(), Configuration())  # type: ignore[arg-type]
        recall.prepare()
        found.append(
            [[hit.memory.id for hit in recall.recall(query, 10, wait_for_model=True).hits] for query in queries]
        )
    same = sum(one == other for one, other in zip(*found, strict=True))
    return Figure("top 10 equal", same / len(queries), "", 1.0, f"{len(queries)} questions, by word and meaning")


def _queries(database: Database, chance: np.random.Generator) -> list[str]:
    """Questions of a few words that were said together."""
    ids = chance.integers(1, MEMORIES, QUERIES).tolist()
    with database.reading() as connection:
        texts = [memories.get_memories(connection, [id_])[id_].text.split() for id_ in ids]
    return [" ".join(chance.choice(words, min(4, len(words)), replace=False).tolist()) for words in texts]


def fill(database: Database, count: int) -> None:
    """Store so many messages, without vectors."""
    for number, first in enumerate(range(0, count, TALK)):
        say(f"{first:,} of {count:,} memories stored")
        said = conversation(min(TALK, count - first), SEED + number, f"talk {number}")
        database.write(lambda c, number=number, said=said: _store(c, f"talk {number}", said))


def _store(connection: Connection, name: str, said: Sequence[Message]) -> None:
    source = sources.insert_source(connection, NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl"))
    for begin in range(0, len(said), 500):
        batch = range(begin, min(begin + 500, len(said)))
        store_understood(connection, source, begin, [_memory(said, number) for number in batch])


def _memory(said: Sequence[Message], number: int) -> NewMemory:
    one = said[number]
    before = [m.text for m in said[max(0, number - CONTEXT_MEMORIES) : number] if m.session == one.session]
    return NewMemory(
        one.text, Span(one.id, 0, len(one.text)), context=word_context(before[::-1], one.time), speaker=one.speaker,
        session=one.session, said_at=one.time,
    )  # fmt: skip


def embed(database: Database) -> None:
    """Give every memory a drawn vector."""
    embedder = DrawnEmbedder()

    def put(connection: Connection) -> int:
        space = vectors.use_space(connection, embedder.name, embedder.fingerprint, DIMENSION)
        waiting = memories.unembedded(connection, 0, 5_000)
        if waiting:
            vectors.put_vectors(
                connection, space, [m.id for m in waiting], embedder.encode_bulk([m.text for m in waiting])
            )
        return len(waiting)

    while database.write(put):
        pass


def _peak() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
