"""Memories come back as they were stored, are found by word, and leave nothing behind when they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from core.model.memory import Kind, NewMemory, Span, Trust
from core.store import memories, sources, vectors, words
from core.store.database import Connection, Database
from tests.unit.store.samples import keep, said


def search(database: Database, *terms: str) -> list[int]:
    with database.reading() as connection:
        found = words.search_words(connection, terms, text_weight=1.0, context_weight=0.5, limit=50)
    return [memory_id for memory_id, _ in found]


def test_a_memory_comes_back_as_it_was_stored(database: Database) -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    new = NewMemory(
        text="I sign up tomorrow ☕",
        span=Span("harbour.pdf#page=4", 120, 141, 4, 17, "Boats › Rent"),
        kind=Kind.SEMANTIC,
        trust=Trust.FILE,
        context="Monday",
        speaker="Nora",
        session="s1",
        said_at=datetime(2023, 5, 8, 13, 56, 1, 250000, tzinfo=zone),
        captions=("a boat", "„Ebb“"),
        significance=0.25,
    )
    _, (memory_id,) = keep(database, new)
    with database.reading() as connection:
        kept = memories.get_memories(connection, [memory_id])[memory_id]
    same = ("text", "span", "kind", "trust", "speaker", "session", "said_at", "captions", "significance")
    assert {name: getattr(kept, name) for name in same} == {name: getattr(new, name) for name in same}
    assert kept.said_at is not None
    assert kept.said_at.utcoffset() == timedelta(hours=5, minutes=30)


def test_words_are_found_in_text_speaker_captions_and_context(database: Database) -> None:
    first = replace(said("They lend you the shoes", speaker="Nora"), captions=("a red kayak",))
    _, (a, b) = keep(database, first, said("Fine", context="shoes were wet"))
    assert search(database, "Nora") == [a]
    assert search(database, "kayaks") == [a]
    assert search(database, "shoe") == [a, b]


@pytest.mark.parametrize(
    "term", ['"', "*", "AND", "text:", "(", "^a", "a-b", "NEAR(a b)", "\0", "'; drop table memory", "💧"]
)
def test_search_syntax_is_taken_literally(database: Database, term: str) -> None:
    keep(database, said("nothing of the kind"))
    assert search(database, term, "nothing") == [1]


def test_removing_a_source_leaves_no_row_word_or_vector(database: Database) -> None:
    source_id, ids = keep(database, said("zebracorn sighting", speaker="Xanthippe"), said("another"))
    keep(database, said("stays"), name="other")

    def embed(connection: Connection) -> None:
        space = vectors.use_space(connection, "m", "f", 4)
        vectors.put_vectors(connection, space, [*ids, 3], np.eye(3, 4, dtype=np.float32))

    database.write(embed)

    def remove(connection: Connection) -> None:
        memories.delete_memories_of(connection, source_id)
        sources.delete_source(connection, source_id)

    database.write(remove)
    with database.reading() as connection:
        assert memories.count_memories(connection) == 1
        assert search(database, "zebracorn", "xanthippe") == []
        assert connection.execute("select count(*) from vocabulary where term glob 'zebra*'").get == 0
        # secure-delete: the terms are out of the index's own blocks, not only hidden
        blocks = b"".join(bytes(row[0]) for row in connection.execute("select block from word_data"))
        assert b"ebracorn" not in blocks
        assert b"anthipp" not in blocks
        space = vectors.current_space(connection)
        assert space is not None
        assert vectors.count_vectors(connection, space) == 1
    assert database.write(words.check_words)


def test_neighbours_are_of_the_same_session(database: Database) -> None:
    _, ids = keep(database, said("a", session="1"), said("b", session="1"), said("c", session="2"))
    with database.reading() as connection:
        places = {row[0]: row[5:7] for row in memories.places_of(connection, ids)}
        around = memories.memories_around(connection, ids[1], 1)
    assert places == {ids[0]: (None, ids[1]), ids[1]: (ids[0], None), ids[2]: (None, None)}
    assert [memory.text for memory in around] == ["a", "b", "c"]


def test_speakers_are_listed_once(database: Database) -> None:
    keep(database, *[said(str(n), speaker=name) for n, name in enumerate(["Ben", "", "Nora", "Ben", "Zoë"])])
    with database.reading() as connection:
        assert memories.speakers_of_all(connection) == ["Ben", "Nora", "Zoë"]


def test_an_empty_vault_has_no_speakers(database: Database) -> None:
    with database.reading() as connection:
        assert memories.speakers_of_all(connection) == []


def test_ids_that_are_gone_are_left_out(database: Database) -> None:
    keep(database, said("a"))
    with database.reading() as connection:
        assert memories.get_memories(connection, [1, 99]).keys() == {1}
        assert memories.memories_around(connection, 99, 3) == []
        assert sources.get_source(connection, 99) is None
