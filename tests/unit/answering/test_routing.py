"""Which way a question goes."""

from __future__ import annotations

import pytest

from core.answering.routing import answer_small_talk, choose_route
from core.model.answer import Route


@pytest.mark.parametrize(
    "said", ["hi", "Hello Ebb", "Good morning", "thanks!", "Danke", "merci", "你好", "Who are you?"]
)
def test_small_talk_is_answered_without_memory(said: str) -> None:
    assert answer_small_talk(said)


@pytest.mark.parametrize(
    "asked", ["Hi, where did I leave the keys?", "Who thanked Nora?", "What can you do in Lisbon in March?", "?", ""]
)
def test_a_question_is_no_small_talk(asked: str) -> None:
    assert answer_small_talk(asked) is None


def test_what_several_memories_answer_together_goes_deep() -> None:
    assert choose_route("What do Nora and Ben have in common?", {"Nora", "Ben"}) is Route.DEEP
    assert choose_route("Which books has Nora read?", {"Nora"}) is Route.DEEP
    assert choose_route("What is Nora's dog called?", {"Nora"}) is Route.TARGETED
