"""Giving every memory its vector: whatever waits, in batches, until nothing waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from core.embedding.embedder import Embedder
from core.embedding.switching import embedder_now, id_of, look_again
from core.errors import ModelUnavailable
from core.ingest.progress import Meter
from core.model.memory import Memory
from core.model.wording import embedded_text
from core.store.database import Connection, Database
from core.store.memories import count_unembedded, unembedded
from core.store.moving import read_moving
from core.store.vectors import put_vectors, use_space

_BATCH = 512
_WORTH_STARTING = 64


def text_to_embed(memory: Memory) -> str:
    """What of a memory is embedded: its words with who said them, what pictures showed, and the heading above."""
    said = embedded_text(memory.speaker, memory.text, memory.captions)
    return f"{memory.span.heading}: {said}" if memory.span.heading else said


def embed_waiting(
    database: Database,
    embedder: Embedder,
    meter: Meter,
    *,
    more_to_come: Callable[[], bool],
    arrived: threading.Event,
    stop: threading.Event,
    held: Callable[[], bool] = lambda: False,
) -> int:
    """Embed until nothing waits and `more_to_come` says no. Returns how many were embedded.

    `arrived` is set by those who store memories. While `held` says so, what is from watched folders is left waiting.
    Each batch is one transaction.

    Raises:
        ModelUnavailable: the memories go on waiting. Cancelled: `stop` was set.
    """
    embedded = 0
    while not stop.is_set():
        more = more_to_come()
        arrived.clear()
        with database.reading() as connection:
            waiting = unembedded(connection, 0, _BATCH, watched=not held())
        if not waiting and not more:
            break
        if more and len(waiting) < _WORTH_STARTING:
            arrived.wait(0.1)
            if len(waiting) == 0 or arrived.is_set():
                continue
        done = _embed(database, embedder_now(embedder), waiting, stop)
        if done is None:
            if not look_again(embedder):
                raise ModelUnavailable("Another embedding model is in use by now.")
            continue
        embedded += done
        meter.advance(len(waiting))
    return embedded


def _embed(database: Database, embedder: Embedder, memories: Sequence[Memory], stop: threading.Event) -> int | None:
    """How many got a vector; None where the vault uses another model by now, and all go on waiting."""
    rows = embedder.encode_bulk([text_to_embed(memory) for memory in memories], stop)
    name, fingerprint, dimension = embedder.name, embedder.fingerprint, embedder.dimension
    ids = [memory.id for memory in memories]

    def work(connection: Connection) -> int | None:
        if read_moving(connection).use != id_of(embedder):
            return None
        return put_vectors(connection, use_space(connection, name, fingerprint, dimension), ids, rows)

    return database.write(work)


def waiting_count(database: Database, *, held: bool = False) -> int:
    """How many memories wait for a vector; those from watched folders do not count while these are `held`."""
    with database.reading() as connection:
        return count_unembedded(connection, watched=not held)
