"""A sentence stands when the evidence carries it, and falls when anything in it was invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answering.check import check
from tests.unit.answering.samples import evidence

TALK = evidence(
    ("Nora", "I went to see the sailing club yesterday and signed up on the spot."),
    ("Nora", "First outing is the second Saturday in June. They lend you everything except the shoes."),
    ("Ben", "My dog Luna hates the water. She is 7 now."),
)


def carried(draft: str, question: str) -> list[tuple[str, list[int]]]:
    return [(claim.text, [item.number for item in claim.carriers]) for claim in check(draft, question, TALK)]


def test_a_supported_sentence_names_its_carrier() -> None:
    said = "Nora signed up at the sailing club on the spot."
    assert carried(said, "When did Nora join the sailing club?") == [(said, [1])]


def test_a_date_we_know_from_the_clock_of_the_message_is_supported() -> None:
    said = "Luna hated the water around 8 May 2023."
    assert carried(said, "When did Ben mention Luna?") == [(said, [3])]


def test_the_clock_of_a_message_does_not_date_its_yesterday() -> None:
    assert carried("She signed up on 8 May 2023.", "When did Nora join the sailing club?") == []


@pytest.mark.parametrize(
    "invented",
    [
        "She signed up in 2019.",
        "She signed up with Margaret.",
        "She signed up for 40 euros a month.",
        "She bought a red kayak and paddled to Denmark.",
        "Luna is 9 now.",
    ],
)
def test_what_was_invented_falls(invented: str) -> None:
    assert carried(invented, "When did Nora join the sailing club?") == []


def test_only_the_unsupported_sentence_falls() -> None:
    draft = "She signed up on the spot. She paid 300 euros."
    assert [text for text, _ in carried(draft, "When did Nora join the club?")] == ["She signed up on the spot."]


def test_two_memories_can_carry_a_sentence_together() -> None:
    said = "Nora signed up at the club and the first outing is in June."
    assert carried(said, "What about Nora and sailing?") == [(said, [2, 1])]


@pytest.mark.parametrize(
    "draft",
    ["I don't know.", "The notes do not say.", "The notes do not mention a dog.", "It is not specified.", "", " "],
)
def test_saying_nothing_is_no_claim(draft: str) -> None:
    assert carried(draft, "What is Nora's dog called?") == []


def test_repeating_the_question_is_no_answer_unless_a_memory_holds_it() -> None:
    assert carried("Yes.", "Does Nora own a parrot in Lisbon?") == []
    assert carried("Yes.", "Does Luna hate the water?") == [("Yes.", [3])]


def test_words_from_all_over_a_passage_carry_nothing() -> None:
    page = evidence(
        (
            "",
            "The option AUTO_CD changes into a folder by its name alone. The command mkdir creates a new folder. "
            "It is off by default. Two dots mean the folder above. A dash as the argument means the one before.",
        )
    )
    mixed = "AUTO_CD creates a new folder when the argument is a dash."
    assert check(mixed, "What does the option AUTO_CD do?", page) == []
    assert check("AUTO_CD changes into a folder by its name.", "What does the option AUTO_CD do?", page)


def test_a_sentence_that_turns_in_circles_falls() -> None:
    circles = "Luna hates the water because Luna hates the water because Luna hates the water."
    assert carried(circles, "What does Luna hate?") == []


def test_a_sentence_said_twice_is_claimed_once() -> None:
    assert len(carried("Luna hates the water. Luna hates the water.", "What does Luna hate?")) == 1


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_text_can_be_checked(draft: str, question: str) -> None:
    for claim in check(draft, question, TALK):
        assert claim.carriers
