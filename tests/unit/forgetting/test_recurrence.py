"""What comes back in long cycles: told by words or by uses, held until two of its dates passed unused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.forgetting.recurrence import find_recurrence, held_until, next_date
from core.model.kept import Recurrence
from core.model.memory import Form, Kind, Memory, Span, Strength
from core.model.period import Grain

BORN = datetime(2024, 2, 1, tzinfo=UTC)


def memory(text: str, dated: datetime | None = None, last: float = 0.0) -> Memory:
    strength = Strength(30.0, BORN + timedelta(days=last))
    grain = None if dated is None else Grain.DAY
    return Memory(
        1, Kind.EPISODIC, Form.CHUNK, text, 1, 0, Span("x", 0, 1), BORN, strength, true_from=dated, true_grain=grain
    )


def days(*numbers: float) -> list[datetime]:
    return [BORN + timedelta(days=number) for number in numbers]


@given(st.floats(20.0, 400.0), st.floats(-3000.0, 3000.0), st.floats(0.0, 3000.0))
def test_the_next_date_comes_within_a_cycle(cycle: float, anchor: float, after: float) -> None:
    found = Recurrence(cycle, BORN + timedelta(days=anchor), "")
    moment = BORN + timedelta(days=after)
    wait = next_date(found, moment) - moment
    assert timedelta(microseconds=-1) < wait <= timedelta(days=cycle, milliseconds=1)
    assert held_until(found, moment) >= next_date(found, moment) + timedelta(days=cycle)


def test_a_birthday_is_held_over_two_of_its_days() -> None:
    found = find_recurrence(memory("Mum's birthday is on 12 May.", datetime(2024, 5, 12, tzinfo=UTC)), [])
    assert found is not None
    assert found.next_at.date() == datetime(2024, 5, 12).date()
    assert "birthday" in found.reason
    assert datetime(2025, 5, 12, tzinfo=UTC) < held_until(found, BORN) < datetime(2026, 5, 12, tzinfo=UTC)


def test_after_a_use_it_is_held_for_two_more() -> None:
    found = find_recurrence(memory("Mum's birthday is on 12 May.", datetime(2024, 5, 12, tzinfo=UTC), 470), [])
    assert found is not None
    assert found.next_at.year == 2026
    assert held_until(found, BORN + timedelta(days=470)) > datetime(2027, 5, 12, tzinfo=UTC)


def test_what_was_wanted_again_after_a_year_comes_back() -> None:
    plain = memory("The number of the chimney sweep is 0173 555.", last=368)
    found = find_recurrence(plain, days(368))
    assert found is not None
    assert found.next_at.year == 2026
    assert "after about a year" in found.reason
    assert find_recurrence(plain, days(100)) is None


def test_what_is_wanted_all_year_round_is_no_recurrence() -> None:
    assert find_recurrence(memory("The wifi password.", last=368), days(90, 180, 270, 368)) is None
