"""Saying that an answer is wrong is told from asking something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.objection import read_objection


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("That's wrong: my number is 1234", "my number is 1234"),
        ("that’s wrong, my number is 1234", "my number is 1234"),
        ("  That is not right. She is Ben's sister.", "She is Ben's sister."),
        ("No, that is not true: she is Ben's sister", "she is Ben's sister"),
        ("Wrong. It was in May.", "It was in May."),
        ("Das stimmt nicht: es war im Mai", "es war im Mai"),
        ("Nein, das ist falsch – es war im Mai", "es war im Mai"),
        ("C’est faux : elle habite à Lyon", "elle habite à Lyon"),
        ("Ce n'est pas vrai, elle habite à Lyon", "elle habite à Lyon"),
        ("Eso está mal: fue en mayo", "fue en mayo"),
        ("Eso no es cierto: fue en mayo", "fue en mayo"),
        ("不对：是五月", "是五月"),
        ("That's wrong", ""),
        ("That's wrong.", ""),
        ("Falsch!", ""),
    ],
)
def test_an_objection_tells_what_is_right(text: str, right: str) -> None:
    assert read_objection(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "What is wrong: the boat or the pier?",
        "Is that wrong?",
        "That's wrong, isn't it?",
        "That's wrong with my boat since May",
        "Wrong number: who called?",
        "No",
        "",
        "My number is 1234",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert read_objection(text) is None


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    right = read_objection(f"That's wrong: {text}x")
    assert right is not None
    assert f"{text}x".endswith(right)
