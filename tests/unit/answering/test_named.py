"""Whether what a question names is spoken of at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answering.ground import Nearness
from core.answering.named import names_the_unknown
from core.model.answer import Hit
from core.model.memory import Trust
from tests.unit.answering.samples import hits

SAID = (
    "My daughter and I took the ferry to Bergen and visited an old brewery.",
    "The puppy chewed the handle of my blue suitcase on the way.",
    "We raised money for the lighthouse and its keeper.",
    "My sister Ruth works at the hospital, she gave me a scarf when I was young.",
)
FOUND = hits(*(("Nora", SAID[n % len(SAID)]) for n in range(24)))


def unlike(thing: str) -> Nearness:
    return lambda texts: None


def unknown(question: str, found: list[Hit] = FOUND, nearness_to: Callable[[str], Nearness] = unlike) -> bool:
    return names_the_unknown(question, {"Nora"}, found, nearness_to)


@pytest.mark.parametrize(
    "question",
    [
        "What did Nora see on the ferry to Lisbon?",
        "What did Nora's kitten chew on the way?",
        "Who did Nora raise money for the orphanage with?",
        "Why did Nora and her daughter visit the museum?",
        "What did the brewery in Lisbon give Nora?",
        "Where did Nora buy the suitcase of her grandfather?",
        "What did Ruth say about the lighthouse and the windmill?",
    ],
)
def test_a_thing_nobody_spoke_of_is_unknown(question: str) -> None:
    assert unknown(question)


@pytest.mark.parametrize(
    "question",
    [
        "What did Nora and her daughter visit?",
        "How did Nora's puppy behave on the way?",
        "What is the reason for the attitude of Nora's sister?",
        "Where did Nora and her daughter travel in the summer of 2023?",
        "What did the keepers of the lighthouse receive?",
        "What does the lighthouse represent?",
        "Which brewery has Nora visited?",
        "How does Nora describe her sister in the evening?",
        "What colour is the handle of the suitcase?",
        "Did Nora ride the ferry?",
    ],
)
def test_what_was_spoken_of_and_what_one_asks_with_is_known(question: str) -> None:
    assert not unknown(question)


@pytest.mark.parametrize("question", ["What did Nora see at the brewerry?", "Who keeps the ligthhouse?"])
def test_who_mistypes_a_word_still_means_the_one_there_is(question: str) -> None:
    assert not unknown(question)


def test_another_word_for_the_same_makes_it_known() -> None:
    def only_sister(thing: str) -> Nearness:
        return lambda texts: np.array([0.9 if (thing, text) == ("cousin", "sister") else 0.6 for text in texts])

    assert unknown("What did Nora's cousin give her as a scarf?")
    assert not unknown("What did Nora's cousin give her as a scarf?", nearness_to=only_sister)
    assert unknown("What did Nora's cousin give her as a scarf in the cathedral?", nearness_to=only_sister)


def test_of_another_language_it_cannot_be_told() -> None:
    assert not unknown("Was kostet die Fähre nach Lissabon?")
    assert not unknown("What is the price of a zebra?")


def test_little_was_said_where_few_memories_are() -> None:
    assert not unknown("What did Nora see on the ferry to Lisbon?", FOUND[:3])


def test_what_an_assistant_said_makes_nothing_known() -> None:
    spoken = hits(("assistant", "The ferry to Lisbon is blue."), trust=Trust.MODEL)
    assert unknown("What did Nora see on the ferry to Lisbon?", [*FOUND, *spoken])


@given(st.text(max_size=300))
def test_any_question_can_be_asked(question: str) -> None:
    assert unknown(question) in (True, False)
