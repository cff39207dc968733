"""Activation reaches what a question names, then what is named beside it; what is named everywhere links nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.channels.graph import spread_activation

ANNA, BERGEN, REX, TOM = 1, 2, 3, 4


def test_what_is_named_comes_before_what_is_linked_and_that_before_the_rest() -> None:
    links = {10: [ANNA, BERGEN], 11: [BERGEN], 12: [REX], 13: []}
    scores = spread_activation([10, 11, 12, 13, 99], {ANNA: 1.0}, links, {ANNA: 1, BERGEN: 2, REX: 1})
    assert scores.shape == (5,)
    assert scores[0] == 1.0
    assert 0 < scores[1] < 1
    assert scores[2] == scores[3] == scores[4] == 0


def test_a_hub_passes_on_little() -> None:
    links = {10: [ANNA, TOM, REX], 11: [TOM], 12: [REX]}
    scores = spread_activation([11, 12], {ANNA: 1.0}, links, {ANNA: 1, TOM: 5000, REX: 2})
    assert scores[1] == 1.0
    assert scores[0] < 0.01


def test_without_candidates_there_is_nothing_to_score() -> None:
    assert spread_activation([], {ANNA: 1.0}, {}, {}).shape == (0,)


ids = st.integers(0, 8)


@given(
    st.lists(st.integers(0, 20), max_size=12, unique=True),
    st.dictionaries(ids, st.floats(0, 5), max_size=4),
    st.dictionaries(st.integers(0, 20), st.lists(ids, max_size=5), max_size=12),
    st.dictionaries(ids, st.integers(0, 10**6)),
)
def test_scores_lie_between_0_and_1(
    candidates: list[int], asked: dict[int, float], links: dict[int, list[int]], frequency: dict[int, int]
) -> None:
    scores = spread_activation(candidates, asked, links, frequency)
    assert scores.shape == (len(candidates),)
    assert np.all(np.isfinite(scores))
    assert np.all((scores >= 0) & (scores <= 1))
