"""Sentences and words, as the check needs them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answering.wording import hard_words, sentences, stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Marsh came at 3.30 p.m. today.", ["Dr. Marsh came at 3.30 p.m. today."]),
        ("A line\nAnother", ["A line", "Another"]),
        ("wrapped in the\nmiddle of it", ["wrapped in the middle of it"]),
        (f"{'a long line ' * 5}that goes\nOn here. Done.", [f"{'a long line ' * 5}that goes On here.", "Done."]),
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        ("", []),
        ("no end", ["no end"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_forms_of_a_word_are_one_stem() -> None:
    assert stems("sailing sailed sails") == stems("sail")
    assert stems("the of and") == frozenset()


def test_numbers_and_names_are_hard() -> None:
    assert hard_words("She met Margaret in 2019 for 40.5 euros") == stems("Margaret 2019 40.5")


@given(st.text())
def test_sentences_lose_no_word(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
