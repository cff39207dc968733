from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.question import understand

SPEAKERS = ("Nora", "Will", "Jean Paul Sorel", "Zoë", "")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("When did Nora paint the boat?", ("nora", "paint", "boat")),
        ("boat boat BOAT", ("boat",)),
        ("what did he do there", ("what", "did", "he", "do", "there")),
        ("", ()),
        ("?!… *\"'()", ()),
        ("Où est le bateau de Zoë", ("où", "est", "le", "bateau", "de", "zoë")),
        ("船はどこ", ("船はどこ",)),
        ("What happened in May?", ("happened", "may")),
        ("It may rain", ("rain",)),
        ("WHAT DID THEY PAINT", ("paint",)),
    ],
)
def test_terms_are_the_words_that_carry_the_question(text: str, terms: tuple[str, ...]) -> None:
    assert understand(text).terms == terms


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What did nora paint?", {"Nora"}),
        ("Will it rain?", set()),
        ("Where does Will live?", {"Will"}),
        ("Has Jean called?", {"Jean Paul Sorel"}),
        ("jean paul sorel", {"Jean Paul Sorel"}),
        ("Has Sorel called?", set()),
        ("Zoe\u0308's birthday", {"Zoë"}),
        ("norah", set()),
        ("Nora and Will", {"Nora", "Will"}),
    ],
)
def test_speakers_are_found_by_first_or_whole_name(text: str, named: set[str]) -> None:
    assert understand(text, SPEAKERS).speakers == named


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("When was it?", True),
        ("How long is it?", True),
        ("Which year?", True),
        ("What is it?", False),
        ("whenever", False),
    ],
)
def test_it_knows_when_a_time_is_asked_for(text: str, asks: bool) -> None:
    assert understand(text).asks_time is asks


def test_only_the_beginning_of_an_endless_question_is_read() -> None:
    assert understand("boat " * 20_000 + "oar").terms == ("boat",)


@given(st.text(), st.lists(st.text(max_size=10), max_size=5))
def test_any_text_is_a_question(text: str, speakers: list[str]) -> None:
    question = understand(text, speakers)
    assert len(set(question.terms)) == len(question.terms)
    assert question.speakers <= set(speakers)
    assert all(question.terms)
