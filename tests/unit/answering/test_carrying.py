"""How likely each memory is to carry the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answering.carrying import CONSIDERED, NAMED, asks, chances
from core.model.answer import Hit
from core.model.memory import Trust
from tests.unit.answering.samples import memory, source

SCORES = st.lists(st.floats(-40, 40), min_size=1, max_size=60)


def found(*scores: float, **channels: float) -> list[Hit]:
    return [
        Hit(rank, score, memory(rank, f"Number {rank}.", "Nora"), source(), channels if rank == 1 else {})
        for rank, score in enumerate(scores, 1)
    ]


@given(SCORES)
def test_chances_are_shares_in_the_order_of_the_scores(scores: list[float]) -> None:
    likely = chances(found(*scores), {})
    assert len(likely) == min(len(scores), CONSIDERED)
    assert sum(likely.values()) == pytest.approx(1)
    ordered = sorted(likely, key=lambda rank: (-likely[rank], rank))
    assert [likely[rank] for rank in ordered] == [
        likely[rank] for rank in sorted(likely, key=lambda rank: -scores[rank - 1])
    ]


def test_shared_words_count_beyond_the_score() -> None:
    likely = chances(found(1.0, 1.0, words=0.5), {})
    assert likely[1] > likely[2]


@pytest.mark.parametrize("channel", NAMED)
def test_what_a_name_gave_does_not_count(channel: str) -> None:
    likely = chances(found(2.0, 1.0, **{channel: 1.0}), {})
    assert likely[1] == pytest.approx(likely[2])


def test_an_answer_to_what_was_just_asked_is_likelier() -> None:
    likely = chances(found(1.0, 1.0), {1: "What did you buy?", 2: "I bought a kayak."})
    assert likely[1] > likely[2]


def test_what_an_assistant_said_has_no_chance() -> None:
    said = [Hit(1, 9.0, memory(1, "It was orange.", "assistant", Trust.MODEL), source())]
    assert chances(said, {}) == {}
    assert chances([], {}) == {}


@pytest.mark.parametrize(("text", "ends"), [("Was it? ", True), ("是吗？", True), ("It was.", False), ("", False)])
def test_whether_something_was_asked(text: str, ends: bool) -> None:
    assert asks(text) is ends
