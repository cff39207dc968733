"""Word search over postings finds what FTS5 finds, with the same scores."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.retrieval.lexicon import Lexicon
from core.store import memories, words
from core.store.database import Database
from tests.unit.store.samples import keep, said

WORDS = ("running", "runs", "cat", "Cats", "blue", "don't", "naïve", "東京", "snow_flake", "x")
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
MOST = 1000
_number = itertools.count()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(st.tuples(texts, texts), min_size=1, max_size=12),
    asked=st.lists(st.sampled_from([w for w in WORDS if w.isalpha()]), min_size=1, max_size=4, unique=True),
    limit=st.integers(1, 15),
)
def test_scores_are_those_of_fts5(
    database: Database, told: list[tuple[str, str]], asked: list[str], limit: int
) -> None:
    name = f"talk {next(_number)}"
    keep(database, *(said(text, f"r{n}", context=context) for n, (text, context) in enumerate(told)), name=name)
    lexicon = Lexicon()
    with database.reading() as connection:
        lexicon.follow(connection)
        found = lexicon.search(
            connection, asked, text_weight=1.0, context_weight=0.5, limit=limit, most_postings=100_000
        )
        every = dict(words.search_words(connection, asked, text_weight=1.0, context_weight=0.5, limit=10**6))
    best = sorted(every.values(), reverse=True)[:limit]
    assert [score for _, score in found] == pytest.approx(best, rel=1e-5, abs=1e-9)
    assert all(every[id_] == pytest.approx(score, rel=1e-5, abs=1e-9) for id_, score in found)


@pytest.mark.parametrize(
    "term", ["", '"', "*", "AND", "text:", "(", "^a", "a-b", "NEAR(a b)", "\0", "'; drop table memory", "💧", "\ud800"]
)
def test_any_term_is_harmless(database: Database, term: str) -> None:
    keep(database, said("nothing of the kind"))
    with database.reading() as connection:
        found = Lexicon().search(
            connection, [term, "nothing"], text_weight=1, context_weight=1, limit=5, most_postings=MOST
        )
    assert [id_ for id_, _ in found] == [1]


def test_nothing_is_found_in_an_empty_vault(database: Database) -> None:
    with database.reading() as connection:
        assert Lexicon().search(connection, ["a"], text_weight=1, context_weight=1, limit=5, most_postings=MOST) == []


def test_of_a_common_word_the_newest_are_found(database: Database) -> None:
    _, ids = keep(database, *(said(f"the day {'rarely' if n == 3 else ''}", f"r{n}") for n in range(100)))
    with database.reading() as connection:
        found = Lexicon().search(
            connection, ["the", "rarely"], text_weight=1, context_weight=1, limit=200, most_postings=50, newest=10
        )
    assert found[0][0] == ids[3]
    assert sorted(id_ for id_, _ in found[1:]) == ids[-10:]


def test_words_in_the_context_alone_are_found(database: Database) -> None:
    _, ids = keep(database, said("one", context="snowing"), said("snow"), said("three"))
    with database.reading() as connection:
        found = Lexicon().search(connection, ["snow"], text_weight=1, context_weight=0.5, limit=5, most_postings=MOST)
    assert [id_ for id_, _ in found] == [ids[1], ids[0]]


def test_a_word_with_signs_inside_is_looked_for_as_one(database: Database) -> None:
    _, ids = keep(database, said("a well-known face"), said("known as well"))
    with database.reading() as connection:
        found = Lexicon().search(
            connection, ["well-known"], text_weight=1, context_weight=1, limit=5, most_postings=MOST
        )
    assert [id_ for id_, _ in found] == ids[:1]


def test_frequencies_are_counted_once_and_again_when_the_vault_has_grown(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lexicon, counted = Lexicon(), []
    count = words.document_frequency
    monkeypatch.setattr(
        "core.retrieval.lexicon.words.document_frequency",
        lambda c, terms, bound: counted.extend(terms) or count(c, terms, bound),
    )

    def often(bound: int, of: int) -> dict[str, int]:
        with database.reading() as connection:
            return lexicon.frequency(connection, ["the", "few", "unsaid"], bound, of)

    keep(database, *(said(f"the {n}" + " few" * (n < 3), f"r{n}") for n in range(400)))
    assert often(1000, 400) == {"the": 400, "few": 3, "unsaid": 0}
    assert often(1000, 401) == {"the": 400, "few": 3, "unsaid": 0}
    assert counted == ["the", "few", "unsaid", "unsaid"]
    assert often(100, 10**6) == {"the": 100, "few": 3, "unsaid": 0}
    assert often(1000, 10**6)["the"] == 400
    assert counted.count("the") == 3


def test_where_words_stand_is_read_once_and_again_after_any_change(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lexicon, read = Lexicon(), []
    occurrences = words.occurrences
    monkeypatch.setattr(
        "core.retrieval.lexicon.words.occurrences", lambda c, token: read.append(token) or occurrences(c, token)
    )

    def found() -> list[int]:
        with database.reading() as connection:
            lexicon.follow(connection)
            ranked = lexicon.search(connection, ["snow"], text_weight=1, context_weight=1, limit=9, most_postings=MOST)
        return sorted(id_ for id_, _ in ranked)

    first, ids = keep(database, said("snow"), said("rain"))
    assert (found(), found(), read) == ([ids[0]], [ids[0]], ["snow"])
    _, more = keep(database, said("more snow"), name="later")
    assert found() == [ids[0], *more]
    database.write(lambda connection: memories.delete_memories_of(connection, first))
    assert (found(), found(), read) == (more, more, ["snow"] * 3)
    lexicon.forget()
    assert found() == more
    assert len(read) == 4
