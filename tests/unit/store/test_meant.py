"""What a request to forget means: these memories, what was made from them alone, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import UserError
from core.ingest.understanding import store_understood
from core.letting_go import LettingGo
from core.model.answer import Answer, Citation, Means, Role, Route
from core.model.forgetting import Meant
from core.model.memory import NewMemory, SourceKind
from core.store import chats, meant, sources
from core.store.chats import FORGOTTEN
from core.store.database import Connection, Database
from core.store.sources import NewSource
from tests.unit.store.samples import keep, said

NOON = datetime(2024, 5, 8, 12, 0, tzinfo=UTC)


def understood(database: Database, *new: NewMemory, name: str = "talk") -> list[int]:
    """Store and understand messages as one conversation; returns their ids."""
    source = NewSource(SourceKind.CONVERSATION, f"The {name}", name, "application/jsonl")
    source_id = database.write(lambda c: sources.insert_source(c, source))
    return database.write(lambda c: store_understood(c, source_id, 0, new))


def going(database: Database, wanted: Meant) -> list[int]:
    with database.reading() as connection:
        return sorted(meant.find_going(connection, wanted).meant)


def test_all_the_words_must_be_said_in_whatever_form(database: Database) -> None:
    ids = understood(
        database,
        said("The canoe leaks at Turin."),
        said("We sold two canoes in TURIN last year."),
        said("The canoe is blue."),
        said("Turin was hot."),
    )
    assert going(database, Meant(matching="canoe Turin")) == ids[:2]
    assert going(database, Meant(matching="the canoe of Turin")) == ids[:2]
    assert going(database, Meant(matching="kayak")) == []


def test_who_spoke_and_what_stood_beside_is_not_what_was_said(database: Database) -> None:
    ids = understood(
        database, said("I sold it.", speaker="Aurelio"), said("Good.", context="Aurelio sold it."), said("Ask Aurelio.")
    )
    assert going(database, Meant(matching="Aurelio")) == ids[2:]


def test_somebody_is_meant_by_any_of_her_names(database: Database) -> None:
    ids = understood(
        database,
        said("I am home, call me Lanie.", "a", speaker="Melanie"),
        said("Did you call, Melanie?", "b", speaker="Tom"),
        said("Lanie bakes on Sundays.", "c", speaker="Tom"),
        said("Anna bakes too.", "d", speaker="Tom"),
    )
    assert going(database, Meant(matching="Melanie")) == ids[:3]
    assert going(database, Meant(matching="lanie bakes")) == [ids[2]]


def test_everyday_words_count_only_where_there_are_no_others(database: Database) -> None:
    ids = understood(database, said("We have it."), said("They have a zither."))
    assert going(database, Meant(matching="have it")) == ids[:1]
    assert going(database, Meant(matching="have the zither")) == ids[1:]
    assert going(database, Meant(matching="…")) == []


def test_a_time_begins_with_its_first_moment_and_ends_before_its_last(database: Database) -> None:
    hours = [replace(said(f"Hour {n}."), said_at=NOON + timedelta(hours=n)) for n in range(4)]
    ids = understood(database, *hours)
    assert going(database, Meant(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3))) == ids[1:3]
    assert going(database, Meant(since=NOON + timedelta(hours=3))) == ids[3:]
    assert going(database, Meant(until=NOON)) == []
    assert going(database, Meant(until=NOON + timedelta(milliseconds=1))) == ids[:1]


def test_what_nobody_dated_goes_by_when_it_was_stored(database: Database) -> None:
    ids = understood(database, said("Whenever that was."))
    assert going(database, Meant(until=NOON)) == []
    assert going(database, Meant(since=NOON)) == ids


def test_a_conversation_is_meant_by_its_place_before_its_title(database: Database) -> None:
    first = understood(database, said("One."), name="harbour")
    second = understood(database, said("Two."), name="The harbour")
    assert going(database, Meant(conversation="harbour")) == first
    assert going(database, Meant(conversation="The harbour")) == second
    assert going(database, Meant(conversation="The The harbour")) == second
    assert going(database, Meant(source="harbour")) == first


def test_what_is_forgotten_already_is_not_meant_again(database: Database) -> None:
    ids = understood(database, said("The zither is sold."), said("The zither was old."))
    LettingGo(database, lambda: None).forget(Meant(memory_id=ids[0]), for_good=False, backups=False)
    assert going(database, Meant(matching="zither")) == ids[1:]


@pytest.mark.parametrize(
    "wanted",
    [Meant(), Meant(memory_id=1, matching="x"), Meant(matching="  "), Meant(since=NOON, until=NOON - timedelta(1))],
)
def test_only_one_thing_can_be_meant(database: Database, wanted: Meant) -> None:
    with pytest.raises(UserError):
        LettingGo(database, lambda: None).preview(wanted)


def ask(connection: Connection, chat: int, question: str, memory_id: int, text: str) -> int:
    chats.add_turn(connection, chat, Role.USER, question)
    cited = Citation(1, memory_id, "ref", text, "Nora")
    return chats.add_turn(
        connection, chat, Role.ASSISTANT, text, Answer(text, (cited,), Route.TARGETED, Means.QUOTE, False, 1)
    )


def test_a_purge_leaves_of_answers_only_that_there_was_one(database: Database) -> None:
    _, ids = keep(database, said("The zither is sold."), said("The boat lies at Ghent."))

    def talk(connection: Connection) -> int:
        chat = chats.begin_chat(connection, "Where is the zither?")
        ask(connection, chat, "Where is the zither?", ids[0], "The zither is sold.")
        ask(connection, chat, "And the boat?", ids[1], "The boat lies at Ghent.")
        return chat

    chat = database.write(talk)
    letting_go = LettingGo(database, lambda: None)
    assert letting_go.preview(Meant(memory_id=ids[0])).answers == 1
    letting_go.forget(Meant(memory_id=ids[0]), for_good=True, backups=False)
    with database.reading() as connection:
        turns = chats.list_turns(connection, chat)
        titles = [one.title for one in chats.list_chats(connection, 10)]
    assert [turn.text for turn in turns] == [FORGOTTEN, FORGOTTEN, "And the boat?", "The boat lies at Ghent."]
    assert titles == [FORGOTTEN]
    assert [len(turn.answer.citations) for turn in turns if turn.answer is not None] == [0, 1]


def test_an_answer_that_rests_on_what_is_hidden_is_hidden_with_it_and_comes_back(database: Database) -> None:
    _, ids = keep(database, said("The zither is sold."))

    def talk(connection: Connection) -> int:
        chat = chats.begin_chat(connection, "What of it?")
        ask(connection, chat, "What of it?", ids[0], "The zither is sold.")
        return chat

    def told() -> list[str]:
        with database.reading() as connection:
            return [turn.text for turn in chats.list_turns(connection, chat)]

    chat = database.write(talk)
    letting_go = LettingGo(database, lambda: None)
    request = letting_go.forget(Meant(memory_id=ids[0]), for_good=False, backups=False)
    assert told() == ["What of it?", FORGOTTEN]
    letting_go.restore(request.id)
    assert told() == ["What of it?", "The zither is sold."]


def test_older_copies_are_counted_and_replaced_only_with_what_is_purged(database: Database) -> None:
    database.backup_to(database.backup_folder / "before.db")
    _, ids = keep(database, said("The zither is sold."), said("The boat lies at Ghent."))
    letting_go = LettingGo(database, lambda: None)
    database.backup_to(database.backup_folder / "night-2026-03-04.db")
    assert letting_go.preview(Meant(memory_id=ids[0])).backups == 1
    with pytest.raises(UserError, match="go only with"):
        letting_go.forget(Meant(memory_id=ids[0]), for_good=False, backups=True)
    letting_go.forget(Meant(memory_id=ids[0]), for_good=True, backups=True)
    (left,) = database.backups()
    pages = b"".join(page for _, page in database.raw_pages(left)).lower()
    assert b"zither" not in pages
    assert b"ghent" in pages
