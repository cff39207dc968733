"""Memories are understood as they are stored, in the same transaction; those of an older reader are read again."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ingest import understanding
from core.ingest.queue import IngestQueue
from core.ingest.understanding import VERSION, count_waiting, store_understood, understand_waiting
from core.model.period import Grain
from core.model.work import JobKind
from core.store import jobs, memories, triples
from core.store.database import Database
from tests.conftest import HashEmbedder
from tests.faults.command import message, write_conversation
from tests.unit.store.samples import keep as keep_only
from tests.unit.store.samples import said
from tests.unit.store.test_entities import keep

FRIDAY = datetime(2024, 3, 15, 12, tzinfo=UTC)


def derived(database: Database) -> list[int]:
    with database.reading() as connection:
        return [
            int(connection.execute(f"select count(*) from {table}").get) for table in ("entity", "mention", "triple")
        ]


def test_a_memory_is_dated_by_what_it_says(database: Database) -> None:
    _, (first, second) = keep(
        database,
        replace(said("We went to the harbour yesterday.", "a"), said_at=FRIDAY),
        replace(said("Nothing new.", "b"), said_at=FRIDAY),
    )
    with database.reading() as connection:
        kept = memories.get_memories(connection, [first, second])
    assert kept[first].true_from == datetime(2024, 3, 14, tzinfo=UTC)
    assert kept[first].true_to == datetime(2024, 3, 15, tzinfo=UTC)
    assert kept[first].true_grain is Grain.DAY
    assert (kept[second].true_from, kept[second].true_to, kept[second].true_grain) == (None, None, None)


def test_a_change_is_dated_by_its_own_words(database: Database) -> None:
    keep(database, replace(said("It rained yesterday. I moved to Porto in January.", speaker="Robin"), said_at=FRIDAY))
    with database.reading() as connection:
        (triple,) = triples.triples_with(connection, "lives in")
    assert triple.at == datetime(2024, 1, 1, tzinfo=UTC)


def test_you_is_the_other_one_where_there_are_two(database: Database) -> None:
    _, ids = keep(
        database,
        said("Did you sleep?", "a", "Nora", session="s"), said("Yes.", "b", "Tom", session="s"),
        said("Did you sleep?", "c", "Nora", session="t"), said("Yes.", "d", "Tom", session="t"),
        said("No.", "e", "Ines", session="t"),
    )  # fmt: skip
    with database.reading() as connection:
        named = dict(
            connection.execute(
                "select n.memory_id, e.folded from mention n join entity e on e.id = n.entity_id "
                "where n.means = 'pronoun'"
            )
        )
    assert named == {ids[0]: "tom"}


def test_a_conversation_is_understood_when_it_is_stored(database: Database, tmp_path: Path) -> None:
    lines = [message(1, speaker="Tom", text="My sister Anna lives in Bergen now.")]
    path = write_conversation(tmp_path / "c.jsonl", lines)
    database.write(lambda c: jobs.enqueue(c, JobKind.CONVERSATION, [str(path)]))
    queue = IngestQueue(database, HashEmbedder())
    queue.run()
    assert derived(database) == [3, 3, 1]
    assert count_waiting(database) == 0
    assert not queue.waits()


def test_the_queue_understands_what_an_older_reader_left(database: Database) -> None:
    keep_only(database, *(said(f"My sister Anna lives in Bergen {n}.", f"m{n}", "Tom") for n in range(450)))
    queue = IngestQueue(database, HashEmbedder())
    assert count_waiting(database) == 450
    assert queue.waits()
    queue.run()
    assert count_waiting(database) == 0
    assert derived(database)[2] == 450


def test_it_is_taken_up_where_it_stopped(database: Database) -> None:
    keep_only(database, *(said(f"I live in Bergen {n}.", f"m{n}", "Tom") for n in range(450)))
    stop = threading.Event()
    done = understand_waiting(database, stop, lambda count: stop.set())
    assert 0 < done < 450
    assert count_waiting(database) == 450 - done
    assert understand_waiting(database, threading.Event()) == 450 - done
    assert derived(database)[2] == 450


def test_a_newer_version_reads_everything_again_and_doubles_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, said("My sister Anna lives in Bergen now.", speaker="Tom"))
    before = derived(database)
    monkeypatch.setattr(understanding, "VERSION", VERSION + 1)
    assert understand_waiting(database, threading.Event()) == 1
    assert derived(database) == before


def test_what_fails_leaves_nothing_half_understood(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    source_id, _ = keep(database, said("Fine.", "x", "Tom"))

    def fail(connection: apsw.Connection, new: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("core.store.triples.add_triples", fail)
    with pytest.raises(ZeroDivisionError):
        database.write(lambda c: store_understood(c, source_id, 1, [said("I live in Bergen.", "y", "Tom")]))
    with database.reading() as connection:
        assert memories.count_memories(connection) == 1
    assert derived(database)[2] == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(["", "Tom", "Ines", "助手"])), min_size=1, max_size=4))
def test_no_text_is_too_strange(database: Database, told: list[tuple[str, str]]) -> None:
    def store_and_forget(connection: apsw.Connection) -> None:
        new = [said(text, f"m{number}", speaker) for number, (text, speaker) in enumerate(told)]
        source_id, _ = (
            1,
            connection.execute(
                "insert or ignore into source(id, kind, title, location, content_hash, media_type, size, added_at) "
                "values (1, 'conversation', 'c', 'c', x'', 'x', 0, 0)"
            ),
        )
        store_understood(connection, source_id, 0, new)
        memories.delete_memories_of(connection, source_id)
        assert connection.execute("select count(*) from entity").get == 0

    database.write(store_and_forget)
