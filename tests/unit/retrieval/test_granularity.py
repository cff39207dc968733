from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from core.retrieval.granularity import entropy, weigh_granularities

scores = nps.arrays(np.float64, st.integers(0, 20), elements=st.floats(-30, 30))


@given(scores)
def test_entropy_lies_between_none_and_all(values: np.ndarray) -> None:
    assert -1e-9 <= entropy(values) <= 1 + 1e-9


def test_scores_that_are_all_alike_decide_nothing() -> None:
    assert entropy(np.zeros(8)) == pytest.approx(1.0)
    assert entropy(np.array([50.0, 0, 0, 0])) == pytest.approx(0.0, abs=1e-6)


def test_the_granularity_that_singles_out_few_counts_more() -> None:
    sharp, flat = np.array([9.0, 0, 0, 0]), np.zeros(4)
    factors = weigh_granularities({"words": sharp, "window": flat, "session_words": flat}, np.arange(4), 1.0)
    assert factors["memory"] > 1 > factors["window"]
    assert factors["window"] == factors["session"]


def test_without_decisiveness_or_channels_nothing_is_weighed() -> None:
    channels = {"words": np.array([9.0, 0]), "window": np.zeros(2)}
    assert set(weigh_granularities(channels, np.arange(2), 0.0).values()) == {1.0}
    assert weigh_granularities({}, np.arange(0), 1.0) == {}
