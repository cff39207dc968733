"""What seems to matter, and what does not, in five languages; always a number from 0 to 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.understanding.folding import fold
from core.understanding.significance import find_signs, judge_significance, raise_by_repetition
from core.understanding.telling_words import CHINESE, PHRASES, WORDS, Sign
from core.understanding.words import read_words


def judge(text: str, **known: int) -> float:
    return judge_significance(text, read_words(text), **known)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Remember that the spare key is with Ines.", Sign.ASKED),
        ("Please don’t forget the tickets!", Sign.ASKED),
        ("No, I meant the other house.", Sign.CORRECTION),
        ("We decided to sell the car.", Sign.DECISION),
        ("She always takes the early train.", Sign.REPETITION),
        ("I'm so proud of you.", Sign.EMOTION),
        ("My father passed away.", Sign.EVENT),
        ("Bitte nicht vergessen: Müll rausstellen.", Sign.ASKED),
        ("Ich habe mich entschieden.", Sign.DECISION),
        ("N’oublie pas le pain.", Sign.ASKED),
        ("C’est l’anniversaire de Paul.", Sign.EVENT),
        ("Nos casamos… la boda es en junio.", Sign.EVENT),
        ("Recuérdame llamar a Luis.", Sign.ASKED),
        ("记住，妈妈对花生过敏", Sign.EVENT),
        ("我们决定搬家", Sign.DECISION),
    ],
)
def test_what_tells_that_something_matters(text: str, sign: Sign) -> None:
    assert sign in find_signs(text, read_words(text))
    assert judge(text) > judge("The soup was warm.")


def test_small_talk_means_next_to_nothing() -> None:
    for text in ("Haha ok", "Good morning!", "How are you?", "lol 😂", "", "Danke dir!", "好的"):
        assert judge(text) < 0.1


def test_figures_names_dates_and_facts_matter() -> None:
    plain = judge("The gate code is somewhere.")
    assert judge("The gate code is 4471.") > plain
    assert judge("The gate code is somewhere.", names=1, dated=True) > plain
    assert judge("The gate code is somewhere.", statements=1) > plain


def test_a_question_and_a_machine_count_half() -> None:
    assert judge("Remember to call Ines?") == pytest.approx(judge("Remember to call Ines.") / 2)
    assert judge("Remember to call Ines.", machine=True) == pytest.approx(judge("Remember to call Ines.") / 2)


@given(st.text(max_size=300), st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_any_text_is_judged_between_nothing_and_everything(text: str, names: int, facts: int, dated: bool) -> None:
    assert 0.0 <= judge(text, names=names, statements=facts, dated=dated) <= 1.0


@given(st.lists(st.floats(0.0, 1.0), min_size=1), st.integers(1, 1000), st.integers(0, 1000))
def test_what_is_said_more_often_matters_more(each: list[float], times: int, more: int) -> None:
    assert max(each) - 1e-12 <= raise_by_repetition(each, times) <= raise_by_repetition(each, times + more) <= 1.0


def test_the_tables_are_written_as_words_are_compared() -> None:
    for words in WORDS.values():
        assert all(word == fold(word) for word in words.split())
    assert set(WORDS) == set(CHINESE) == set(PHRASES) == set(Sign)
