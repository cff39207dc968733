"""What all vectors have in common is taken out of them, and what tells them apart is left."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.retrieval.clearing import FEWEST, Clearing, find_common
from core.retrieval.search import find
from tests.unit.retrieval.fake_index import FakeIndex

DIMENSION = 12


def talk(count: int, seed: int = 1) -> NDArray[np.float32]:
    """Vectors that differ in nine numbers a little, and in three far more, with a mean that is not zero."""
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(count, DIMENSION))
    rows[:, :3] *= 6.0
    rows[:, 3] += 4.0
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def common(count: int = 400) -> Clearing:
    found = find_common(talk(count), "model", count)
    assert found is not None
    return found


def test_directions_are_orthonormal_and_those_along_which_vectors_differ_most() -> None:
    found = common()
    assert np.allclose(found.directions @ found.directions.T, np.eye(3), atol=1e-5)
    assert np.abs(found.directions[:, :3]).max(axis=0).min() > 0.5


@given(st.integers(0, 50))
def test_what_is_left_is_of_unit_length_and_has_nothing_along_them(seed: int) -> None:
    found = common()
    rows = talk(5, seed)
    left = found.clear(rows)
    assert np.allclose(np.linalg.norm(left, axis=1), 1.0, atol=1e-5)
    assert np.abs(left @ found.directions.T).max() < 1e-4
    assert np.allclose(found.clear(rows[0]), left[0], atol=1e-6)


def test_what_has_no_vector_has_none_afterwards() -> None:
    rows = np.vstack([talk(1), np.zeros((1, DIMENSION), np.float32)])
    assert not common().clear(rows)[1].any()


def test_a_few_memories_have_nothing_in_common() -> None:
    assert find_common(talk(FEWEST - 1), "model", FEWEST - 1) is None


def test_it_is_kept_as_text_and_read_again() -> None:
    found = common()
    again = Clearing.from_json(found.to_json())
    assert again is not None
    assert (again.fingerprint, again.count) == ("model", 400)
    assert np.array_equal(again.mean, found.mean)
    assert np.array_equal(again.directions, found.directions)


def test_what_cannot_be_read_counts_as_nothing() -> None:
    broken = json.loads(common().to_json())
    for text in (None, "", "[]", "{", "[" * 5000, json.dumps({**broken, "version": 9}),
                 json.dumps({**broken, "mean": "!"}), json.dumps({**broken, "mean": ""}),
                 json.dumps({**broken, "directions": broken["mean"][:8]})):  # fmt: skip
        assert Clearing.from_json(text) is None


def test_what_everybody_says_no_longer_brings_a_memory_up() -> None:
    index = FakeIndex()
    # Both are told in the same manner (the first number); only one is about what is asked (the second).
    index.tell(1, "Nora", "alpha", "a", [1.0, 0.1, 0.0, 0.0])
    index.tell(2, "Nora", "beta", "b", [0.6, 0.5, 0.6, 0.0])
    question = np.array([0.9, 0.4, 0.0, 0.0], np.float32)
    question /= np.linalg.norm(question)
    plainly = {hit.memory_id: hit.channels["vector"] for hit in find("?", question, index).hits}
    index.common = Clearing("", 300, np.zeros(4, np.float32), np.array([[1, 0, 0, 0], [0, 0, 1, 0]], np.float32))
    cleared = {hit.memory_id: hit.channels["vector"] for hit in find("?", question, index).hits}
    assert plainly[1] > plainly[2]
    assert cleared[1] == cleared[2]
