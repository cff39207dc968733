"""Facts and events lend what speaks for them to the messages they were made from."""

from __future__ import annotations

import numpy as np

from core.retrieval.lending import Derived, Lenders, gather_lenders, lend
from tests.unit.retrieval.fake_index import FakeIndex


def lenders(channel: str, *rows: list[int]) -> Lenders:
    ids = np.arange(100, 100 + len(rows))
    return Lenders(ids, [channel] * len(rows), [np.array(some, np.intp) for some in rows], None)


def test_a_fact_speaks_for_its_messages_and_never_against_any() -> None:
    lent = lend(lenders("fact", [0, 2], [1], []), {100: 5.0, 101: 1.0}, None, np.zeros(4))["fact"]
    assert lent[0] == lent[2] > 0
    assert lent.min() >= 0
    assert lent[3] == 0


def test_a_message_takes_the_best_of_what_speaks_for_it() -> None:
    lent = lend(lenders("fact", [0], [0], [1]), {100: 1.0, 101: 5.0, 102: 1.0}, None, np.zeros(2))["fact"]
    alone = lend(lenders("fact", [2], [0], [1]), {100: 1.0, 101: 5.0, 102: 1.0}, None, np.zeros(3))["fact"]
    assert lent[0] == alone[0]


def test_the_best_message_of_an_event_speaks_for_those_beside_it() -> None:
    said = np.array([4.0, 0.0, 0.0, 0.0])  # the first message holds the words; the second stands in its event
    lent = lend(lenders("event", [0, 1], [2, 3]), {}, None, said)["event"]
    assert lent[1] == lent[0] > lent[2]


def test_what_rests_on_no_candidate_lends_nothing() -> None:
    index = FakeIndex()
    derived = {9: Derived("fact", (70,)), 8: Derived("concept", (1,)), 7: Derived("event", (1, 70))}
    found = gather_lenders(derived, np.array([1, 2, 3]), index, embedded=False)
    assert found is not None
    assert found.ids.tolist() == [7]
    assert [rows.tolist() for rows in found.rows] == [[0]]
    assert gather_lenders({9: Derived("fact", (70,))}, np.array([1]), index, embedded=False) is None
