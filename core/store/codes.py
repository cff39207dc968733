"""Codes: two bits for each number of a vector, small enough to be held in memory for a million memories.

They are kept in chunks by memory id. Each chunk says with which change it was last written, so that any process reads
only what changed since it last looked; a memory that is gone has left its place, and a chunk never goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from numpy.typing import NDArray

CHUNK = 1024
"""How many consecutive memory ids share a chunk."""

Codes = NDArray[np.uint64]
"""Shape (n, 2, words): the signs of the numbers, and which of them are large; 64 numbers a word, the rest zero."""

LARGE = 0.6745
"""Half of what is normally distributed lies further from zero than this many standard deviations."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The codes of the memories from `number * CHUNK` on; where not `present`, they mean nothing."""

    number: int
    changed: int
    present: NDArray[np.bool_]
    codes: Codes


def words_of(dimension: int) -> int:
    """How many 64-bit words hold one bit for each number of a vector."""
    return (dimension + 63) // 64


def encode(rows: NDArray[np.float32]) -> Codes:
    """The codes of unit vectors, shape (n, dimension).

    A vector of length 1 has a mean square of 1 / dimension, whatever the model: that tells what is large.
    """
    dimension = rows.shape[1]
    padded = np.zeros((len(rows), 2, words_of(dimension) * 64), np.bool_)
    padded[:, 0, :dimension] = rows > 0
    padded[:, 1, :dimension] = np.abs(rows) > LARGE / np.sqrt(dimension)
    return np.packbits(padded, axis=2).view(np.uint64)


def create_codes(connection: apsw.Connection, space_id: int) -> None:
    """Make the table for the codes of an embedding space."""
    connection.execute(
        f"create table code_{space_id}(chunk integer primary key, changed integer not null, present blob not null, "
        "codes blob not null) strict"
    )
    connection.execute(f"create index code_{space_id}_by_change on code_{space_id}(changed)")


def drop_codes(connection: apsw.Connection, space_id: int) -> None:
    """Remove the table."""
    connection.execute(f"drop table code_{space_id}")


def put_codes(connection: apsw.Connection, space_id: int, ids: Sequence[int], rows: NDArray[np.float32]) -> None:
    """Keep the codes of these unit vectors, shape (len(ids), dimension)."""
    if not ids:
        return
    places, made = np.asarray(ids, np.int64), encode(rows)
    changed = newest_change(connection, space_id) + 1
    for number in np.unique(places // CHUNK).tolist():
        chosen = places // CHUNK == number
        chunk = _chunk(connection, space_id, number, made.shape[2])
        chunk.present[places[chosen] % CHUNK] = True
        chunk.codes[places[chosen] % CHUNK] = made[chosen]
        _keep(connection, space_id, chunk, changed)


def clear_codes(connection: apsw.Connection, space_id: int, dimension: int, ids: Sequence[int]) -> None:
    """Take these memories out and write zeros in their place."""
    if not ids:
        return
    places = np.asarray(ids, np.int64)
    changed = newest_change(connection, space_id) + 1
    for number in np.unique(places // CHUNK).tolist():
        slots = places[places // CHUNK == number] % CHUNK
        chunk = _chunk(connection, space_id, number, words_of(dimension))
        if chunk.present[slots].any():
            chunk.present[slots] = False
            chunk.codes[slots] = 0
            _keep(connection, space_id, chunk, changed)


def newest_change(connection: apsw.Connection, space_id: int) -> int:
    """The number of the last change to any chunk, 0 before the first."""
    return int(connection.execute(f"select coalesce(max(changed), 0) from code_{space_id}").get)


def changed_chunks(connection: apsw.Connection, space_id: int, dimension: int, since: int) -> Iterator[Chunk]:
    """The chunks that changed after change number `since`, by chunk number."""
    rows = connection.execute(
        f"select chunk, changed, present, codes from code_{space_id} where changed > ? order by chunk", (since,)
    )
    for row in rows:
        yield _read(row, words_of(dimension))


def count_codes(connection: apsw.Connection, space_id: int, dimension: int) -> int:
    """How many memories have a code."""
    return sum(int(chunk.present.sum()) for chunk in changed_chunks(connection, space_id, dimension, 0))


def _chunk(connection: apsw.Connection, space_id: int, number: int, words: int) -> Chunk:
    """A chunk as it stands, with arrays that can be written to."""
    row = connection.execute(
        f"select chunk, changed, present, codes from code_{space_id} where chunk = ?", (number,)
    ).fetchone()
    if row is None:
        return Chunk(number, 0, np.zeros(CHUNK, np.bool_), np.zeros((CHUNK, 2, words), np.uint64))
    chunk = _read(row, words)
    return Chunk(number, chunk.changed, chunk.present, chunk.codes.copy())


def _read(row: tuple[int, int, bytes, bytes], words: int) -> Chunk:
    number, changed, present, codes = row
    here = np.unpackbits(np.frombuffer(present, np.uint8)).astype(np.bool_)
    if not codes:
        return Chunk(number, changed, here, np.zeros((CHUNK, 2, words), np.uint64))
    return Chunk(number, changed, here, np.frombuffer(codes, np.uint64).reshape(CHUNK, 2, words))


def _keep(connection: apsw.Connection, space_id: int, chunk: Chunk, changed: int) -> None:
    codes = chunk.codes.tobytes() if chunk.present.any() else b""
    connection.execute(
        f"insert into code_{space_id}(chunk, changed, present, codes) values (?1, ?2, ?3, ?4) "
        "on conflict(chunk) do update set changed = ?2, present = ?3, codes = ?4",
        (chunk.number, changed, np.packbits(chunk.present).tobytes(), codes),
    )
