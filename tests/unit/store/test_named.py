"""Sources and chats are found by words of their names, tags by their sign."""

from __future__ import annotations

import pytest

from core.store import chats, named
from core.store.database import Database
from tests.unit.store.samples import keep, said


def test_sources_are_found_by_all_the_words_those_that_begin_so_first(database: Database) -> None:
    second, _ = keep(database, said("a"), name="The harbour rules")
    first, _ = keep(database, said("b"), name="Harbour talk")
    keep(database, said("c"), name="Letters")
    with database.reading() as connection:
        assert named.sources_named(connection, ["harbour"], 5) == [first, second]
        assert named.sources_named(connection, ["harbour", "RULES"], 5) == [second]
        assert named.sources_named(connection, [], 5) == []
        assert set(named.titles_of_sources(connection, 5)) == {"Letters", "Harbour talk", "The harbour rules"}


@pytest.mark.parametrize("word", ["%", "_", "\\", "'; drop table source; --"])
def test_signs_of_the_query_language_are_taken_literally(database: Database, word: str) -> None:
    keep(database, said("a"), name="talk")
    with database.reading() as connection:
        assert named.sources_named(connection, [word], 5) == []


def test_chats_are_found_by_their_titles(database: Database) -> None:
    chat = database.write(lambda c: chats.begin_chat(c, "When does the lock open?"))
    with database.reading() as connection:
        found = chats.chats_by_id(connection, named.chats_named(connection, ["lock"], 5))
        assert [entry.id for entry in found] == [chat]
        assert chats.chats_by_id(connection, [99]) == []


def test_tags_come_by_how_often_they_are_used(database: Database) -> None:
    keep(database, said("#oars and #pears"), said("more #oars"), said("C# and a#b and &#39; are none"))
    with database.reading() as connection:
        assert named.tags_of(connection) == ["oars", "pears"]


def test_a_word_that_is_begun_leads_to_the_indexed_ones(database: Database) -> None:
    keep(database, said("basketball in the harbour"), said("a basket of pears"))
    with database.reading() as connection:
        assert named.words_beginning(connection, "bask", 5) == ["basket", "basketbal"]
        assert named.words_beginning(connection, "bask", 1) == ["basket"]
        assert named.words_beginning(connection, "zz", 5) == []
