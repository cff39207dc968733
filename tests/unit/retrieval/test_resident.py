"""What is held in memory follows the vault, whoever writes it, and finds what comparing everything finds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.retrieval.codes import CodeIndex
from core.retrieval.resident import Resident
from core.retrieval.shelf import Shelf
from core.store import codes, memories, vectors
from core.store.codes import CHUNK
from core.store.database import Connection, Database
from tests.conftest import KEY
from tests.unit.store.samples import keep, said

DIMENSION = 70
chance = np.random.default_rng(5)


def unit(rows: np.ndarray) -> vectors.Vector:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def drawn(count: int, dimension: int = DIMENSION) -> vectors.Vector:
    return unit(chance.normal(size=(count, dimension)))


def embed(database: Database, ids: list[int], rows: vectors.Vector, model: str = "f") -> vectors.Space:
    def put(connection: Connection) -> vectors.Space:
        space = vectors.use_space(connection, "m", model, rows.shape[1])
        vectors.put_vectors(connection, space, ids, rows)
        return space

    return database.write(put)


def tell(database: Database, count: int, name: str = "talk") -> tuple[int, list[int]]:
    return keep(database, *(said(f"m{n}") for n in range(count)), name=name)


def near(
    database: Database, resident: Resident, space: vectors.Space, query: vectors.Vector, limit: int = 10
) -> list[int]:
    with database.reading() as connection:
        return [id_ for id_, _ in resident.nearest(connection, space, query, limit)]


def truly_near(database: Database, space: vectors.Space, query: vectors.Vector, limit: int = 10) -> list[int]:
    with database.reading() as connection:
        return [id_ for id_, _ in vectors.nearest(connection, space, query, limit)]


@pytest.fixture
def resident() -> Resident:
    return Resident()


@pytest.fixture
def beside(database: Database, tmp_path: Path) -> Iterator[Database]:
    """The same vault, opened by somebody else."""
    opened = Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")
    yield opened
    opened.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(1, 60), dimension=st.sampled_from([2, 16, 64, 65]), limit=st.integers(1, 70), seed=st.integers()
)
def test_a_small_vault_is_searched_exactly(
    tmp_path_factory: pytest.TempPathFactory, count: int, dimension: int, limit: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("vault")
    database = Database(folder / "vault.db", KEY, backups=folder)
    try:
        rows = unit(np.random.default_rng(abs(seed)).normal(size=(count + 1, dimension)))
        _, ids = tell(database, count)
        space = embed(database, ids, rows[:count])
        with database.reading() as connection:
            found = Resident().nearest(connection, space, rows[count], limit)
            exact = vectors.nearest(connection, space, rows[count], limit)
    finally:
        database.close()
    assert [score for _, score in found] == pytest.approx([score for _, score in exact], abs=1e-5)
    assert len({id_ for id_, _ in found}) == min(count, limit)


def test_a_larger_vault_is_searched_nearly_exactly(database: Database, resident: Resident) -> None:
    _, ids = tell(database, 6000)
    topics = drawn(60)
    rows = unit(topics[np.arange(6000) % 60] + 0.8 * drawn(6000))
    space = embed(database, ids, rows)
    asked = unit(rows[::200] + 0.8 * drawn(30))
    shared = [
        len(set(near(database, resident, space, query)) & set(truly_near(database, space, query))) for query in asked
    ]
    assert sum(shared) >= 0.98 * 10 * len(asked)


def test_what_is_added_and_removed_is_followed(database: Database, resident: Resident) -> None:
    rows = drawn(3)
    first, ids = tell(database, 2)
    space = embed(database, ids, rows[:2])
    assert near(database, resident, space, rows[0], 1) == [ids[0]]
    _, more = tell(database, 1, "other")
    embed(database, more, rows[2:])
    assert near(database, resident, space, rows[2], 1) == more
    database.write(lambda c: memories.delete_memories_of(c, first))
    assert near(database, resident, space, rows[0]) == more
    assert resident.codes.size == 1


def test_what_another_process_writes_is_followed(database: Database, beside: Database, resident: Resident) -> None:
    rows = drawn(2 * CHUNK + 1)
    source, ids = tell(database, len(rows))
    space = embed(database, ids, rows)
    assert near(database, resident, space, rows[7], 1) == [ids[7]]
    _, more = tell(beside, 1, "other")
    new = drawn(1)
    embed(beside, more, new)
    assert near(database, resident, space, new[0], 1) == more
    beside.write(lambda c: memories.delete_memories_of(c, source))
    assert near(database, resident, space, rows[7]) == more


def test_an_id_that_is_used_again_has_the_new_vector(database: Database, resident: Resident) -> None:
    rows = drawn(2)
    source, ids = tell(database, 1)
    space = embed(database, ids, rows[:1])
    near(database, resident, space, rows[0])
    database.write(lambda c: memories.delete_memories_of(c, source))
    _, again = tell(database, 1, "other")
    assert again == ids
    embed(database, again, rows[1:])
    with database.reading() as connection:
        assert resident.vectors(connection, space, again)[0] == pytest.approx(rows[1])
        assert resident.nearest(connection, space, rows[1], 1)[0][1] == pytest.approx(1.0)


def test_a_memory_gone_from_the_view_is_left_out(database: Database, beside: Database, resident: Resident) -> None:
    rows = drawn(2)
    _, ids = tell(database, 1)
    space = embed(database, ids, rows[:1])
    with database.reading() as before:
        assert before.execute("select count(*) from memory").get == 1
        _, more = tell(beside, 1, "other")
        embed(beside, more, rows[1:])
        # Somebody else brings the codes up to date; this view of the vault has no such memory.
        assert near(beside, resident, space, rows[1], 1) == more
        resident.shelf.forget()
        assert [id_ for id_, _ in resident.nearest(before, space, rows[1], 5)] == ids


def test_another_model_begins_anew(database: Database, resident: Resident) -> None:
    rows = drawn(2)
    _, ids = tell(database, 2)
    old = embed(database, ids, rows)
    assert near(database, resident, old, rows[0], 1) == ids[:1]
    other = drawn(2, 16)
    new = embed(database, ids, other, "g")
    assert near(database, resident, new, other[1], 1) == [ids[1]]
    with database.reading() as connection:
        assert resident.vectors(connection, new, ids) == pytest.approx(other)


def test_forgetting_leaves_nothing_and_can_be_undone(database: Database, resident: Resident) -> None:
    rows = drawn(2)
    _, ids = tell(database, 2)
    space = embed(database, ids, rows)
    near(database, resident, space, rows[0])
    assert resident.bytes > 0
    resident.forget()
    assert (resident.bytes, resident.codes.size) == (0, 0)
    assert near(database, resident, space, rows[1], 1) == ids[1:]


def test_it_is_searched_while_it_is_written_to(database: Database, resident: Resident) -> None:
    anchor = drawn(1)
    _, ids = tell(database, 1)
    space = embed(database, ids, anchor)
    done, wrong = threading.Event(), []

    def look() -> None:
        while not done.is_set():
            if near(database, resident, space, anchor[0], 1) != ids:
                wrong.append(True)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(12):
        source, more = tell(database, 40, f"talk {turn}")
        embed(database, more, drawn(40))
        if turn % 2:
            database.write(lambda c, gone=source: memories.delete_memories_of(c, gone))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert near(database, resident, space, anchor[0], 1) == ids
    assert resident.codes.size == 1 + 6 * 40


def test_more_codes_than_a_block_holds_are_found(database: Database) -> None:
    space = database.write(lambda c: vectors.use_space(c, "m", "f", 8))
    ids = [number * CHUNK + number for number in range(40)]
    rows = drawn(len(ids), 8)
    database.write(lambda c: codes.put_codes(c, space.id, ids, rows))
    index = CodeIndex()
    with database.reading() as connection:
        index.follow(connection, space)
    assert index.size == len(ids)
    found, estimate = index.nearest(rows[-1], 50)
    assert sorted(found.tolist()) == ids
    assert found[0] == ids[-1]
    assert (np.diff(estimate) <= 0).all()


def test_the_shelf_holds_no_more_than_it_has_room_for(database: Database) -> None:
    rows = drawn(30)
    _, ids = tell(database, 30)
    space = embed(database, ids, rows)
    shelf = Shelf(room=8)
    with database.reading() as connection:
        for first in (0, 5, 10, 3, 22, 0):
            wanted = [*ids[first : first + 8], 999]
            got = shelf.rows(connection, space, wanted)
            assert got[:-1] == pytest.approx(rows[first : first + 8])
            assert not got[-1].any()
            assert shelf.bytes <= 8 * DIMENSION * 4
        assert shelf.rows(connection, space, ids) == pytest.approx(rows)


def test_neighbours_of_a_large_vault_are_read_off_their_codes(database: Database) -> None:
    rows = drawn(40, 384)
    _, ids = tell(database, 40)
    space = embed(database, ids, rows)
    resident = Resident()
    with database.reading() as connection:
        exact = resident.vectors(connection, space, [*ids, 999], {ids[3]})
        assert exact[:-1] == pytest.approx(rows)
        resident.shelf.room = 8
        about = resident.vectors(connection, space, [*ids, 999, 10**6], {*ids[20:], 10**6})
    assert about[:20] == pytest.approx(rows[:20])
    cosines = (about[20:40] * rows[20:]).sum(axis=1)
    assert ((cosines > 0.9) & (cosines < 0.999)).all()
    assert np.linalg.norm(about[20:40], axis=1) == pytest.approx(1.0)
    assert not about[40:].any()
