"""The same question in nearly the same words is the same; another question never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.understanding.sameness import compare_questions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where was the wedding?", "where was the wedding"),
        ("Where was the wedding?", "Tell me, where was the wedding again?"),
        ("Who is my dentist?", "Who's my dentist?"),
        ("What is Zoë's number?", "What is Zoe’s number?"),
        ("Wo war die Hochzeit?", "wo war denn die Hochzeit"),
        ("Où était le mariage ?", "Où était le mariage"),
        ("婚礼在哪里？", "婚礼在哪里"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert compare_questions(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where was the wedding?", "When was the wedding?"),
        ("Where do I live?", "Where does Anna live?"),
        ("What is my number?", "What is her number?"),
        ("Where does Anna live?", "Where did Anna live?"),
        ("Where does Anna live?", "Where does Anna not live?"),
        ("What did Nora buy in May?", "What did Nora buy in June?"),
        ("Is it?", "Is it?"),
        ("", ""),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert compare_questions(one, other) < 1.0


def test_other_words_for_it_come_near() -> None:
    assert 0.5 <= compare_questions("Where was the wedding?", "Where did the wedding take place?") < 1.0
    assert compare_questions("Where was the wedding?", "What is the gate code?") == 0.0


@given(st.text(max_size=80), st.text(max_size=80))
def test_it_lies_between_0_and_1_and_goes_both_ways(one: str, other: str) -> None:
    found = compare_questions(one, other)
    assert 0.0 <= found <= 1.0
    assert found == compare_questions(other, one)
