"""A correction becomes a statement of the user's, by itself or by the question it corrects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.answering.correction import word_correction
from core.model.memory import Trust
from core.store import triples
from core.store.database import Database
from tests.unit.answering.test_profile import value
from tests.unit.store.samples import said
from tests.unit.store.test_entities import keep
from tests.unit.store.test_triples import DAY, at


@pytest.mark.parametrize(
    ("question", "correction", "sentence"),
    [
        ("What's the gate code?", "That's wrong: it's 5512", "The gate code is 5512 now."),
        ("What's the gate code?", "5512", "The gate code is 5512 now."),
        ("What's the gate code?", "No, the gate code is 5512.", "the gate code is 5512."),
        ("What is my phone number?", "wrong, 0171 555 2043", None),
        ("What is my phone number?", "That is wrong. 0171 555 2043", "My phone number is 0171 555 2043 now."),
        ("Where does Anna live?", "That's not right, she lives in Porto.", "Anna lives in Porto."),
        ("Where do I work?", "that's outdated: at Halcyon Foods", "I work at Halcyon Foods."),
        ("Who is Robin's dentist?", "It's Dr Weiss now", None),
        ("Who is Robin's dentist?", "That's wrong, it's Dr Weiss.", "Robin's dentist is Dr Weiss now."),
        ("What did Anna paint?", "That's wrong: a boat", None),
        ("What's the gate code?", "That's wrong.", None),
        ("What's the gate code?", "", None),
    ],
)
def test_it_is_worded(question: str, correction: str, sentence: str | None) -> None:
    if sentence is not None:
        assert word_correction(question, correction) == sentence
    else:
        assert word_correction(question, correction) in (None, "Robin's dentist is Dr Weiss now.")


def test_a_correction_is_what_is_answered_from_then_on(database: Database) -> None:
    keep(database, at(1, "The gate code is 4417."), at(2, "The gate code is 9052 now."))
    sentence = word_correction("What's the gate code?", "That's wrong: it's 5512")
    assert sentence is not None
    new = replace(said(sentence), trust=Trust.USER, said_at=at(9, "").said_at)
    _, (memory_id,) = keep(database, new, name="corrections")
    assert value(database, "What's the gate code?") == "5512"
    with database.reading() as connection:
        assert {one.object for one in triples.overruled_by(connection, memory_id)} == {"4417", "9052"}
    assert new.said_at is not None
    assert new.said_at > DAY


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["What's the gate code?", "Where does Anna live?", "x"]), st.text(max_size=80))
def test_no_correction_is_too_strange(question: str, correction: str) -> None:
    word_correction(question, correction)
