"""Weights move towards what finds more, within bounds, and not at all where there is nothing to learn."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.rehearsal.tuning import Lesson, fit_factors, reciprocal_ranks, sure_gain


def lessons(count: int, seed: int) -> list[Lesson]:
    """Questions for which the second channel knows better and the first is noise."""
    chance = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        right = np.arange(10) == chance.integers(10)
        shares = np.stack([chance.normal(size=10), 0.6 * right + 0.3 * chance.normal(size=10)], axis=1)
        made.append(Lesson(shares, right))
    return made


def test_what_tells_more_is_given_more_weight() -> None:
    taught, held = lessons(200, 1), lessons(200, 2)
    factors = fit_factors(taught, np.ones(2))
    assert factors[1] > 1.0 > factors[0]
    assert sure_gain(reciprocal_ranks(held, np.ones(2)), reciprocal_ranks(held, factors)) > 0


def test_a_few_questions_move_little() -> None:
    few, many = (np.abs(np.log(fit_factors(lessons(count, 3), np.ones(2)))).max() for count in (2, 200))
    assert few < many


@given(st.integers(0, 30), st.integers(0, 1000))
def test_factors_stay_within_their_bounds(count: int, seed: int) -> None:
    factors = fit_factors(lessons(count, seed), np.ones(2))
    assert np.all((factors >= 0.8 - 1e-9) & (factors <= 1.25 + 1e-9))
    if not count:
        assert factors.tolist() == [1.0, 1.0]


def test_questions_that_nothing_answers_count_as_found_at_no_place() -> None:
    nowhere = Lesson(np.ones((3, 2)), np.zeros(3, dtype=np.bool_))
    second = Lesson(np.array([[2.0, 0.0], [1.0, 0.0]]), np.array([False, True]))
    assert reciprocal_ranks([nowhere, second], np.ones(2)).tolist() == [0.0, 0.5]
    assert fit_factors([nowhere], np.ones(2)).tolist() == [1.0, 1.0]


def test_a_gain_that_may_be_luck_is_none() -> None:
    before = np.array([0.5, 0.5, 0.5, 0.5])
    assert sure_gain(before, before + 0.1) > 0.09
    assert sure_gain(before, np.array([1.0, 0.5, 0.5, 0.2])) < 0
    assert sure_gain(before[:1], before[:1] + 1) == 0.0


def test_a_question_moves_only_what_it_can_tell_of() -> None:
    deaf = [Lesson(one.shares, one.right, teaches=np.array([True, False])) for one in lessons(200, 1)]
    assert fit_factors(deaf, np.ones(2))[1] == 1.0


def test_a_weight_far_from_its_default_is_drawn_back() -> None:
    flat = [Lesson(np.ones((4, 2)), np.arange(4) == 1)] * 10
    back = fit_factors(flat, np.array([2.0, 0.5]))
    assert back[0] < 1.0 < back[1]
