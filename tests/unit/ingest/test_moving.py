"""Embedding everything anew: interrupted, gone on with, paused, given up, with memories coming in meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from core.embedding.embedder import Vector
from core.errors import Cancelled, ModelUnavailable
from core.ingest import moving as ingest_moving
from core.ingest.embedding import embed_waiting
from core.ingest.moving import Mover, MoveWorker
from core.ingest.progress import Meter
from core.model.events import Event, MeaningChanged
from core.store import memories, moving, vectors
from core.store.database import Database
from tests.conftest import HashEmbedder
from tests.unit.store.samples import keep, said

TEXTS = [f"text {n}" for n in range(40)]


class Next(HashEmbedder):
    """Another model, of another dimension; does something after each batch."""

    name, dimension = "next", 24

    def __init__(self) -> None:
        super().__init__("e" * 64)
        self.after: Callable[[], None] = lambda: None

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        rows = super().encode_bulk(texts, stop)
        self.after()
        return rows

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_moving, "_BATCH", 10)
    monkeypatch.setattr(ingest_moving, "_LEFT_BATCH", 7)


@pytest.fixture
def following() -> Next:
    return Next()


@pytest.fixture
def lived(database: Database, embedder: HashEmbedder) -> Database:
    """A vault of forty memories, embedded with the first model, that is wanted to use the other."""
    keep(database, *map(said, TEXTS))
    embed(database, embedder)
    database.write(lambda c: moving.begin_move(c, "next"))
    return database


def embed(database: Database, embedder: HashEmbedder) -> None:
    arrived, stop = threading.Event(), threading.Event()
    embed_waiting(database, embedder, Meter("e", "p"), more_to_come=lambda: False, arrived=arrived, stop=stop)


def run(database: Database, following: Next, stop: threading.Event | None = None) -> list[str]:
    changed: list[str] = []
    Mover(database, lambda id_: following, lambda: changed.append("changed")).run(
        Meter("moving", "memories"), stop or threading.Event()
    )
    return changed


def where(database: Database) -> tuple[str, str | None, int]:
    """The model in use, the one that is wanted, and how many vectors are in use."""
    with database.reading() as connection:
        now, space = moving.read_moving(connection), vectors.current_space(connection)
        assert space is not None
        return now.use, now.to, vectors.count_vectors(connection, space)


def test_what_was_stopped_is_gone_on_with_and_nothing_is_done_twice(lived: Database, following: Next) -> None:
    stop = threading.Event()
    following.after = stop.set
    with pytest.raises(Cancelled):
        run(lived, following, stop)
    assert where(lived) == ("", "next", 40)
    following.after = lambda: None
    assert run(lived, following) == ["changed"]
    assert where(lived) == ("next", None, 40)
    assert sorted(following.encoded) == sorted(TEXTS)
    with lived.reading() as connection:
        assert len(vectors.spaces(connection)) == 1, "what was left behind is gone"
        space = vectors.current_space(connection)
        assert space is not None
        assert vectors.nearest(connection, space, following.encode_query("text 7"), 1)[0][1] == pytest.approx(1)
    assert run(lived, following) == []


def test_what_comes_in_meanwhile_is_embedded_with_both(
    lived: Database, following: Next, embedder: HashEmbedder
) -> None:
    def come_in() -> None:
        following.after = lambda: None
        keep(lived, said("late"), name="later")
        embed(lived, embedder)

    following.after = come_in
    assert run(lived, following) == ["changed"]
    assert "late" in embedder.encoded
    assert where(lived) == ("next", None, 41)
    with lived.reading() as connection:
        assert memories.count_unembedded(connection) == 0


def test_a_pause_and_giving_up_are_heard_between_two_batches(lived: Database, following: Next) -> None:
    following.after = lambda: lived.write(lambda c: moving.pause_move(c, paused=True))
    assert run(lived, following) == []
    assert run(lived, following) == []
    assert len(following.encoded) == 10
    lived.write(lambda c: moving.pause_move(c, paused=False))
    following.after = lambda: lived.write(lambda c: moving.give_up_move(c)) and None
    assert run(lived, following) == []
    assert where(lived) == ("", None, 40)
    with lived.reading() as connection:
        assert len(vectors.spaces(connection)) == 1


def test_an_embedder_of_the_model_before_can_spoil_nothing(
    lived: Database, following: Next, embedder: HashEmbedder
) -> None:
    """Another process may have changed over: this one's vectors are of the model before, and are not taken."""
    run(lived, following)
    keep(lived, said("late"), name="later")
    with pytest.raises(ModelUnavailable, match="in use by now"):
        embed(lived, embedder)
    assert where(lived) == ("next", None, 40)


def test_the_worker_takes_up_what_waits_and_says_what_is_wrong(lived: Database, following: Next) -> None:
    problems: list[str] = []
    ended, changed = threading.Event(), threading.Event()

    def tell(event: Event) -> None:
        if isinstance(event, MeaningChanged) and event.progress is None:
            problems.append(event.problem)
            ended.set()

    def make(id_: str) -> Next:
        if not ended.is_set():
            raise ModelUnavailable("It is not there.")
        return following

    worker = MoveWorker(Mover(lived, make, changed.set), tell)
    try:
        worker.start()
        assert ended.wait(60)
        assert problems == ["It is not there."]
        worker.turn()
        assert changed.wait(60)
    finally:
        worker.close()
    assert where(lived) == ("next", None, 40)
