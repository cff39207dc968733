"""Moving to another embedding model: whatever happens on the way, the vectors in use are of one model, and right."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.model.memory import Precision
from core.store import memories, moving, vectors
from core.store.database import Connection, Database
from core.store.verification import verify_database
from tests.conftest import KEY, HashEmbedder
from tests.unit.store.samples import keep, said

EMBEDDERS = {id_: HashEmbedder(fingerprint) for id_, fingerprint in (("", "a" * 64), ("b", "b" * 64), ("c", "c" * 64))}
EMBEDDERS["c"].dimension = 24


class Moves(RuleBasedStateMachine):
    """One vault, in which memories come, change, fade and go while it moves between three models."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.database = Database(Path(self.place.name) / "vault.db", KEY, backups=Path(self.place.name))
        self.count = 0

    def teardown(self) -> None:
        self.database.close()
        self.place.cleanup()

    @rule(count=st.integers(1, 3))
    def store(self, count: int) -> None:
        keep(self.database, *(said(f"memory {self.count + n}") for n in range(count)), name=f"talk {self.count}")
        self.count += count

    @rule()
    def embed(self) -> None:
        """What waits gets a vector of the model in use, as ingest does it."""

        def work(connection: Connection) -> None:
            embedder, waiting = EMBEDDERS[moving.read_moving(connection).use], memories.unembedded(connection, 0, 4)
            if waiting:
                space = vectors.use_space(connection, embedder.name, embedder.fingerprint, embedder.dimension)
                rows = embedder.encode_bulk([one.text for one in waiting])
                vectors.put_vectors(connection, space, [one.id for one in waiting], rows)

        self.database.write(work)

    @rule(to=st.sampled_from(sorted(EMBEDDERS)))
    def begin(self, to: str) -> None:
        self.database.write(lambda c: moving.begin_move(c, to))

    @rule()
    def give_up(self) -> None:
        use = self.now().use
        self.database.write(moving.give_up_move)
        assert self.now().use == use
        assert self.now().to is None

    @precondition(lambda self: self.now().to is not None)
    @rule(limit=st.integers(1, 6), edited=st.booleans())
    def go_on(self, limit: int, edited: bool) -> None:
        """A batch; with `edited`, its first memory is changed while it is being embedded."""
        to = self.now().to
        assert to is not None
        embedder = EMBEDDERS[to]
        space = self.database.write(
            lambda c: moving.open_next_space(c, to, embedder.name, embedder.fingerprint, embedder.dimension)
        )
        assert space is not None
        with self.database.reading() as connection:
            batch = moving.memories_to_move(connection, space, 0, limit)
        if not batch:
            assert self.database.write(lambda c: moving.change_over(c, space))
            assert self.now().use == to
            return
        rows = embedder.encode_bulk([one.text for one in batch])
        if edited:
            self.database.write(lambda c: reword(c, batch[0].id))
        assert self.database.write(lambda c: moving.put_next_vectors(c, space, batch, rows)) == len(batch) - edited
        assert self.database.write(lambda c: moving.put_next_vectors(c, space, batch, rows)) == 0
        with self.database.reading() as connection:
            more = moving.memories_to_move(connection, space, 0, 1)
        assert self.database.write(lambda c: moving.change_over(c, space)) == (not more)

    @precondition(lambda self: self.count)
    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        """A memory is reworded, fades, or goes."""
        id_ = data.draw(st.integers(1, self.count))
        what = data.draw(st.sampled_from(("reword", "fade", "delete")))
        if what == "reword":
            self.database.write(lambda c: reword(c, id_))
        elif what == "delete":
            self.database.write(lambda c: memories.delete_memories(c, [id_]))
        else:
            self.database.write(lambda c: fade(c, id_))

    @rule(limit=st.integers(1, 5))
    def empty(self, limit: int) -> None:
        if not self.database.write(lambda c: moving.empty_left(c, limit)):
            assert not self.now().left

    def now(self) -> moving.Moving:
        with self.database.reading() as connection:
            return moving.read_moving(connection)

    @invariant()
    def vectors_in_use_are_those_of_the_model_in_use(self) -> None:
        with self.database.reading() as connection:
            space, now = vectors.current_space(connection), moving.read_moving(connection)
            assert len(vectors.spaces(connection)) <= 3
            if space is None:
                return
            texts = dict(connection.execute("select id, text from memory where embedded_in <> 0"))
            kept = vectors.vectors_of(connection, space, list(texts))
        assert kept.keys() == texts.keys()
        if not kept:
            return
        assert space.fingerprint == EMBEDDERS[now.use].fingerprint
        for id_, row in kept.items():
            assert float(row @ EMBEDDERS[now.use].encode_query(texts[id_])) > 0.98
        assert all(finding.ok for finding in verify_database(self.database))


def reword(connection: Connection, id_: int) -> None:
    vectors.delete_vectors(connection, [id_])
    connection.execute(
        "update memory set text = text || '!', version = version + 1, embedded_in = 0 where id = ?", (id_,)
    )


def fade(connection: Connection, id_: int) -> None:
    vectors.keep_less_exactly(connection, [id_], Precision.INT8)
    connection.execute("update memory set precision = ? where id = ?", (Precision.INT8, id_))


Moves.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestMoves = Moves.TestCase


def test_a_vault_without_vectors_has_moved_at_once(database: Database) -> None:
    keep(database, said("a"))
    assert database.write(lambda c: moving.begin_move(c, "b")) == moving.Moving("b")
