"""Vectors in less room: whatever they are kept in, they read as unit vectors near to what they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.memory import Precision
from core.store import precision, vectors
from core.store.database import Database
from tests.unit.store.samples import keep, said


def drawn(count: int, dimension: int, seed: int) -> vectors.Vector:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(st.integers(1, 5), st.integers(1, 400), st.integers(0, 2**32 - 1), st.data())
def test_any_mixture_reads_back_as_unit_vectors(count: int, dimension: int, seed: int, data: st.DataObject) -> None:
    rows = drawn(count, dimension, seed)
    kinds = data.draw(st.lists(st.sampled_from(Precision), min_size=count, max_size=count))
    packed = [precision.pack(row[None], kind)[0] for row, kind in zip(rows, kinds, strict=True)]
    assert [len(value) for value in packed] == [precision.size_of(kind, dimension) for kind in kinds]
    back = precision.unpack(packed, dimension)
    assert np.linalg.norm(back, axis=1) == pytest.approx(np.ones(count), abs=1e-4)
    for row, kept, kind in zip(rows, back, kinds, strict=True):
        if kind is Precision.FLOAT:
            assert kept == pytest.approx(row)
        elif kind is Precision.INT8:
            assert kept == pytest.approx(row, abs=0.5 / 127 + 1e-3)
        else:
            assert np.array_equal(kept > 0, row > 0)


@given(st.integers(1, 8192))
def test_a_length_tells_how_exactly_a_vector_is_kept(dimension: int) -> None:
    assert len({precision.size_of(kind, dimension) for kind in Precision}) == 3


def test_how_near_the_numbers_stay() -> None:
    rows = drawn(200, 384, 3)
    for kind, least in ((Precision.INT8, 0.9999), (Precision.BIT, 0.9)):
        back = precision.unpack(precision.pack(rows, kind), 384)
        assert (back * rows).sum(axis=1).min() > least


def test_what_is_no_vector_is_said() -> None:
    with pytest.raises(ValueError, match="no vectors"):
        precision.unpack([b"123"], 384)


def test_vectors_kept_less_exactly_take_less_and_are_never_written_more_exactly(database: Database) -> None:
    _, ids = keep(database, said("a"), said("b"), said("c"))
    rows = drawn(3, 64, 1)
    space = database.write(lambda c: vectors.use_space(c, "m", "f" * 64, 64))
    database.write(lambda c: vectors.put_vectors(c, space, ids, rows))
    database.write(lambda c: vectors.keep_less_exactly(c, ids[:1], Precision.BIT))
    database.write(lambda c: vectors.keep_less_exactly(c, ids[:2], Precision.INT8))
    with database.reading() as connection:
        assert vectors.count_bytes(connection, space) == 16 + 68 + 256
        assert vectors.count_misshapen(connection, space) == 0
        found, back = vectors.read_vectors(connection, space, ids)
    assert found == ids
    cosines = (back * rows).sum(axis=1)
    assert cosines[0] > 0.85
    assert cosines[1:] == pytest.approx([1.0, 1.0], abs=1e-3)


def test_a_faded_memory_that_is_embedded_anew_keeps_its_precision(database: Database) -> None:
    _, ids = keep(database, said("a"), said("b"))
    database.write(lambda c: c.execute("update memory set precision = 'int8' where id = ?", (ids[0],)))
    space = database.write(lambda c: vectors.use_space(c, "m", "f" * 64, 64))
    database.write(lambda c: vectors.put_vectors(c, space, ids, drawn(2, 64, 1)))
    with database.reading() as connection:
        assert vectors.count_bytes(connection, space) == 68 + 256
