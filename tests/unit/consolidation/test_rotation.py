"""However many nights there are, the backups are bounded, and reach back for months."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.consolidation.keep.rotation import DAILY, MONTHLY, WEEKLY, kept_of

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(st.sets(DAYS))
def test_no_more_are_kept_than_are_promised_and_the_newest_always_is(made: set[date]) -> None:
    kept = kept_of(made)
    assert kept <= made
    assert len(kept) <= DAILY + WEEKLY + MONTHLY
    assert set(sorted(made)[-DAILY:]) <= kept
    assert kept_of(kept) == kept


@given(st.lists(st.integers(1, 40), min_size=1, max_size=120), DAYS)
def test_night_after_night_the_last_days_weeks_and_months_are_there(pauses: list[int], first: date) -> None:
    kept, made, day = {first}, [first], first
    for pause in pauses:
        day += timedelta(pause)
        made.append(day)
        kept = kept_of(kept | {day})
    assert set(made[-DAILY:]) <= kept
    months = sorted({(one.year, one.month) for one in made})[-MONTHLY:]
    weeks = sorted({one.isocalendar()[:2] for one in made})[-WEEKLY:]
    assert set(months) <= {(one.year, one.month) for one in kept}
    assert set(weeks) <= {one.isocalendar()[:2] for one in kept}


def test_a_year_of_nights_leaves_a_handful_that_reach_back_two_months() -> None:
    kept: set[date] = set()
    for number in range(365):
        kept = kept_of(kept | {date(2026, 1, 1) + timedelta(number)})
    assert sorted(kept) == [
        date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 13), date(2026, 12, 20), date(2026, 12, 27),
        date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31),
    ]  # fmt: skip
