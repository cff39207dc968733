"""The newest true value holds, in whatever order they were stored; stable relations keep the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.model.entity import Standing, Triple
from core.model.memory import Trust
from core.understanding.validity import settle

DAY = datetime(2024, 1, 1, tzinfo=UTC)


def told(value: str, day: int, **other: object) -> Triple:
    triple = Triple(
        id=day, memory_id=day, subject="Robin", relation="lives in", object=value, stable=False,
        standing=Standing.HOLDS, trust=Trust.IMPORTED, at=DAY + timedelta(days=day),
    )  # fmt: skip
    return replace(triple, **other)  # type: ignore[arg-type]


def holding(*triples: Triple, several: bool = False, now: datetime | None = None) -> list[str]:
    return [triple.object for triple in settle(triples, several=several, now=now).holding]


def test_the_newest_value_holds_and_the_others_are_history() -> None:
    settled = settle([told("Porto", 3), told("Bergen", 9), told("Cadiz", 1), told("bergen", 8)])
    assert [triple.object for triple in settled.holding] == ["Bergen"]
    assert [triple.object for triple in settled.past] == ["Porto", "Cadiz"]


@given(
    st.permutations([told("a", 1), told("b", 2), told("a", 3), told("c", 4), told("c", 5, standing=Standing.DENIED)])
)
def test_the_order_of_storing_plays_no_part(triples: list[Triple]) -> None:
    settled = settle(triples)
    assert settled.holding == ()
    assert [triple.object for triple in settled.past] == ["c", "a", "b"]


def test_a_denial_ends_the_value_it_names_and_no_other() -> None:
    denied = told("Porto", 5, standing=Standing.DENIED)
    assert holding(told("Porto", 3), denied) == []
    assert holding(told("Porto", 3), told("Bergen", 4), denied) == ["Bergen"]
    assert holding(denied, told("Porto", 6)) == ["Porto"]


def test_what_held_once_is_history_only() -> None:
    settled = settle([told("Rome", 9, standing=Standing.HELD), told("Bergen", 1)])
    assert [triple.object for triple in settled.holding] == ["Bergen"]
    assert [triple.object for triple in settled.past] == ["Rome"]


def test_a_stable_relation_keeps_its_first_value_unless_the_user_corrects_it() -> None:
    first, second = told("Odessa", 1, stable=True), told("Cadiz", 2, stable=True)
    assert holding(second, first) == ["Odessa"]
    assert holding(first, second, told("Leeds", 0, stable=True, trust=Trust.FILE)) == ["Leeds"]
    user = told("Brno", 3, stable=True, trust=Trust.USER)
    assert holding(first, second, user, told("Tartu", 4, stable=True, trust=Trust.USER)) == ["Tartu"]
    assert holding(first, told("Odessa", 3, stable=True, standing=Standing.DENIED), second) == ["Cadiz"]


def test_no_file_overrules_the_user_and_nothing_said_by_a_model_counts() -> None:
    assert holding(told("4417", 1, trust=Trust.USER), told("9999", 5, trust=Trust.FILE)) == ["4417"]
    assert holding(told("4417", 1), told("9999", 5, trust=Trust.MODEL)) == ["4417"]
    assert holding(told("4417", 5, trust=Trust.USER), told("1111", 1), told("2222", 4)) == ["4417"]


def test_at_the_same_time_the_more_trusted_word_counts() -> None:
    assert holding(told("b", 3, trust=Trust.USER), told("a", 3, memory_id=9)) == ["b"]


def test_several_values_may_hold_at_once() -> None:
    triples = told("Rex", 1), told("Luna", 2), told("Rex", 3, standing=Standing.DENIED)
    assert holding(*triples[:2], several=True) == ["Rex", "Luna"]
    assert holding(*triples, several=True) == ["Luna"]


def test_what_was_to_last_until_a_day_ends_on_it() -> None:
    until = told("Porto", 1, true_to=DAY + timedelta(days=30))
    assert holding(until, now=DAY + timedelta(days=10)) == ["Porto"]
    assert holding(until, now=DAY + timedelta(days=31)) == []


def test_nothing_told_is_nothing_known() -> None:
    assert settle([]).holding == settle([]).past == ()
