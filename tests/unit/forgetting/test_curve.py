"""What a curve promises: time only takes, use only gives, and more to what was nearly gone. Units are days."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forgetting.curve import CURVE
from core.model.memory import Strength
from core.model.retention import birth_stability, falls_to, retained

NOW = datetime(2026, 5, 8, tzinfo=UTC)
DAYS = st.floats(0.0, 4000.0)
STRENGTHS = st.builds(
    lambda stability, ago: Strength(stability, NOW - timedelta(days=ago)), st.floats(14.0, 7300.0), DAYS
)


def after(days: float) -> datetime:
    return NOW + timedelta(days=days)


@given(STRENGTHS, DAYS, DAYS)
def test_retention_falls_with_time_and_lies_between_nothing_and_all(old: Strength, first: float, more: float) -> None:
    sooner, later = CURVE.retention(old, after(first)), CURVE.retention(old, after(first + more))
    assert 0.0 <= later <= sooner <= 1.0


@given(STRENGTHS, DAYS, st.floats(0.0, 1.0))
def test_a_use_lowers_neither_stability_nor_retention_at_any_later_time(
    old: Strength, later: float, share: float
) -> None:
    new = CURVE.reinforce(old, NOW, share)
    assert new.stability >= old.stability
    assert CURVE.retention(new, after(later)) >= CURVE.retention(old, after(later)) - 1e-12


@given(st.floats(14.0, 7000.0), st.floats(0.0, 2000.0), st.floats(0.1, 2000.0))
def test_a_use_gives_more_where_more_was_lost(stability: float, idle: float, more: float) -> None:
    fresh, faint = (Strength(stability, NOW - timedelta(days=days)) for days in (idle, idle + more))
    gains = [CURVE.reinforce(one, NOW).stability for one in (fresh, faint)]
    assert gains[1] >= gains[0]
    if CURVE.retention(fresh, NOW) - CURVE.retention(faint, NOW) > 1e-6 and gains[1] < 7300.0:
        assert gains[1] > gains[0]


@given(st.floats(14.0, 7300.0), st.floats(1.0, 400.0))
def test_units_are_days(stability: float, days: float) -> None:
    strength = Strength(stability, NOW)
    assert retained(strength, NOW + timedelta(hours=24 * days)) == pytest.approx(math.exp(-days / stability))
    assert retained(strength, falls_to(strength, 0.25)) == pytest.approx(0.25)


@given(STRENGTHS, DAYS)
def test_what_is_pinned_stays(old: Strength, later: float) -> None:
    assert retained(old, after(later), pinned=True) == 1.0


@given(STRENGTHS, st.floats(0.0, 4000.0))
def test_a_clock_that_was_set_back_takes_nothing(old: Strength, back: float) -> None:
    earlier = old.reinforced_at - timedelta(days=back)
    new = CURVE.reinforce(old, earlier)
    assert CURVE.retention(old, earlier) == 1.0
    assert (new.stability, new.reinforced_at) == (old.stability, old.reinforced_at)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_what_means_more_is_born_stronger(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 14.0 <= birth_stability(low) <= birth_stability(high) <= 365.0 + 1e-9


def test_ten_uses_in_a_month_carry_over_ninety_idle_days_even_for_what_means_nothing() -> None:
    strength = CURVE.bear(0.0, NOW)
    for number in range(10):
        strength = CURVE.reinforce(strength, after(3.0 * (number + 1)))
    assert strength.recalls == 10
    assert CURVE.retention(strength, after(30.0 + 90.0)) >= 0.5


def test_what_means_nothing_and_is_not_used_has_ebbed_away_after_sixty_days() -> None:
    assert CURVE.retention(CURVE.bear(0.0, NOW), after(60.0)) <= 0.1


def test_ten_uses_within_an_hour_are_hardly_more_than_one() -> None:
    born = CURVE.bear(0.0, NOW - timedelta(days=10))
    once = often = CURVE.reinforce(born, NOW)
    for minutes in range(5, 50, 5):
        often = CURVE.reinforce(often, NOW + timedelta(minutes=minutes))
    assert often.stability < once.stability * 1.05


def test_a_use_in_part_gives_that_part() -> None:
    old = Strength(20.0, NOW - timedelta(days=30))
    none, half, whole = (CURVE.reinforce(old, NOW, share) for share in (0.0, 0.5, 1.0))
    assert none == old
    assert half.stability == pytest.approx((old.stability + whole.stability) / 2)
    assert (half.reinforced_at, half.recalls, whole.recalls) == (NOW - timedelta(days=15), 0, 1)
