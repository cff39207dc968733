from __future__ import annotations

import numpy as np

from core.retrieval.channels import manner, speakers, vectors, words
from core.retrieval.configuration import Configuration
from core.retrieval.index import Place

from .fake_index import FakeIndex


def place(text: str, speaker: str = "") -> Place:
    return Place(1, 1, "s", speaker, text)


def harbour(size: int) -> FakeIndex:
    index = FakeIndex()
    for number in range(size):
        index.tell(
            number, "Nora", f"the harbour {'keel' if number % 5 == 0 else 'mast'} {'oar' if number == 7 else ''}"
        )
    return index


def test_in_a_small_store_every_word_is_walked() -> None:
    assert words.choose_terms(["harbour", "unheard"], harbour(10), Configuration()) == ["harbour", "unheard"]


def test_beyond_the_budget_the_commonest_words_are_left_out() -> None:
    index = harbour(50)
    assert words.choose_terms(["harbour", "oar", "keel"], index, Configuration(postings_limit=30)) == ["oar", "keel"]


def test_one_word_stays_however_common() -> None:
    assert words.choose_terms(["harbour"], harbour(50), Configuration(postings_limit=10)) == ["harbour"]


def test_words_that_are_nowhere_are_not_looked_up() -> None:
    assert words.choose_terms(["unheard"], harbour(50), Configuration(postings_limit=10)) == []


def test_a_long_question_keeps_its_rarest_words() -> None:
    assert words.choose_terms(["harbour", "mast", "oar"], harbour(50), Configuration(terms_limit=1)) == ["oar"]


def test_a_window_leans_towards_its_neighbours() -> None:
    index = FakeIndex()
    index.tell(1, "", "a", vector=[1, 0, 0, 0]).tell(2, "", "b", vector=[0, 1, 0, 0]).tell(3, "", "c")
    places = index.places([2, 3])
    own, wide, known = vectors.look_up(places, index, 0.5)
    assert own[:, 0].tolist() == [0.0, 0.0]
    assert wide[0, 0] > 0.4
    assert known.tolist() == [True, False]


def test_a_window_without_neighbours_is_the_memory_itself() -> None:
    index = FakeIndex().tell(1, "", "a", vector=[1, 1, 0, 0])
    own, wide, _ = vectors.look_up(index.places([1]), index, 0.5)
    np.testing.assert_allclose(own, wide, rtol=1e-6)


def test_named_others_and_nobody() -> None:
    places = [place("x", "Nora"), place("x", "Will"), place("x")]
    assert speakers.score(places, frozenset({"Nora"})).tolist() == [1.0, -1.0, 0.0]
    assert speakers.score(places, frozenset()).tolist() == [0.0, 0.0, 0.0]


def test_more_words_count_up_to_a_full_telling() -> None:
    scores = manner.score_length([place("hi"), place("one two three"), place("x " * 30), place("x " * 300)], 30)
    assert scores[0] < scores[1] < scores[2] == scores[3]


def test_questions_and_times_are_noticed() -> None:
    assert manner.score_asking([place("Really? "), place("どこ？"), place("No? Yes.")]).tolist() == [1.0, 1.0, 0.0]
    assert manner.score_time([place("Last Friday"), place("in 2021"), place("I may sail")]).tolist() == [1.0, 1.0, 0.0]
