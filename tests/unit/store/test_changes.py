"""What was changed can be undone to the letter, item by item and night by night."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.change import ChangeKind
from core.model.memory import NewMemory, SourceKind, Span
from core.model.night import Cause, NightState, StepName
from core.store import changes, memories, nights, sources, vectors, words
from core.store.changes import Changed, Recorder
from core.store.contents import hash_contents
from core.store.database import Connection, Database
from core.store.sources import NewSource
from core.store.verification import verify_database
from tests.conftest import KEY
from tests.unit.store.samples import keep, said

TALK = ("The gate code is 4471.", "We moved to Lyon.", "Anna bakes bread.", "The boat is painted red.")


def contents(database: Database) -> str:
    with database.reading() as connection:
        return hash_contents(connection)


def found(database: Database, word: str) -> list[int]:
    with database.reading() as connection:
        hits = words.search_words(connection, [word], text_weight=1.0, context_weight=0.5, limit=10)
    return [memory_id for memory_id, _ in hits]


def learn(connection: Connection, parents: list[int], text: str, night_id: int | None = None) -> int:
    source = sources.find_by_location(connection, SourceKind.CAPTURE, "sleep")
    source_id = (
        source.id
        if source
        else sources.insert_source(connection, NewSource(SourceKind.CAPTURE, "Sleep", "sleep", "text/plain"))
    )
    position = connection.execute("select count(*) from memory where source_id = ?", (source_id,)).get
    with Recorder(connection, ChangeKind.LEARNED, "Said twice.", night_id=night_id, step="settle") as change:
        (made,) = change.store_memories(source_id, position, [NewMemory(text, Span("m1", 0, len(text)))])
        for parent in parents:
            change.insert("parent", {"memory_id": made, "parent_id": parent})
    assert change.change_id is not None
    return change.change_id


def edit(connection: Connection, memory_id: int, text: str) -> int | None:
    with Recorder(connection, ChangeKind.EDITED, "You changed it.", memory_id=memory_id) as change:
        change.update("memory", {"id": memory_id}, {"text": text})
    return change.change_id


def test_a_learned_fact_comes_with_its_sources_and_goes_without_a_trace(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    before = contents(database)
    change_id = database.write(lambda c: learn(c, ids[:2], "The gate code is 4471 in Lyon."))
    assert contents(database) != before
    assert len(found(database, "Lyon")) == 2
    with database.reading() as connection:
        (change,) = changes.changes_of_memory(connection, ids[0])
    assert (change.after, change.before) == ("The gate code is 4471 in Lyon.", "")
    database.write(lambda c: changes.undo_change(c, change_id))
    database.write(lambda c: changes.undo_change(c, change_id))
    assert contents(database) == before
    assert found(database, "Lyon") == [ids[1]]
    with database.reading() as connection:
        assert changes.get_change(connection, change_id).undone_at is not None


def test_an_edited_memory_is_found_by_its_new_words_and_waits_for_its_vector(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    before = contents(database)
    change_id = database.write(lambda c: edit(c, ids[0], "The gate code is 5512."))
    assert (found(database, "4471"), found(database, "5512")) == ([], [ids[0]])
    with database.reading() as connection:
        assert ids[0] in [memory.id for memory in memories.unembedded(connection, 0, 10)]
    database.write(lambda c: changes.undo_change(c, change_id))
    assert (found(database, "4471"), found(database, "5512")) == ([ids[0]], [])
    assert contents(database) == before
    assert all(finding.ok for finding in verify_database(database))


def test_what_was_changed_again_since_is_left_as_it_is(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    first = database.write(lambda c: edit(c, ids[0], "The gate code is 5512."))
    database.write(lambda c: edit(c, ids[0], "The gate code is 9000."))
    before = contents(database)
    with pytest.raises(Changed, match="changed again since"):
        database.write(lambda c: changes.undo_change(c, first))
    assert contents(database) == before


def test_a_use_since_does_not_stand_in_the_way_of_undoing(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    change_id = database.write(lambda c: learn(c, ids, "A fact."))
    database.write(lambda c: c.execute("update memory set stability = 99, recalls = 3 where text = 'A fact.'"))
    database.write(lambda c: changes.undo_change(c, change_id))
    assert found(database, "fact") == []


def test_nothing_is_kept_of_a_change_that_changed_nothing(database: Database) -> None:
    _, ids = keep(database, said("As it is."))
    assert database.write(lambda c: edit(c, ids[0], "As it is.")) is None


def test_a_failed_change_leaves_nothing(database: Database) -> None:
    _, ids = keep(database, said("As it is."))
    before = contents(database)

    def fail(connection: Connection) -> None:
        with Recorder(connection, ChangeKind.EDITED, "No.", memory_id=ids[0]) as change:
            change.update("memory", {"id": ids[0]}, {"text": "Otherwise."})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(fail)
    assert contents(database) == before
    assert found(database, "otherwise") == []


def test_purged_changes_hold_no_words_any_more(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    database.write(lambda c: edit(c, ids[0], "The gate code is 5512."))
    database.write(lambda c: changes.purge_changes(c, [ids[0]]))
    with database.reading() as connection:
        assert connection.execute("select count(*) from change").get == 0
        assert connection.execute("select count(*) from touched").get == 0


def test_a_night_is_undone_as_a_whole(database: Database) -> None:
    _, ids = keep(database, *map(said, TALK))
    before = contents(database)
    night_id = database.write(lambda c: nights.begin_night(c, Cause.HAND, "here", list(StepName)))

    def work(connection: Connection) -> None:
        learn(connection, ids[:2], "A fact.", night_id)
        journal = nights.Journal(connection, night_id, StepName.CONNECT)
        with journal.change(ChangeKind.LINKED, "They belong together.") as change:
            row = {"first_id": ids[0], "second_id": ids[1], "kind": "alike", "weight": 0.7, "made_at": 1, "used_at": 1}
            assert change.insert("link", row)
            assert not change.insert("link", row)
        with journal.change(ChangeKind.SUPERSEDED, "Something newer.", ids[3]) as change:
            change.update("memory", {"id": ids[3]}, {"state": "superseded"})
            change.delete("link", {"first_id": ids[0], "second_id": ids[1], "kind": "alike"})

    database.write(work)
    with database.reading() as connection:
        night = nights.get_night(connection, night_id)
    assert night is not None
    assert night.counts == {ChangeKind.LEARNED: 1, ChangeKind.LINKED: 1, ChangeKind.SUPERSEDED: 1}
    undone = database.write(lambda c: nights.undo_night(c, night_id))
    assert (undone.changes, undone.left) == (3, ())
    assert contents(database) == before
    with database.reading() as connection:
        assert nights.get_night(connection, night_id).state is NightState.UNDONE


WORDS = st.text("abcdefgh ", min_size=1, max_size=12)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("learn"), WORDS),
        st.tuples(st.just("edit"), st.tuples(st.integers(0, 3), WORDS)),
        st.tuples(st.just("state"), st.tuples(st.integers(0, 3), st.sampled_from(["active", "faded", "archived"]))),
        st.tuples(st.just("tag"), st.tuples(st.integers(0, 3), WORDS)),
        st.tuples(st.just("link"), st.tuples(st.integers(0, 3), st.integers(0, 3))),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS)
def test_undoing_in_reverse_order_leads_back_whatever_was_done(acts: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "vault.db", KEY, backups=Path(folder))
        try:
            _, ids = keep(database, *map(said, TALK))
            database.write(lambda c: vectors.use_space(c, "hash", "f" * 64, 16))
            before = contents(database)
            done = [database.write(lambda c, act=act: _do(c, ids, *act)) for act in acts]
            for change_id in reversed([one for one in done if one is not None]):
                database.write(lambda c, change_id=change_id: changes.undo_change(c, change_id))
            assert contents(database) == before
            assert all(finding.ok for finding in verify_database(database))
        finally:
            database.close()


def _do(connection: Connection, ids: list[int], kind: str, about: object) -> int | None:
    if kind == "learn":
        return learn(connection, ids[:2], str(about))
    first, second = about  # type: ignore[misc]
    if kind == "edit":
        return edit(connection, ids[first], second)
    with Recorder(connection, ChangeKind.TAGGED, "So it is.", memory_id=ids[first]) as change:
        if kind == "state":
            change.update("memory", {"id": ids[first]}, {"state": second})
        elif kind == "tag":
            change.insert("tag", {"memory_id": ids[first], "kind": "tag", "tag": second, "weight": 1.0})
        elif first != second:
            low, high = sorted((ids[first], ids[second]))
            key = {"first_id": low, "second_id": high, "kind": "alike"}
            if not change.insert("link", {**key, "weight": 1.0, "reason": "", "made_at": 1, "used_at": 1}):
                change.delete("link", key)
    return change.change_id
