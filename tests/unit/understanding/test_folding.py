"""Names are the same whatever their case, accents, possessive and blanks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.understanding.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Zoë’s", "zoe"),
        ("zoe", "zoe"),
        ("  Nora \n May ", "nora may"),
        ("the Jones'", "the jones"),
        ("the Jones’", "the jones"),
        ("rock 'n' roll'", "rock 'n' roll'"),
        ("O'Brien's", "o'brien"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ÅNGSTRÖM", "angstrom"),
        ("ﬁeld", "field"),
        ("北京", "北京"),
        ("", ""),
    ],
)
def test_what_is_written_in_many_ways_is_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(alphabet=st.characters(whitelist_categories=("Ll", "Lu")), max_size=40))
def test_case_and_the_way_accents_are_composed_change_nothing(word: str) -> None:
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))
    assert fold(fold(word)) == fold(word)


@given(st.text(max_size=400))
def test_the_result_is_short_and_has_no_stray_blanks(text: str) -> None:
    folded = fold(text)
    assert len(fold(text * 10)) <= 200 * 18  # one sign may fold to several, eighteen at the most
    assert folded == " ".join(folded.split()) or not text.isascii()


def test_only_so_much_of_a_name_counts() -> None:
    assert fold("a" * 500) == "a" * 200
