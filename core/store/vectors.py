"""Vectors: one `vec0` table for each embedding space, and only one space in use.

Vectors of two models are never compared: a change of model starts a new, empty space, and every memory waits to be
embedded again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model import times

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Space:
    """Which model made the vectors: its name, the SHA-256 of its weights, and their dimension."""

    id: int
    model: str
    fingerprint: str
    dimension: int


def current_space(connection: apsw.Connection) -> Space | None:
    """The space in use, or None before the first embedding."""
    row = connection.execute("select id, model, fingerprint, dimension from space where current = 1").fetchone()
    return None if row is None else Space(*row)


def use_space(connection: apsw.Connection, model: str, fingerprint: str, dimension: int) -> Space:
    """Make the space of this model the one in use; vectors of any other model are dropped and their memories wait.

    Returns the space, new or unchanged.
    """
    present = current_space(connection)
    if present is not None:
        if (present.fingerprint, present.dimension) == (fingerprint, dimension):
            return present
        connection.execute(f"drop table vector_{present.id}")
        connection.execute("update space set current = 0 where id = ?", (present.id,))
        connection.execute("update memory set embedded_in = 0 where embedded_in <> 0")
    connection.execute(
        "insert into space(model, fingerprint, dimension, created_at, current) values (?, ?, ?, ?, 1)",
        (model, fingerprint, dimension, times.to_store(times.now())[0]),
    )
    space = Space(connection.last_insert_rowid(), model, fingerprint, dimension)
    connection.execute(
        f"create virtual table vector_{space.id} using vec0("
        f"memory_id integer primary key, embedding float[{space.dimension}] distance_metric=cosine)"
    )
    return space


def put_vectors(connection: apsw.Connection, space: Space, ids: Sequence[int], rows: Vector) -> int:
    """Store unit vectors, shape (len(ids), dimension), for memories that still wait for one. Returns how many did.

    Raises:
        ValueError: the shape is not that of the space.
    """
    if rows.shape != (len(ids), space.dimension):
        raise ValueError(
            f"vectors of shape {rows.shape} do not fit {len(ids)} memories of {space.dimension} dimensions"
        )
    waiting = {
        row[0]
        for row in connection.execute(
            "select id from memory where embedded_in = 0 and id in (select value from json_each(?))",
            (json.dumps(list(ids)),),
        )
    }
    kept = [(id_, rows[n].tobytes()) for n, id_ in enumerate(ids) if id_ in waiting]
    connection.executemany(f"insert into vector_{space.id}(memory_id, embedding) values (?, ?)", kept)
    connection.executemany("update memory set embedded_in = ? where id = ?", [(space.id, id_) for id_, _ in kept])
    return len(kept)


def nearest(connection: apsw.Connection, space: Space, query: Vector, limit: int) -> list[tuple[int, float]]:
    """The `limit` memories nearest to a unit vector: (memory id, cosine), best first. `limit` is at most 4,096."""
    rows = connection.execute(
        f"select memory_id, distance from vector_{space.id} where embedding match ? and k = ? order by distance",
        (query.astype(np.float32).tobytes(), min(limit, 4096)),
    )
    return [(int(id_), 1.0 - float(distance)) for id_, distance in rows]


def vectors_of(connection: apsw.Connection, space: Space, ids: Sequence[int]) -> dict[int, Vector]:
    """The vectors of these memories; those without one are left out."""
    rows = connection.execute(
        f"select memory_id, embedding from vector_{space.id} where memory_id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {int(id_): np.frombuffer(blob, np.float32) for id_, blob in rows}


def delete_vectors(connection: apsw.Connection, ids: Sequence[int]) -> None:
    """Remove vectors; `vec0` overwrites what it held."""
    space = current_space(connection)
    if space is not None:
        connection.executemany(f"delete from vector_{space.id} where memory_id = ?", [(id_,) for id_ in ids])


def count_vectors(connection: apsw.Connection, space: Space) -> int:
    """How many vectors the space holds."""
    return int(connection.execute(f"select count(*) from vector_{space.id}_rowids").get)
