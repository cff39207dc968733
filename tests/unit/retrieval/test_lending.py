"""Events and facts speak for the messages they rest on, and are no hits themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.lending import Derived, Lenders, gather_lenders, lend
from tests.unit.retrieval.fake_index import FakeIndex

CANDIDATES = np.array([3, 5, 8], np.int64)
SAID = np.zeros(3)
"""None of the candidates fits by its own words."""


def gathered(derived: dict[int, Derived], index: FakeIndex | None = None) -> Lenders | None:
    return gather_lenders(derived, CANDIDATES, index or FakeIndex(), embedded=index is not None)


def test_only_what_rests_on_a_candidate_lends_and_only_to_those() -> None:
    lenders = gathered(
        {
            20: Derived("event", (3, 4, 8)),
            21: Derived("fact", (5,)),
            22: Derived("fact", (4,)),
            23: Derived("chunk", (3,)),
        }
    )
    assert lenders is not None
    assert lenders.ids.tolist() == [20, 21]
    assert list(lenders.channels) == ["event", "fact"]
    assert [rows.tolist() for rows in lenders.rows] == [[0, 2], [1]]
    assert lenders.vectors is None


def test_nobody_lends_where_nothing_fits() -> None:
    assert gathered({22: Derived("fact", (4, 99))}) is None
    assert gathered({}) is None
    assert gather_lenders({1: Derived("fact", (3,))}, np.zeros(0, np.int64), FakeIndex(), embedded=False) is None


def test_a_message_takes_the_best_of_what_speaks_for_it() -> None:
    lenders = gathered({20: Derived("event", (3, 5)), 21: Derived("event", (5,)), 22: Derived("event", (8,))})
    assert lenders is not None
    lent = lend(lenders, {20: 1.0, 21: 4.0, 22: 0.0}, None, SAID)["event"]
    assert lent[1] > lent[0] > lent[2]
    assert lent[2] < 0  # an event speaks against its messages too


def test_a_fact_never_speaks_against_its_messages() -> None:
    lenders = gathered({20: Derived("fact", (3,)), 21: Derived("fact", (5,))})
    assert lenders is not None
    lent = lend(lenders, {20: 3.0}, None, SAID)["fact"]
    assert lent[0] > 0
    assert lent[1:].tolist() == [0.0, 0.0]


def test_meaning_counts_as_much_as_words_and_what_has_no_vector_is_neutral() -> None:
    index = FakeIndex(known_vectors={20: np.array([1, 0, 0, 0], np.float32), 21: np.array([0, 1, 0, 0], np.float32)})
    lenders = gathered({20: Derived("event", (3,)), 21: Derived("event", (5,)), 22: Derived("event", (8,))}, index)
    assert lenders is not None
    lent = lend(lenders, {}, np.array([1, 0, 0, 0], np.float32), SAID)["event"]
    assert lent[0] == pytest.approx(0.25)
    assert lent[1] == pytest.approx(-0.25)
    assert lent[2] == 0.0
    other_space = lend(lenders, {}, np.ones(7, np.float32), SAID)["event"]
    assert other_space.tolist() == [0.0, 0.0, 0.0]


def test_an_event_lends_the_best_words_in_it_to_all_of_its_messages() -> None:
    lenders = gathered({20: Derived("event", (3, 5)), 21: Derived("event", (8,))})
    assert lenders is not None
    lent = lend(lenders, {}, None, np.array([0.0, 6.0, 1.0]))["event"]
    assert lent[0] == lent[1] > 0 > lent[2]


SCORES = st.dictionaries(st.integers(20, 27), st.floats(0, 30, allow_nan=False), max_size=8)
PARENTS = st.lists(st.sampled_from([3, 4, 5, 8, 9]), min_size=1, max_size=4, unique=True)
DERIVED = st.dictionaries(
    st.integers(20, 27), st.builds(Derived, st.sampled_from(["event", "summary", "fact"]), PARENTS.map(tuple))
)


@given(DERIVED, SCORES)
def test_whatever_is_lent_is_a_number_for_each_candidate_and_nothing_for_those_nobody_speaks_for(
    derived: dict[int, Derived], by_words: dict[int, float]
) -> None:
    lenders = gathered(derived)
    if lenders is None:
        return
    for channel, lent in lend(lenders, by_words, None, SAID).items():
        assert lent.shape == (3,)
        assert np.isfinite(lent).all()
        spoken = {
            row for name, rows in zip(lenders.channels, lenders.rows, strict=True) for row in rows if name == channel
        }
        assert all(lent[row] == 0.0 for row in range(3) if row not in spoken)
        assert channel == "event" or (lent >= 0).all()
