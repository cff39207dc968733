"""The step FADE: what goes a stage further and why, what is spared, what is held, and all of it undone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.errors import Cancelled
from core.forgetting.fading import FadeStep
from core.forgetting.use import note_accesses
from core.model import times
from core.model.answer import AccessKind
from core.model.change import Change, ChangeKind
from core.model.memory import Memory, NewMemory, Precision, SourceKind, State
from core.model.night import Cause, StepName
from core.store import changes, contents, corrections, links, memories, nights, sources, vectors
from core.store.database import Connection, Database
from core.store.nights import Journal
from core.store.sources import NewSource
from core.store.verification import verify_database
from tests.unit.store.samples import keep, said

TRIVIAL = [replace(said(f"Haha ok {number}", f"m{number}"), significance=0.0) for number in range(4)]


def fade(database: Database, days: float) -> int:
    """A night with FADE alone, so many days from now. Returns its id."""
    step = FadeStep(lambda: times.now() + timedelta(days=days))
    night_id = database.write(lambda c: nights.begin_night(c, Cause.HAND, "here", [StepName.FADE]))
    cursor, piece = "", step.plan(database, "", threading.Event())
    while piece is not None:
        database.write(lambda c, piece=piece: piece.apply(Journal(c, night_id, StepName.FADE)))
        cursor, piece = piece.cursor, None
        piece = step.plan(database, cursor, threading.Event())
    return night_id


def look(database: Database, memory_id: int) -> Memory:
    with database.reading() as connection:
        return memories.get_memories(connection, [memory_id])[memory_id]


def stage(database: Database, memory_id: int) -> tuple[State, Precision]:
    memory = look(database, memory_id)
    return memory.state, memory.precision


def history(database: Database, memory_id: int) -> list[Change]:
    with database.reading() as connection:
        return changes.changes_of_memory(connection, memory_id)[::-1]


def content(database: Database) -> str:
    with database.reading() as connection:
        return contents.hash_contents(connection)


def embed(database: Database, ids: list[int]) -> None:
    rows = np.random.default_rng(0).normal(size=(len(ids), 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    database.write(lambda c: vectors.put_vectors(c, vectors.use_space(c, "m", "f" * 64, 16), ids, rows))


def vector_bytes(database: Database) -> int:
    with database.reading() as connection:
        space = vectors.current_space(connection)
        assert space is not None
        return vectors.count_bytes(connection, space)


def test_what_is_not_used_goes_through_the_stages_each_with_its_reason(database: Database) -> None:
    _, ids = keep(database, *TRIVIAL)
    embed(database, ids)
    whole = vector_bytes(database)
    seen = []
    for days in (10, 20, 21, 40, 110, 700):
        fade(database, days)
        seen.append(stage(database, ids[0]))
    full, rough, bits, out = (
        (State.ACTIVE, Precision.FLOAT), (State.FADED, Precision.INT8), (State.FADED, Precision.BIT),
        (State.ARCHIVED, Precision.BIT),
    )  # fmt: skip
    assert seen == [full, rough, rough, bits, out, out]
    told = history(database, ids[0])
    assert [change.kind for change in told] == [ChangeKind.FADED, ChangeKind.FADED, ChangeKind.ARCHIVED]
    assert told[0].reason.startswith("Not used in the 20 days it is there; 2")
    assert "thorough search" in told[2].reason
    assert vector_bytes(database) < whole / 2
    assert all(finding.ok for finding in verify_database(database))


def test_a_night_of_fading_is_undone_to_the_last_byte_of_what_is_kept(database: Database) -> None:
    _, ids = keep(database, *TRIVIAL, said("Rent is due every month.", "m9"))
    embed(database, ids)
    before = content(database)
    night_id = fade(database, 100)
    assert content(database) != before
    undone = database.write(lambda c: nights.undo_night(c, night_id))
    assert not undone.left
    assert content(database) == before
    with database.reading() as connection:
        assert memories.count_unembedded(connection) == len(ids)


def test_what_was_used_meanwhile_is_left_alone(database: Database) -> None:
    _, ids = keep(database, *TRIVIAL)
    now = times.now() + timedelta(days=30)
    piece = FadeStep(lambda: now).plan(database, "", threading.Event())
    assert piece is not None
    database.write(lambda c: note_accesses(c, ids[:1], AccessKind.OPENED, at=now))
    night_id = database.write(lambda c: nights.begin_night(c, Cause.HAND, "here", [StepName.FADE]))
    database.write(lambda c: piece.apply(Journal(c, night_id, StepName.FADE)))
    assert [stage(database, id_)[0] for id_ in ids[:2]] == [State.ACTIVE, State.FADED]


def test_a_file_fades_in_rank_only_and_so_does_a_correction(database: Database) -> None:
    def store(connection: Connection) -> list[int]:
        file_id = sources.insert_source(connection, NewSource(SourceKind.FILE, "a.txt", "/a.txt", "text/plain"))
        corrected_id, _ = corrections.place_correction(connection)
        return [
            memories.insert_memories(connection, source_id, 0, [replace(said("A thing."), significance=0.0)])[0]
            for source_id in (file_id, corrected_id)
        ]

    ids = database.write(store)
    for days in (20, 2000, 2001):
        fade(database, days)
    assert [stage(database, id_) for id_ in ids] == [(State.FADED, Precision.FLOAT)] * 2
    assert len(history(database, ids[0])) == 1


def test_what_is_pinned_stays_and_comes_back(database: Database) -> None:
    _, ids = keep(database, *TRIVIAL)
    database.write(lambda c: c.execute("update memory set pinned = 1 where id = ?", (ids[0],)))
    fade(database, 110)
    database.write(lambda c: c.execute("update memory set pinned = 1 where id = ?", (ids[1],)))
    fade(database, 111)
    assert [stage(database, id_) for id_ in ids[:2]] == [(State.ACTIVE, Precision.FLOAT)] * 2
    assert stage(database, ids[2])[0] is State.ARCHIVED


def test_what_comes_back_every_year_is_held_over_two_of_its_days_and_then_let_go(database: Database) -> None:
    born = NewMemory("The tax papers are in the blue folder.", said("x").span, significance=0.0)
    _, ids = keep(database, born)
    for days in range(20, 765, 30):
        fade(database, days)
    assert stage(database, ids[0]) == (State.ACTIVE, Precision.FLOAT)
    assert [change.kind for change in history(database, ids[0])] == [ChangeKind.HELD]
    fade(database, 820)
    assert stage(database, ids[0])[0] is State.ARCHIVED
    with database.reading() as connection:
        assert connection.execute("select count(*) from recurrence").get == 0


def test_a_memory_whose_child_is_used_comes_back_by_itself(database: Database) -> None:
    _, ids = keep(database, *TRIVIAL)
    database.write(lambda c: corrections.add_parents(c, ids[1], ids[:1]))
    fade(database, 20)
    for days in (21, 25, 30):
        database.write(
            lambda c, days=days: note_accesses(c, ids[1:2], AccessKind.CITED, at=times.now() + timedelta(days=days))
        )
    fade(database, 31)
    assert stage(database, ids[0]) == (State.ACTIVE, Precision.FLOAT)
    assert history(database, ids[0])[-1].reason == "What was made from it is used again."


def test_links_that_are_not_used_weaken_month_by_month_and_go(database: Database) -> None:
    _, ids = keep(database, *(replace(one, significance=1.0) for one in TRIVIAL))
    start = datetime.now(UTC)
    database.write(lambda c: note_accesses(c, ids[:3], AccessKind.CITED, at=start))

    def weight() -> list[float]:
        with database.reading() as connection:
            return [link.weight for link in links.links_from(connection, ids[:1], 0.0)]

    seen = []
    for days in (20, 31, 40, 62, 93, 120):
        fade(database, days)
        seen.append(weight())
    assert seen == [[0.2, 0.2], [0.1, 0.1], [0.1, 0.1], [0.05, 0.05], [], []]


def test_a_piece_is_small_and_stop_is_heeded(database: Database) -> None:
    keep(database, *(replace(TRIVIAL[0], significance=0.0) for _ in range(100)))
    step, stop = FadeStep(lambda: times.now() + timedelta(days=30)), threading.Event()
    assert step.count(database) == 100
    piece = step.plan(database, "", stop)
    assert piece is not None
    assert piece.units < 50
    stop.set()
    with pytest.raises(Cancelled):
        step.plan(database, piece.cursor, stop)
