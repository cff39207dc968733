"""How something is done, and what was corrected, is kept as a lesson with its sources and how it has done since."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.consolidation.connect.lessons import describe_record
from core.consolidation.settle.procedure import read_procedure
from core.model import times
from core.model.answer import AccessKind
from core.model.memory import NewMemory, Span, Trust
from core.store import accesses, corrections, kept
from core.store.database import Connection, Database
from core.store.memories import insert_memories
from core.understanding.sentences import sentences_of
from tests.unit.consolidation.told import made, sleep_over, tell


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("To reset the boiler, hold the red button.", "To reset the boiler, hold the red button."),
        ("Oh, when the printer jams, always switch it off!", "When the printer jams, always switch it off."),
        ("Whenever it rains, I always lock the shed.", "Whenever it rains, Nora always locks the shed."),
        ("The trick to good gravy is to whisk it cold.", "The trick to good gravy is to whisk it cold."),
        ("Never open the valve while the pump is running.", "Never open the valve while the pump is running."),
        ("To be honest, I always love a good pie.", None),
        ("When life gets hard, always believe in your dreams.", None),
        ("When it happens, always switch the thing off.", None),
        ("To get in, do you have to press the remote twice?", None),
        ("I went to the market, always a good idea.", None),
        ("To win the race, you have to beat me first.", None),
    ],
)  # fmt: skip
def test_how_something_is_done_is_told_apart_from_cheering_up(said: str, told: str | None) -> None:
    assert [read_procedure(sentence, "Nora", None) for sentence in sentences_of(said)] == [told]


def test_one_way_of_doing_something_is_one_lesson_whoever_tells_it(database: Database) -> None:
    tell(
        database,
        [
            ("Nora", "To reset the boiler, hold the red button for ten seconds."),
            ("Nora", "Hello!"),
            ("Ben", "To reset the boiler, hold the red button for ten seconds."),
        ],
    )
    sleep_over(database)
    assert made(database, "lesson") == [("To reset the boiler, hold the red button for ten seconds.", 2)]
    with database.reading() as connection:
        kinds = connection.execute("select distinct kind from memory where form = 'lesson'").fetchall()
    assert kinds == [("procedural",)]


def test_what_an_assistant_says_is_no_way_of_doing_anything(database: Database) -> None:
    tell(database, [("Assistant", "To reset the boiler, hold the red button.")], trust=Trust.MODEL)
    sleep_over(database)
    assert made(database, "lesson") == []


def test_a_lesson_keeps_how_it_has_done(database: Database) -> None:
    (said,) = tell(database, [("Nora", "To reset the boiler, hold the red button for ten seconds.")])
    sleep_over(database)
    with database.reading() as connection:
        lesson = connection.execute("select id from memory where form = 'lesson'").get
        assert kept.records_of(connection, [lesson]) == {}
    for kind in (AccessKind.CITED, AccessKind.CITED, AccessKind.CORRECTED):
        database.write(lambda c, kind=kind: accesses.log_accesses(c, [said], kind, None))
    sleep_over(database)
    with database.reading() as connection:
        assert kept.records_of(connection, [lesson]) == {lesson: "used twice, corrected once"}


def test_what_was_retrieved_only_was_not_used() -> None:
    assert describe_record({"retrieved": 9}) == ""
    assert describe_record({"cited": 1, "confirmed": 2}) == "used 3 times, corrected never"


def correct(database: Database, question: str, text: str) -> None:
    def keep(connection: Connection) -> None:
        source_id, position = corrections.place_correction(connection)
        now: datetime = times.now()
        span = Span(f"corrections-{position}", 0, len(text))
        new = NewMemory(text=text, span=span, context=question, said_at=now, trust=Trust.USER)
        insert_memories(connection, source_id, position, [new])

    database.write(keep)


def test_what_is_corrected_again_is_one_lesson_and_what_is_corrected_otherwise_replaces_it(database: Database) -> None:
    correct(database, "What is the gate code?", "The gate code is 5512.")
    sleep_over(database)
    correct(database, "What's the gate code now?", "The gate code is 5512.")
    sleep_over(database)
    first = "Asked “What is the gate code?”, the answer is: The gate code is 5512."
    assert made(database, "lesson") == [(first, 2)]
    correct(database, "What is the gate code?", "The gate code is 7730.")
    sleep_over(database)
    assert made(database, "lesson") == [("Asked “What is the gate code?”, the answer is: The gate code is 7730.", 1)]
    assert made(database, "lesson", ["superseded"]) == [(first, 2)]


@pytest.mark.parametrize(
    ("owed", "done", "thread"),
    [
        ("Remind me to call the plumber about the leak.", "I called the plumber about the leak.", "Remind Nora"),
        ("I promised Ben to return the ladder.", "I returned the ladder to Ben.", "Nora promised Ben"),
        ("I still have to renew my passport.", "I went and renewed my passport.", "Nora still has to renew"),
    ],
)
def test_what_is_owed_is_an_open_thread_until_it_was_done(
    database: Database, owed: str, done: str, thread: str
) -> None:
    def threads() -> list[str]:
        with database.reading() as connection:
            rows = connection.execute(
                "select m.text from memory m join tag t on t.memory_id = m.id and t.tag = 'thread'"
            )
            return [text for (text,) in rows]

    tell(database, [("Nora", owed)])
    sleep_over(database)
    (opened,) = threads()
    assert opened.startswith(thread)
    tell(database, [("Nora", "Hello there!"), ("Nora", done)], name="later")
    sleep_over(database)
    assert threads() == []
