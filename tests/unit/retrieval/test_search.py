from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.answer import Tier
from core.model.period import Grain, Period
from core.retrieval.configuration import Configuration
from core.retrieval.search import Held, find, search

from .fake_index import FakeIndex

EAST = np.array([1, 0, 0, 0], dtype=np.float32)


def talk(backwards: bool = False) -> FakeIndex:
    index = FakeIndex(backwards=backwards)
    index.tell(1, "Nora", "Hello there, how have you been?", vector=[0, 1, 0, 0])
    index.tell(2, "Will", "What colour did you paint the boat?", vector=[0.6, 0, 1, 0])
    index.tell(3, "Nora", "A deep red, and the oars are blue now, I finished it last Sunday.", vector=[0.5, 0, 0, 1])
    index.tell(4, "Will", "Lovely.", vector=[0, 0, 0.3, 1])
    index.tell(5, "Nora", "My sister moved to Bergen for her studies.", "later", [0, 1, 1, 0])
    index.tell(6, "Will", "I sold the boat and bought a bicycle with a basket.", "later", [1, 0, 0, 0.2])
    return index


def test_an_answer_is_found_through_the_question_before_it() -> None:
    assert search("What colour did Nora paint the boat?", None, talk())[0].memory_id == 3


def test_the_one_who_is_named_comes_first() -> None:
    assert search("What about Will and the boat", EAST, talk())[0].memory_id == 6


def test_without_a_vector_the_words_answer_alone() -> None:
    hits = search("Bergen", None, talk())
    assert hits[0].memory_id == 5
    assert not {"vector", "window", "session_vector"} & set(hits[0].channels)


def test_without_a_word_the_vector_answers() -> None:
    assert {hit.memory_id for hit in search("…", EAST, talk(), limit=50)} == {1, 2, 3, 4, 5, 6}


def test_nothing_in_reach_gives_nothing() -> None:
    assert search("boat", None, FakeIndex()) == []
    assert search("boat", EAST, FakeIndex()) == []
    assert search("", None, talk()) == []
    assert search("unheard", None, talk()) == []


@pytest.mark.parametrize("limit", [0, 1, 3, 50])
def test_no_more_than_asked_for(limit: int) -> None:
    hits = search("boat", EAST, talk(), limit=limit)
    assert len(hits) == min(limit, 6)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_memory_that_left_meanwhile_is_left_out() -> None:
    index = talk()
    found = index.search_words
    index.search_words = lambda *a, **k: [*found(*a, **k), (99, 5.0)]  # type: ignore[method-assign]
    assert 99 not in {hit.memory_id for hit in search("boat", None, index)}


def test_while_nothing_is_embedded_the_words_answer_as_without_a_model() -> None:
    index = talk()
    index.known_vectors.clear()
    index.dimension = 1
    assert search("Bergen", EAST, index) == search("Bergen", None, index)


def test_a_memory_not_embedded_yet_is_still_found_by_its_words() -> None:
    index = talk().tell(7, "Will", "The bicycle has a squeaky saddle since Monday.", "later")
    assert search("squeaky saddle", EAST, index)[0].memory_id == 7


def test_chunks_of_a_document_need_no_speaker() -> None:
    index = FakeIndex()
    for number, text in enumerate(["Tides are high in May.", "The lock opens at noon.", "Moorings cost ten crowns."]):
        index.tell(number, "", text, f"Chapter {number}", [1, number, 0, 0], source_id=4)
    assert search("When does the lock open? noon", EAST, index)[0].memory_id == 1


def test_the_shares_add_up_to_the_score() -> None:
    for hit in search("When did Nora paint the boat?", EAST, talk()):
        assert sum(hit.channels.values()) == pytest.approx(hit.score)


@given(st.sampled_from(["boat", "When did Nora paint?", "Will Bergen", ""]), st.booleans())
def test_the_order_the_index_answers_in_does_not_matter(text: str, with_vector: bool) -> None:
    vector = EAST if with_vector else None
    assert search(text, vector, talk()) == search(text, vector, talk(backwards=True))


@settings(deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_no_text_breaks_a_search(text: str, with_vector: bool) -> None:
    hits = search(text, EAST if with_vector else None, talk())
    assert all(np.isfinite(hit.score) for hit in hits)


@pytest.mark.parametrize(
    "text", ['"boat', "boat*", "boat AND", "NEAR(boat)", "text:boat", "boat -oar", "(((", "boat'); --"]
)
def test_query_syntax_is_only_words(text: str) -> None:
    index = talk()
    search(text, None, index)
    assert all(term.replace("_", "a").isalnum() for term in index.asked_terms)


def test_an_endless_question_is_bounded() -> None:
    index = talk()
    search(" ".join(f"w{number}" for number in range(40_000)) + " boat", None, index)
    assert len(index.asked_terms) <= Configuration().terms_limit


def test_the_configuration_decides() -> None:
    by_length = Configuration(
        words=0, vector=0, window=0, session_words=0, session_vector=0, speaker=0, asking=0, time=0, clues=0
    )
    assert search("boat", EAST, talk(), by_length)[0].memory_id == 3


def test_words_of_the_best_hits_lead_to_what_the_question_does_not_name() -> None:
    index = FakeIndex()
    fillers = ("The tide was low.", "Supper was soup.", "It rained on the pier.", "Somebody sang.", "The cat slept.")
    for number in range(60):
        index.tell(number, "Will", f"{fillers[number % 5]} That was day {number}.")
    index.tell(100, "Nora", "Of instruments I collect zithers above all.")
    index.tell(101, "Nora", "Another zithers seller came by with three.", "later")
    outcome = find("Which instruments does Nora collect?", None, index, limit=3)
    assert "zithers" in outcome.clues
    second = next(hit for hit in outcome.hits if hit.memory_id == 101)
    assert second.channels["clue"] > 0
    alone = find("Which instruments does Nora collect?", None, index, Configuration(clues=0), limit=3)
    assert alone.clues == ()
    assert "clue" not in alone.hits[0].channels


def test_what_lies_in_the_time_asked_about_comes_first() -> None:
    index = talk()
    may = datetime(2024, 5, 1, tzinfo=UTC)
    for number, month in enumerate((1, 2, 3, 4, 5, 6), 1):
        said = int(datetime(2024, month, 20, tzinfo=UTC).timestamp() * 1000)
        index.rows[number] = replace(index.rows[number], said_at=said)
    asked = Period(may, datetime(2024, 6, 1, tzinfo=UTC), Grain.MONTH)
    heavy = Configuration(period=10.0)
    assert find("What about the boat", EAST, index, heavy, period=asked).hits[0].memory_id == 5
    assert "period" not in find("What about the boat", EAST, index, heavy).hits[0].channels


def test_only_what_is_allowed_is_found() -> None:
    for exhaustive in (0, 2000):
        chosen = Configuration(exhaustive=exhaustive)
        for tier in Tier:
            found = find("boat", EAST, talk(), chosen, allowed=[1, 5, 99], tier=tier).hits
            assert {hit.memory_id for hit in found} <= {1, 5}
    assert find("boat", EAST, talk(), allowed=[]).hits == []


def test_pinned_and_firm_memories_stand_higher() -> None:
    index = talk()
    plain = {hit.memory_id: hit.score for hit in search("boat", EAST, index)}
    index.rows[4] = replace(index.rows[4], pinned=1)
    index.rows[6] = replace(index.rows[6], stability=1.0, reinforced_at=0)
    after = {hit.memory_id: hit.score for hit in search("boat", EAST, index)}
    assert after[4] > plain[4]
    assert after[6] < plain[6]


def test_names_in_the_question_lead_through_the_graph() -> None:
    index = talk()
    index.names = ["Bergen"]
    hits = {hit.memory_id: hit.channels for hit in search("Who went to Bergen?", EAST, index)}
    assert hits[5]["entities"] > max(channels["entities"] for row, channels in hits.items() if row != 5)


def test_what_is_held_is_used_as_long_as_the_version_is_the_same() -> None:
    index, held = talk(), Held()
    versions = iter([1, 1, 2])
    index.version = lambda: next(versions)  # type: ignore[method-assign]
    first = find("boat", EAST, index, held=held).hits
    index.tell(7, "Will", "The boat, the boat, the boat.", vector=[1, 0, 0, 0])
    assert [hit.memory_id for hit in find("boat", EAST, index, held=held).hits] == [hit.memory_id for hit in first]
    assert 7 in {hit.memory_id for hit in find("boat", EAST, index, held=held).hits}


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(["boat", "When did Nora paint?", "Will Bergen", "red oars"]), st.sampled_from(list(Tier)))
def test_a_small_vault_is_ranked_the_same_whether_all_of_it_is_looked_at(text: str, tier: Tier) -> None:
    every, few = (find(text, EAST, talk(), Configuration(exhaustive=most), tier=tier).hits for most in (2000, 0))
    assert [hit.memory_id for hit in every] == [hit.memory_id for hit in few]
