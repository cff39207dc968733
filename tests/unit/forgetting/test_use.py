"""Use: what makes a memory stronger, what does not, and what it brings back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.forgetting.use import note_accesses
from core.model.answer import AccessKind
from core.model.change import ChangeKind
from core.model.memory import Memory, Precision, State
from core.store import changes, contents, corrections, memories, vectors
from core.store.changes import Recorder
from core.store.database import Database
from core.store.verification import verify_database
from tests.unit.store.samples import keep, said

TALK = ("The gate code is 4471.", "We moved to Lyon.", "Anna bakes bread.")


def later(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def look(database: Database, memory_id: int) -> Memory:
    with database.reading() as connection:
        return memories.get_memories(connection, [memory_id])[memory_id]


def let_ebb(database: Database, memory_id: int, state: State, precision: Precision) -> int:
    def work(connection: object) -> int:
        with Recorder(connection, ChangeKind.ARCHIVED, "Not used.", memory_id=memory_id) as change:  # type: ignore[arg-type]
            change.update("memory", {"id": memory_id}, {"state": state, "precision": precision})
        assert change.change_id is not None
        return change.change_id

    return database.write(work)


@pytest.mark.parametrize("kind", [AccessKind.CITED, AccessKind.OPENED, AccessKind.CONFIRMED])
def test_a_use_makes_a_memory_stronger(database: Database, kind: AccessKind) -> None:
    _, ids = keep(database, *map(said, TALK))
    before = look(database, ids[0]).strength
    at = later(20)
    database.write(lambda c: note_accesses(c, [ids[0], ids[0]], kind, at=at))
    after = look(database, ids[0]).strength
    assert after.stability > before.stability
    assert abs(after.reinforced_at - at) < timedelta(milliseconds=1)
    assert after.recalls == 1
    assert look(database, ids[1]).strength.recalls == 0


@pytest.mark.parametrize("kind", [AccessKind.RETRIEVED, AccessKind.CORRECTED])
def test_what_was_merely_retrieved_or_was_wrong_does_not_grow(database: Database, kind: AccessKind) -> None:
    _, ids = keep(database, *map(said, TALK))
    before = look(database, ids[0])
    database.write(lambda c: note_accesses(c, ids, kind, at=later(20)))
    assert look(database, ids[0]) == before


def test_what_it_was_made_from_grows_by_half(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    database.write(lambda c: corrections.add_parents(c, ids[0], ids[1:]))
    before = look(database, ids[1]).strength
    database.write(lambda c: note_accesses(c, [ids[0]], AccessKind.CITED, at=later(20)))
    whole, half = look(database, ids[0]).strength, look(database, ids[1]).strength
    assert half.stability - before.stability == pytest.approx((whole.stability - before.stability) / 2, rel=1e-3)
    assert half.recalls == 0


def test_what_a_correction_corrects_does_not_grow_with_it(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))

    def correct(connection: object) -> int:
        source_id, position = corrections.place_correction(connection)  # type: ignore[arg-type]
        (made,) = memories.insert_memories(connection, source_id, position, [said("No, 5512.")])  # type: ignore[arg-type]
        corrections.add_parents(connection, made, ids[:1])  # type: ignore[arg-type]
        return made

    made = database.write(correct)
    before = look(database, ids[0])
    database.write(lambda c: note_accesses(c, [made], AccessKind.CITED, at=later(20)))
    assert look(database, ids[0]) == before


def test_what_is_used_comes_back_and_waits_for_its_exact_vector(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    rows = np.eye(3, 16, dtype=np.float32)
    space = database.write(lambda c: vectors.use_space(c, "m", "f" * 64, 16))
    database.write(lambda c: vectors.put_vectors(c, space, ids, rows))
    let_ebb(database, ids[0], State.ARCHIVED, Precision.BIT)
    assert all(finding.ok for finding in verify_database(database))
    assert database.write(lambda c: note_accesses(c, ids, AccessKind.OPENED)) == [ids[0]]
    back = look(database, ids[0])
    assert (back.state, back.precision) == (State.ACTIVE, Precision.FLOAT)
    with database.reading() as connection:
        assert [memory.id for memory in memories.unembedded(connection, 0, 9)] == [ids[0]]
        restored = changes.changes_of_memory(connection, ids[0])[0]
    assert (restored.kind, restored.reason) == (ChangeKind.RESTORED, "You opened it.")
    assert all(finding.ok for finding in verify_database(database))
    assert database.write(lambda c: vectors.put_vectors(c, space, ids[:1], rows[:1])) == 1


def test_a_fade_that_is_undone_leaves_the_memory_to_be_embedded_again(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    space = database.write(lambda c: vectors.use_space(c, "m", "f" * 64, 16))
    database.write(lambda c: vectors.put_vectors(c, space, ids, np.eye(3, 16, dtype=np.float32)))
    with database.reading() as connection:
        before = contents.hash_contents(connection)
    change_id = let_ebb(database, ids[0], State.FADED, Precision.INT8)
    database.write(lambda c: changes.undo_change(c, change_id))
    with database.reading() as connection:
        assert contents.hash_contents(connection) == before
        assert memories.count_unembedded(connection) == 1
    assert all(finding.ok for finding in verify_database(database))


def test_what_was_learned_can_be_undone_after_it_faded(database: Database) -> None:
    source_id, ids = keep(database, *map(said, TALK))
    with database.reading() as connection:
        before = contents.hash_contents(connection)

    def learn(connection: object) -> tuple[int, int]:
        with Recorder(connection, ChangeKind.LEARNED, "Said twice.") as change:  # type: ignore[arg-type]
            (made,) = change.store_memories(source_id, 10, [said("A fact.")])
            change.insert("parent", {"memory_id": made, "parent_id": ids[0]})
        assert change.change_id is not None
        return made, change.change_id

    made, change_id = database.write(learn)
    let_ebb(database, made, State.FADED, Precision.INT8)
    database.write(lambda c: changes.undo_change(c, change_id))
    with database.reading() as connection:
        assert contents.hash_contents(connection) == before
