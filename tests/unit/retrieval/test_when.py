from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.model.period import Grain, Period
from core.retrieval.channels import when


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def period(first: str, after: str, grain: Grain = Grain.DAY) -> Period:
    return Period(day(first) if first else None, day(after) if after else None, grain)


MAY = period("2023-05-01", "2023-06-01", Grain.MONTH)


def scores(*candidates: Period | None, asked: Period = MAY, any_year: bool = False) -> list[float]:
    return [float(score) for score in when.score(candidates, asked, any_year=any_year)]


def test_nothing_asked_scores_nothing() -> None:
    assert when.score([MAY, None], None).tolist() == [0.0, 0.0]
    assert when.score([], MAY).shape == (0,)


def test_inside_scores_one_and_without_a_time_nothing() -> None:
    noon = Period(day("2023-05-07T12:00"), day("2023-05-07T12:00"), Grain.INSTANT)
    assert scores(period("2023-05-07", "2023-05-08"), noon, MAY, None) == [1.0, 1.0, 1.0, 0.0]


def test_farther_outside_scores_less() -> None:
    near, far, farthest = scores(
        period("2023-06-02", "2023-06-03"), period("2023-07-02", "2023-07-03"), period("2013-07-02", "2013-07-03")
    )
    assert 1 > near > far > farthest >= -1
    assert farthest < -0.99


def test_what_reaches_out_of_the_stretch_scores_less_than_what_lies_inside() -> None:
    inside, half, year = scores(
        period("2023-05-07", "2023-05-08"),
        period("2023-05-17", "2023-06-15"),
        period("2023-01-01", "2024-01-01", Grain.YEAR),
    )
    assert inside > half > year > 0


def test_a_longer_stretch_reaches_farther() -> None:
    candidate = period("2022-11-01", "2022-11-02")
    year = period("2023-01-01", "2024-01-01", Grain.YEAR)
    assert scores(candidate, asked=year)[0] > scores(candidate, asked=period("2023-01-01", "2023-01-02"))[0]


def test_open_stretches_take_in_their_side() -> None:
    since = period("2023-01-01", "", Grain.YEAR)
    assert scores(MAY, asked=since) == [1.0]
    assert scores(period("2013-05-01", "2013-06-01"), asked=since)[0] < -0.9
    going_on = period("2019-01-01", "", Grain.YEAR)
    assert 0 < scores(going_on)[0] < 1
    assert scores(period("", "2019-01-01", Grain.YEAR))[0] < 0


def test_any_year_takes_the_nearest() -> None:
    earlier = period("2019-05-10", "2019-05-11")
    winter = period("2019-11-10", "2019-11-11")
    assert scores(earlier)[0] < -0.9
    assert scores(earlier, any_year=True)[0] == 1.0
    assert scores(winter, any_year=True)[0] < 0


@given(
    st.lists(
        st.none() | st.tuples(st.integers(-9000, 9000), st.integers(0, 4000), st.booleans(), st.booleans()), max_size=20
    ),
    st.tuples(st.integers(-9000, 9000), st.integers(0, 4000), st.booleans(), st.booleans()),
    st.booleans(),
)
def test_scores_are_finite_and_bounded(
    told: list[tuple[int, int, bool, bool] | None], asked: tuple[int, int, bool, bool], any_year: bool
) -> None:
    def stretch(numbers: tuple[int, int, bool, bool]) -> Period:
        first = day("2000-01-01") + timedelta(days=numbers[0])
        after = first + timedelta(days=numbers[1])
        return Period(None if numbers[2] else first, None if numbers[3] else after, Grain.DAY)

    found = when.score([stretch(one) if one else None for one in told], stretch(asked), any_year=any_year)
    assert found.shape == (len(told),)
    assert np.all(np.isfinite(found))
    assert np.all((found >= -1) & (found <= 1))
