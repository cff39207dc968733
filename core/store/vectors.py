"""Vectors: the numbers of each memory, one table for each embedding space, and only one space in use.

A second one may be in the making, or about to go (`moving`): what is done to vectors is done to those of all.

Those of faded memories are kept less exactly (see `precision`); whoever reads them gets numbers of any precision alike.

A plain table by memory id, because what is read is a few hundred vectors at a time: `vec0` keeps a thousand of them in
one large value and walks it page by page to reach one (measured in a vault: 16 ms for 200 of 20,000, here 2 ms, and
here it does not grow with the vault). `sqlite-vec` computes on the rows where all are compared, and checks them.

Vectors of two models are never compared. Weights that took the place of others under the same name start a new, empty
space, and every memory waits to be embedded again; for a model that was chosen, see `moving`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model import times
from core.model.memory import Precision
from core.store import codes, precision

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


def spaces(connection: apsw.Connection) -> list[Space]:
    """Every space that has vectors, or is about to."""
    rows = connection.execute(
        "select id, model, fingerprint, dimension from space "
        "where exists (select 1 from sqlite_master where name = 'vector_' || space.id) order by id"
    )
    return [Space(*row) for row in rows]


def use_space(connection: apsw.Connection, model: str, fingerprint: str, dimension: int) -> Space:
    """Make the space of this model the one in use; vectors of any other model are dropped and their memories wait.

    Returns the space, new or unchanged.
    """
    present = current_space(connection)
    if present is not None:
        if (present.fingerprint, present.dimension) == (fingerprint, dimension):
            return present
        drop_space(connection, present.id)
        connection.execute("update memory set embedded_in = 0 where embedded_in <> 0")
    space = make_space(connection, model, fingerprint, dimension)
    take_space(connection, space.id)
    return space


def make_space(connection: apsw.Connection, model: str, fingerprint: str, dimension: int) -> Space:
    """Make an empty space, which is not the one in use."""
    connection.execute(
        "insert into space(model, fingerprint, dimension, created_at, current) values (?, ?, ?, ?, 0)",
        (model, fingerprint, dimension, times.to_store(times.now())[0]),
    )
    space = Space(connection.last_insert_rowid(), model, fingerprint, dimension)
    connection.execute(f"create table vector_{space.id}(memory_id integer primary key, embedding blob not null) strict")
    codes.create_codes(connection, space.id)
    return space


def take_space(connection: apsw.Connection, space_id: int) -> None:
    """Make a space the one in use."""
    connection.execute("update space set current = (id = ?)", (space_id,))


def drop_space(connection: apsw.Connection, space_id: int) -> None:
    """Remove the vectors of a space, all at once."""
    connection.execute(f"drop table vector_{space_id}")
    codes.drop_codes(connection, space_id)
    connection.execute("update space set current = 0 where id = ?", (space_id,))


def put_vectors(connection: apsw.Connection, space: Space, ids: Sequence[int], rows: Vector) -> int:
    """Store unit vectors, shape (len(ids), dimension), for memories that still wait for one. Returns how many did.

    Each is kept as exactly as its memory says.

    Raises:
        ValueError: the shape is not that of the space.
    """
    if rows.shape != (len(ids), space.dimension):
        raise ValueError(
            f"vectors of shape {rows.shape} do not fit {len(ids)} memories of {space.dimension} dimensions"
        )
    waiting = {
        id_: Precision(kept)
        for id_, kept in connection.execute(
            "select id, precision from memory where embedded_in = 0 and state <> 'forgotten' "
            "and id in (select value from json_each(?))",
            (json.dumps(list(ids)),),
        )
    }
    kept = keep_vectors(connection, space, ids, rows, waiting)
    connection.executemany("update memory set embedded_in = ? where id = ?", [(space.id, id_) for id_ in kept])
    return len(kept)


def keep_vectors(
    connection: apsw.Connection, space: Space, ids: Sequence[int], rows: Vector, wanted: Mapping[int, Precision]
) -> list[int]:
    """Store the vectors of those memories that are `wanted`, each as exactly as is said there. Returns their ids."""
    kept = [number for number, id_ in enumerate(ids) if id_ in wanted]
    exact = rows[kept].astype(np.float32, copy=False)
    connection.executemany(
        f"insert into vector_{space.id}(memory_id, embedding) values (?, ?)",
        [
            (ids[number], precision.pack(row[None], wanted[ids[number]])[0])
            for number, row in zip(kept, exact, strict=True)
        ],
    )
    codes.put_codes(connection, space.id, [ids[number] for number in kept], exact)
    return [ids[number] for number in kept]


def nearest(connection: apsw.Connection, space: Space, query: Vector, limit: int) -> list[tuple[int, float]]:
    """The `limit` memories nearest to a unit vector: (memory id, cosine), best first.

    Reads every vector there is, and compares those that are kept exactly.
    """
    exact = query.astype(np.float32).tobytes()
    rows = connection.execute(
        f"select memory_id, vec_distance_cosine(embedding, ?1) as distance from vector_{space.id} "
        "where length(embedding) = length(?1) order by distance limit ?2",
        (exact, limit),
    )
    return [(int(id_), 1.0 - float(distance)) for id_, distance in rows]


def read_vectors(connection: apsw.Connection, space: Space, ids: Sequence[int]) -> tuple[list[int], Vector]:
    """The vectors of these memories, as the ids that have one and a matrix of a row for each, both by id."""
    found: list[Any] = connection.execute(
        f"select memory_id, embedding from vector_{space.id} where memory_id in (select value from json_each(?)) "
        "order by memory_id",
        (json.dumps(sorted(ids)),),
    ).fetchall()
    return [id_ for id_, _ in found], precision.unpack([value for _, value in found], space.dimension)


def vectors_of(connection: apsw.Connection, space: Space, ids: Sequence[int]) -> dict[int, Vector]:
    """The vectors of these memories; those without one are left out."""
    found, rows = read_vectors(connection, space, ids)
    return dict(zip(found, rows, strict=True))


def delete_vectors(connection: apsw.Connection, ids: Sequence[int]) -> None:
    """Remove vectors and their codes; `secure_delete` overwrites what they held."""
    for space in spaces(connection):
        connection.executemany(f"delete from vector_{space.id} where memory_id = ?", [(id_,) for id_ in ids])
        codes.clear_codes(connection, space.id, space.dimension, ids)


def keep_less_exactly(connection: apsw.Connection, ids: Sequence[int], wanted: Precision) -> None:
    """Write the vectors of these memories anew in a precision that takes less; those that take as little stay."""
    for space in spaces(connection):
        _keep_less_exactly(connection, space, ids, wanted)


def _keep_less_exactly(connection: apsw.Connection, space: Space, ids: Sequence[int], wanted: Precision) -> None:
    found: list[Any] = connection.execute(
        f"select memory_id, embedding from vector_{space.id} where memory_id in (select value from json_each(?)) "
        "and length(embedding) > ?",
        (json.dumps(list(ids)), precision.size_of(wanted, space.dimension)),
    ).fetchall()
    packed = precision.pack(precision.unpack([value for _, value in found], space.dimension), wanted)
    connection.executemany(
        f"update vector_{space.id} set embedding = ? where memory_id = ?",
        [(value, id_) for (id_, _), value in zip(found, packed, strict=True)],
    )


def count_bytes(connection: apsw.Connection, space: Space) -> int:
    """How many bytes the vectors of the space take, their codes left out."""
    return int(connection.execute(f"select coalesce(sum(length(embedding)), 0) from vector_{space.id}").get)


def count_vectors(connection: apsw.Connection, space: Space) -> int:
    """How many vectors the space holds."""
    return int(connection.execute(f"select count(*) from vector_{space.id}").get)


def count_misshapen(connection: apsw.Connection, space: Space) -> int:
    """How many rows are not vectors of the space's dimension. Reads every vector there is."""
    return int(
        connection.execute(
            f"select count(*) from vector_{space.id} where length(embedding) not in (?, ?, ?)",
            tuple(precision.size_of(kept, space.dimension) for kept in Precision),
        ).get
    )
