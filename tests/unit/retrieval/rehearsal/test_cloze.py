"""A cloze question keeps some of a memory's words, never the one that would give it away."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from core.model.memory import Memory
from core.retrieval.rehearsal.cloze import make_cloze
from tests.ui.records import memory


def often(words: Sequence[str]) -> Mapping[str, int]:
    return {word: len(word) for word in words}


def told(text: str) -> Memory:
    return memory(1, text, "Nora")


@given(st.lists(st.text("abcdefgh", min_size=2, max_size=9), min_size=5, max_size=40, unique=True), st.integers(0, 99))
def test_the_rarest_word_is_left_blank_and_the_rest_comes_from_the_memory(words: list[str], seed: int) -> None:
    asked = make_cloze(told(" ".join(words)), often, random.Random(seed)).split()
    telling = [word for word in words if asked and word != "had"]
    if asked:
        assert asked[0] == "Nora"
        assert set(asked[1:]) < set(telling)
        assert 2 <= len(asked) - 1 <= 8


def test_a_memory_that_says_little_makes_no_question() -> None:
    assert make_cloze(told("Yes, that is what I do."), often, random.Random(1)) == ""


def test_the_same_chance_the_same_question() -> None:
    text = "The varnish for the boat dries within seven hours when the harbour is warm"
    first, second = (make_cloze(told(text), often, random.Random(5)) for _ in range(2))
    assert first == second
    assert "harbour" in text
