"""Codes in the vault: written with their vectors, read by what changed, gone when their memory goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.store import codes, memories, vectors
from core.store.database import Connection, Database
from tests.unit.store.samples import keep, said


def some(count: int, dimension: int = 70, seed: int = 1) -> vectors.Vector:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def embed(database: Database, ids: list[int], rows: vectors.Vector) -> vectors.Space:
    def put(connection: Connection) -> vectors.Space:
        space = vectors.use_space(connection, "m", "f", rows.shape[1])
        vectors.put_vectors(connection, space, ids, rows)
        return space

    return database.write(put)


def held(database: Database, space: vectors.Space, since: int = 0) -> dict[int, np.ndarray]:
    with database.reading() as connection:
        return {
            chunk.number * codes.CHUNK + int(slot): chunk.codes[slot]
            for chunk in codes.changed_chunks(connection, space.id, space.dimension, since)
            for slot in np.flatnonzero(chunk.present)
        }


@given(arrays(np.float32, st.tuples(st.integers(1, 3), st.integers(1, 130)), elements=st.floats(-1, 1, width=32)))
def test_a_code_has_the_sign_of_each_number_and_nothing_beyond(rows: vectors.Vector) -> None:
    made = codes.encode(rows)
    bits = np.unpackbits(made.view(np.uint8).reshape(len(rows), 2, -1), axis=2)
    assert (bits[:, 0, : rows.shape[1]] == (rows > 0)).all()
    assert not bits[:, :, rows.shape[1] :].any()
    # What is large is far from zero.
    assert (bits[:, 1, : rows.shape[1]] <= (rows != 0)).all()


def test_codes_are_those_of_the_vectors(database: Database) -> None:
    _, ids = keep(database, *(said(f"m{n}") for n in range(5)))
    rows = some(5)
    space = embed(database, ids, rows)
    kept = held(database, space)
    assert sorted(kept) == ids
    assert all((kept[id_] == code).all() for id_, code in zip(ids, codes.encode(rows), strict=True))


def test_only_what_changed_since_is_read(database: Database) -> None:
    _, ids = keep(database, *(said(f"m{n}") for n in range(3 * codes.CHUNK)))
    space = embed(database, ids, some(len(ids)))
    with database.reading() as connection:
        seen = codes.newest_change(connection, space.id)
        assert list(codes.changed_chunks(connection, space.id, space.dimension, seen)) == []
    database.write(lambda c: vectors.delete_vectors(c, [ids[codes.CHUNK + 5]]))
    with database.reading() as connection:
        changed = list(codes.changed_chunks(connection, space.id, space.dimension, seen))
    assert [chunk.number for chunk in changed] == [ids[codes.CHUNK + 5] // codes.CHUNK]
    assert changed[0].changed > seen


def test_what_is_removed_is_overwritten(database: Database) -> None:
    source_id, ids = keep(database, said("a"), said("b"))
    _, other = keep(database, said("c"), name="other")
    rows = some(3)
    space = embed(database, [*ids, *other], rows)
    gone, stays = codes.encode(rows)[0].tobytes(), codes.encode(rows)[2].tobytes()
    assert gone in pages(database)
    assert rows[0].tobytes() in pages(database)
    database.write(lambda c: memories.delete_memories_of(c, source_id))
    assert sorted(held(database, space)) == other
    left = pages(database)
    assert gone not in left
    assert rows[0].tobytes() not in left
    assert stays in left
    assert rows[2].tobytes() in left


def test_the_last_code_of_a_chunk_leaves_nothing(database: Database) -> None:
    source_id, ids = keep(database, said("a"), said("b"))
    space = embed(database, ids, some(2))
    database.write(lambda c: memories.delete_memories_of(c, source_id))
    assert held(database, space) == {}
    with database.reading() as connection:
        assert connection.execute(f"select sum(length(codes)) from code_{space.id}").get == 0
        assert codes.newest_change(connection, space.id) == 2


def test_another_model_takes_the_codes_with_it(database: Database) -> None:
    _, ids = keep(database, said("a"))
    rows = some(1)
    old = embed(database, ids, rows)
    new = database.write(lambda c: vectors.use_space(c, "n", "g", 3))
    assert held(database, new) == {}
    with database.reading() as connection:
        assert connection.execute("select count(*) from sqlite_master where name like ?", (f"%\\_{old.id}%",)).get == 0
    assert codes.encode(rows).tobytes() not in pages(database)
    assert rows.tobytes() not in pages(database)


@pytest.mark.parametrize("repeats", [1, 2])
def test_taking_out_what_is_not_there_changes_nothing(database: Database, repeats: int) -> None:
    _, ids = keep(database, said("a"))
    space = embed(database, ids, some(1))
    for _ in range(repeats):
        database.write(lambda c: vectors.delete_vectors(c, [77, 5000]))
    with database.reading() as connection:
        assert codes.newest_change(connection, space.id) == 1


def pages(database: Database) -> bytes:
    """Every page of the database as it is under the encryption, free pages included."""

    def read(connection: Connection) -> bytes:
        return bytes(connection.serialize("main"))

    return database.write(read)
