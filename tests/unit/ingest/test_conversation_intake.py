"""Messages become memories once, in order, with what stood before them; broken ones are named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled
from core.ingest import conversation_intake
from core.ingest.conversation_intake import take_conversation
from core.ingest.outcome import Outcome, Unreadable
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.model.memory import Memory, Trust
from core.model.work import JobKind, JobState
from core.store import jobs, memories, sources, words
from core.store.database import Database
from tests.faults.command import message, write_conversation


def take(
    database: Database,
    path: Path,
    *,
    stored: Callable[[int], None] = lambda count: None,
    stop: threading.Event | None = None,
) -> Outcome:
    database.write(lambda c: jobs.enqueue(c, JobKind.CONVERSATION, [str(path)]))
    claimed = database.write(lambda c: jobs.claim_next(c, jobs.this_process()))
    assert claimed is not None
    outcome = Outcome()
    try:
        take_conversation(database, path, *claimed, outcome, stored, stop or threading.Event())
    except Cancelled:
        database.write(lambda c: jobs.release(c, claimed[0].id))
        raise
    return outcome


def kept(database: Database) -> list[Memory]:
    with database.reading() as connection:
        ids = [row[0] for row in connection.execute("select id from memory order by source_id, position")]
        return list(memories.get_memories(connection, ids).values())


def write(tmp_path: Path, *messages: dict[str, Any] | str) -> Path:
    return write_conversation(tmp_path / "c.jsonl", messages)


def test_a_message_is_stored_whole(database: Database, tmp_path: Path) -> None:
    outcome = take(database, write(tmp_path, message(1, captions=["a red gate"], time="2024-05-07T23:30:00+02:00")))
    (memory,) = kept(database)
    assert (memory.span.ref, memory.speaker, memory.session, memory.captions) == ("m1", "Tom", "s0", ("a red gate",))
    assert memory.said_at is not None
    assert memory.said_at.isoformat() == "2024-05-07T23:30:00+02:00"
    assert memory.trust is Trust.IMPORTED
    assert (outcome.memories, outcome.sources, outcome.already) == (1, 1, 0)


def test_the_same_file_twice_is_stored_once_and_a_longer_one_goes_on(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path, *map(message, range(700))))
    again = take(database, write(tmp_path, *map(message, range(900))))
    assert (again.memories, again.already) == (200, 700)
    assert [memory.span.ref for memory in kept(database)] == [f"m{n}" for n in range(900)]
    assert [memory.position for memory in kept(database)] == list(range(900))


def test_the_first_words_under_an_id_stay(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path, message(1, text="The first words.")))
    again = take(database, write(tmp_path, message(1, text="Other words.")))
    assert "“m1” is there already with other words" in again.skipped[0].reason
    assert "Other" not in again.skipped[0].reason
    assert [memory.text for memory in kept(database)] == ["The first words."]


def test_conversations_in_one_file_are_kept_apart(database: Database, tmp_path: Path) -> None:
    mixed = [message(n, conversation=("harbour", "mill")[n % 3 == 0], id=f"x{n}") for n in range(60)]
    outcome = take(database, write(tmp_path, *mixed, message(61, conversation="mill", id="x1")))
    assert (outcome.sources, outcome.memories) == (2, 61)
    with database.reading() as connection:
        mill = next(source for source in sources.list_sources(connection, 9, 0) if source.location == "mill")
    assert mill is not None
    assert mill.memories == 21


def test_what_a_machine_said_is_kept_but_is_no_evidence(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path, message(1, speaker="Assistant"), message(2, speaker="ChatGPT "), message(3)))
    assert [memory.trust for memory in kept(database)] == [Trust.MODEL, Trust.MODEL, Trust.IMPORTED]


def test_broken_lines_are_named_with_their_number(database: Database, tmp_path: Path) -> None:
    outcome = take(database, write(tmp_path, "{", message(1), "", '{"id": "2", "text": "secret"}', message(3), "]"))
    assert [entry.where.rpartition(":")[2] for entry in outcome.skipped] == ["1", "4", "6"]
    assert not any("secret" in entry.reason for entry in outcome.skipped)
    with database.reading() as connection:
        assert jobs.skipped_of(connection, 1) == outcome.skipped
    assert outcome.memories == 2


def test_a_stop_keeps_what_was_stored_and_the_next_run_goes_on_behind_it(database: Database, tmp_path: Path) -> None:
    stop = threading.Event()
    path = write(tmp_path, *map(message, range(1800)))
    with pytest.raises(Cancelled):
        take(database, path, stored=lambda count: stop.set(), stop=stop)
    assert [memory.span.ref for memory in kept(database)] == [f"m{n}" for n in range(500)]
    read: list[str] = []
    original = conversation_intake.read_messages

    def watched(path: Path, start_byte: int = 0, start_line: int = 1) -> Any:
        for item in original(path, start_byte, start_line):
            read.append(item.id)  # type: ignore[union-attr]
            yield item

    conversation_intake.read_messages = watched
    try:
        outcome = take(database, path)
    finally:
        conversation_intake.read_messages = original
    assert read[0] == "m500"
    assert (outcome.memories, outcome.already) == (1300, 0)
    assert len(kept(database)) == 1800


def test_a_file_that_shrank_or_changed_between_two_runs_loses_nothing(database: Database, tmp_path: Path) -> None:
    """A cursor is a byte in the file as it was; another file under its name is read from its start."""
    stop = threading.Event()
    path = write(tmp_path, *map(message, range(1200)))
    with pytest.raises(Cancelled):
        take(database, path, stored=lambda count: stop.set(), stop=stop)
    write(tmp_path, *[message(n, conversation="mill") for n in range(700)])
    outcome = take(database, path)
    assert outcome.memories == 700
    assert outcome.skipped == []


def test_a_job_ends_as_done(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path, message(1)))
    with database.reading() as connection:
        assert jobs.count_jobs(connection, JobState.DONE) == 1


def test_a_file_that_is_gone_is_unreadable(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        take(database, tmp_path / "gone.jsonl")
    with pytest.raises(Unreadable):
        take(database, tmp_path)


def test_messages_are_found_by_word_at_once(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path, *map(message, range(20))))
    with database.reading() as connection:
        hits = words.search_words(connection, ["gannet7"], text_weight=1.0, context_weight=0.0, limit=5)
        assert hits[0][0] == 8
    assert database.write(words.check_words)


def test_what_is_forgotten_is_no_context_of_what_comes_next(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path, message(1, text="The xylophone is sold."), message(2, text="The oars are here.")))
    LettingGo(database, lambda: None).forget(Meant(memory_id=kept(database)[1].id), for_good=False, backups=False)
    take(database, write(tmp_path, message(3, text="And the sail?")))
    with database.reading() as connection:
        newest = connection.execute("select context, position from memory order by id desc limit 1").fetchone()
    assert newest is not None
    assert ("xylophone" in newest[0], "oars" in newest[0], newest[1]) == (True, False, 2)
