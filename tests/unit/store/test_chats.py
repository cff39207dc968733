"""Chats keep what was asked and answered; the access log keeps what was read for it."""

from __future__ import annotations

from core.model.answer import AccessKind, Answer, Citation, Means, Role, Route
from core.store import accesses, chats, memories, sources
from core.store.database import Connection, Database
from tests.unit.store.samples import keep, said


def test_a_turn_comes_back_with_its_citations(database: Database) -> None:
    _, ids = keep(database, said("I signed up", ref="D1:3"), said("close"))
    answer = Answer(
        text="She signed up.",
        citations=(Citation(1, ids[0], "D1:3", "I signed up", "Nora · 8 May 2023"),),
        closest=(Citation(1, ids[1], "close", "close", "Ben"),),
        route=Route.DEEP,
        means=Means.MODEL,
        abstained=False,
        milliseconds=412,
        considered=2,
        model="SmolLM2",
        tokens_per_second=31.5,
        first_token_ms=80,
    )

    def talk(connection: Connection) -> tuple[int, int]:
        chat = chats.begin_chat(connection, "When did she\njoin?")
        chats.add_turn(connection, chat, Role.USER, "When did she join?")
        return chat, chats.add_turn(connection, chat, Role.ASSISTANT, answer.text, answer)

    chat, turn = database.write(talk)
    with database.reading() as connection:
        assert [c.title for c in chats.list_chats(connection, 10)] == ["When did she join?"]
        assert [t.role for t in chats.list_turns(connection, chat)] == [Role.USER, Role.ASSISTANT]
        assert chats.get_turn(connection, turn).answer == answer


def test_a_citation_goes_with_its_memory(database: Database) -> None:
    source_id, ids = keep(database, said("secret", ref="r"))
    answer = Answer(
        "A", (Citation(1, ids[0], "r", "secret", "x"),), Route.TARGETED, Means.QUOTE, abstained=False, milliseconds=1
    )

    def talk(connection: Connection) -> int:
        turn = chats.add_turn(connection, chats.begin_chat(connection, "q"), Role.ASSISTANT, "A", answer)
        memories.delete_memories_of(connection, source_id)
        sources.delete_source(connection, source_id)
        return turn

    turn = database.write(talk)
    with database.reading() as connection:
        kept = chats.get_turn(connection, turn).answer
        assert kept is not None
        assert kept.citations == ()
        assert connection.execute("select count(*) from citation").get == 0


def test_a_deleted_chat_is_gone_with_its_turns(database: Database) -> None:
    def talk(connection: Connection) -> None:
        chat = chats.begin_chat(connection, "q")
        chats.add_turn(connection, chat, Role.USER, "q")
        chats.delete_chat(connection, chat)

    database.write(talk)
    with database.reading() as connection:
        assert connection.execute("select count(*) from turn").get == 0


def test_a_long_question_makes_a_short_title(database: Database) -> None:
    chat = database.write(lambda c: chats.begin_chat(c, "word " * 100))
    with database.reading() as connection:
        (kept,) = chats.list_chats(connection, 1)
    assert kept.id == chat
    assert len(kept.title) <= 80
    assert kept.title.endswith("…")


def test_accesses_are_counted_and_strangers_left_out(database: Database) -> None:
    _, ids = keep(database, said("a"))
    database.write(lambda c: accesses.log_accesses(c, [*ids, 999], AccessKind.CITED))
    with database.reading() as connection:
        assert accesses.count_accesses(connection, ids[0], AccessKind.CITED) == 1
        assert accesses.count_accesses(connection, 999, AccessKind.CITED) == 0
