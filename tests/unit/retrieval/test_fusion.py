from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from core.retrieval.fusion import add, pool_by_group, standardise, weigh

finite = st.floats(-1e6, 1e6, allow_nan=False, width=32)
columns = nps.arrays(np.float64, st.integers(1, 40), elements=finite)


@given(st.integers(1, 50), finite)
def test_what_is_all_alike_says_nothing(size: int, value: float) -> None:
    assert not standardise(np.full(size, value)).any()


@given(columns)
def test_standardised_values_have_mean_zero_and_spread_one_or_zero(values: np.ndarray) -> None:
    result = standardise(values)
    assert abs(result.mean()) < 1e-6
    assert result.std() == pytest.approx(1.0, abs=1e-6) or not result.any()


@given(columns)
def test_standardising_keeps_the_order(values: np.ndarray) -> None:
    result = standardise(values)
    order = np.argsort(values, kind="stable")
    assert (np.diff(result[order]) >= 0).all()


@given(nps.arrays(np.float64, st.integers(2, 20), elements=st.integers(-50, 50)), st.integers(1, 9), st.integers(-9, 9))
def test_standardising_forgets_scale_and_origin(values: np.ndarray, scale: int, origin: int) -> None:
    np.testing.assert_allclose(standardise(values * scale + origin), standardise(values), atol=1e-9)


@given(columns, st.data())
def test_the_unknown_is_neutral_and_moves_nothing(values: np.ndarray, data: st.DataObject) -> None:
    known = data.draw(nps.arrays(np.bool_, values.shape))
    result = standardise(values, known)
    assert not result[~known].any()
    np.testing.assert_array_equal(result[known], standardise(values[known]))


@given(columns, st.data())
def test_the_order_of_candidates_does_not_matter(values: np.ndarray, data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    turn = np.array(data.draw(st.permutations(range(len(values)))))
    np.testing.assert_allclose(standardise(values[turn]), standardise(values)[turn], atol=1e-6)
    pooled = pool_by_group(values, np.array(groups), 3)
    np.testing.assert_allclose(pool_by_group(values[turn], np.array(groups)[turn], 3), pooled[turn])


def test_a_group_is_worth_the_mean_of_its_best() -> None:
    pooled = pool_by_group(np.array([3.0, 1.0, -5.0, 4.0]), np.array([0, 0, 0, 1]), 2)
    assert pooled.tolist() == [2.0, 2.0, 2.0, 2.0]


@given(columns, st.data())
def test_the_sum_is_monotone_in_every_channel(values: np.ndarray, data: st.DataObject) -> None:
    other = data.draw(nps.arrays(np.float64, values.shape, elements=finite))
    row = data.draw(st.integers(0, len(values) - 1))
    better = values.copy()
    better[row] += data.draw(st.floats(0, 1e6))
    weights = {"one": data.draw(st.floats(0, 10)), "two": data.draw(st.floats(-10, 10))}
    before = add(weigh({"one": values, "two": other}, weights), len(values))
    after = add(weigh({"one": better, "two": other}, weights), len(values))
    assert after[row] >= before[row]
    np.testing.assert_array_equal(np.delete(after, row), np.delete(before, row))


def test_a_channel_without_a_weight_is_a_bug() -> None:
    with pytest.raises(KeyError):
        weigh({"colour": np.zeros(1)}, {})


def test_nothing_adds_up_to_zeros() -> None:
    assert add({}, 3).tolist() == [0.0, 0.0, 0.0]
