"""Times survive the store with the clock they were read on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.model import times

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES))
def test_a_time_comes_back_to_the_millisecond_with_its_zone(value: datetime) -> None:
    back = times.from_store(*times.to_store(value))
    assert abs(back - value) <= timedelta(milliseconds=1)
    assert back.utcoffset() == value.utcoffset()


def test_a_time_without_zone_is_local() -> None:
    assert times.parse("2023-05-08T13:56:00") == datetime(2023, 5, 8, 13, 56).astimezone()
    assert times.parse("2023-05-08T13:56:00Z") == datetime(2023, 5, 8, 13, 56, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2023-13-01", "8 May 2023", "9" * 5000])
def test_what_is_no_time_is_told_so(text: str) -> None:
    with pytest.raises(UserError, match="not a time"):
        times.parse(text)
