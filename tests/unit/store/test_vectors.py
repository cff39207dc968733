"""Vectors of one model at a time, each memory embedded once."""

from __future__ import annotations

import numpy as np
import pytest

from core.store import memories, vectors
from core.store.database import Database
from tests.unit.store.samples import keep, said


def unit(*numbers: float) -> vectors.Vector:
    row = np.array(numbers, np.float32)
    return row / np.linalg.norm(row)


def test_the_nearest_come_first_with_their_cosine(database: Database) -> None:
    _, ids = keep(database, said("a"), said("b"), said("c"))
    rows = np.stack([unit(1, 0), unit(1, 1), unit(-1, 0)])
    database.write(lambda c: vectors.put_vectors(c, vectors.use_space(c, "m", "f", 2), ids, rows))
    with database.reading() as connection:
        space = vectors.current_space(connection)
        assert space is not None
        found = vectors.nearest(connection, space, unit(1, 0.1), 10)
        kept = vectors.vectors_of(connection, space, [ids[1], 999])
    assert [id_ for id_, _ in found] == ids
    assert found[0][1] == pytest.approx(float(unit(1, 0.1) @ unit(1, 0)), abs=1e-6)
    assert found[2][1] < 0
    assert kept.keys() == {ids[1]}
    assert kept[ids[1]] == pytest.approx(unit(1, 1))


def test_a_second_vector_for_a_memory_is_left_out(database: Database) -> None:
    _, ids = keep(database, said("a"))
    space = database.write(lambda c: vectors.use_space(c, "m", "f", 2))
    assert database.write(lambda c: vectors.put_vectors(c, space, ids, unit(1, 0)[None])) == 1
    assert database.write(lambda c: vectors.put_vectors(c, space, ids, unit(0, 1)[None])) == 0
    with database.reading() as connection:
        assert vectors.vectors_of(connection, space, ids)[ids[0]] == pytest.approx(unit(1, 0))


def test_a_vector_for_a_memory_that_is_gone_is_left_out(database: Database) -> None:
    space = database.write(lambda c: vectors.use_space(c, "m", "f", 2))
    assert database.write(lambda c: vectors.put_vectors(c, space, [77], unit(1, 0)[None])) == 0


def test_another_model_empties_the_space_and_all_wait_again(database: Database) -> None:
    _, ids = keep(database, said("a"), said("b"))
    old = database.write(lambda c: vectors.use_space(c, "m", "f", 2))
    database.write(lambda c: vectors.put_vectors(c, old, ids, np.stack([unit(1, 0), unit(0, 1)])))
    new = database.write(lambda c: vectors.use_space(c, "n", "g", 3))
    with database.reading() as connection:
        assert vectors.current_space(connection) == new
        assert vectors.count_vectors(connection, new) == 0
        assert memories.count_unembedded(connection) == 2
    assert database.write(lambda c: vectors.use_space(c, "n", "g", 3)) == new


def test_a_wrong_shape_is_a_bug(database: Database) -> None:
    space = database.write(lambda c: vectors.use_space(c, "m", "f", 2))
    with pytest.raises(ValueError, match="shape"):
        database.write(lambda c: vectors.put_vectors(c, space, [1], np.zeros((1, 3), np.float32)))
