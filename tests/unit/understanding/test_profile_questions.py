"""A question for what is known of somebody is read as whose, which, and when; any other is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.entity import SELF
from core.understanding.profile_questions import read_profile_question


@pytest.mark.parametrize(
    ("question", "subject", "relation", "past"),
    [
        ("What is my phone number?", SELF, "phone number", False),
        ("hey, can you remind me what my locker number is", SELF, "locker number", False),
        ("what's anna's number now?", "anna", "phone number", False),
        ("Where does Anna live now?", "Anna", "lives in", False),
        ("Where do I work?", SELF, "works at", False),
        ("Who does Nora May work for?", "Nora May", "works at", False),
        ("What's the gate code?", "", "gate code", False),
        ("Which code opens the gate?", "", "gate code", False),
        ("What is the password for the wifi?", "", "wifi password", False),
        ("Which car does Robin drive?", "Robin", "car", False),
        ("When is choir rehearsal?", "", "choir rehearsal", False),
        ("What is Robin's dog called?", "Robin", "dog", False),
        ("What's my favorite color?", SELF, "favourite colour", False),
        ("Where did I use to live?", SELF, "lives in", True),
        ("Where did Anna live before?", "Anna", "lives in", True),
        ("What was my old phone number?", SELF, "phone number", True),
        ("How old is Anna?", "Anna", "age", False),
        ("Where was Thomas born?", "Thomas", "born in", False),
    ],
)
def test_it_is_read(question: str, subject: str, relation: str, past: bool) -> None:
    wanted = read_profile_question(question)
    assert wanted is not None
    assert (wanted.subject, wanted.relations[0], wanted.past) == (subject, relation, past)


@pytest.mark.parametrize(
    "question",
    [
        "", "?", "What is it?", "What do you think?", "What did Anna paint?", "How many dogs does Anna have?",
        "When did Anna go to the harbour?", "Why is my phone slow?", "What is your name?", "Tell me about Anna.",
        "我住在哪里？", "Wie ist meine Telefonnummer?",
    ],
)  # fmt: skip
def test_any_other_is_not(question: str) -> None:
    assert read_profile_question(question) is None


@pytest.mark.parametrize(
    ("question", "value", "fits"),
    [
        ("When is choir rehearsal?", "Tuesdays", True),
        ("When is the rent?", "840 euros", True),
        ("When is my dentist?", "Dr Weiss", False),
        ("How much is the rent?", "Dr Weiss", False),
        ("Where is my dentist?", "Dr Weiss", False),
        ("What is my dentist called?", "Dr Weiss", True),
    ],
)
def test_a_value_must_be_of_the_kind_that_is_asked_for(question: str, value: str, fits: bool) -> None:
    wanted = read_profile_question(question)
    assert wanted is not None
    assert wanted.is_answered_by(value) is fits


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(max_size=40).map(lambda text: f"What is my {text}?")))
def test_no_question_is_too_strange(question: str) -> None:
    read_profile_question(question)
