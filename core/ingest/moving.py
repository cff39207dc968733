"""Embedding all memories with the model that was chosen, while the vectors of the one before stay in use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from core.embedding.embedder import Embedder
from core.errors import Cancelled, MachineError
from core.ingest.embedding import text_to_embed
from core.ingest.progress import Meter
from core.model.events import Event, MeaningChanged
from core.store import moving
from core.store.database import Database
from core.store.vectors import Space

_BATCH = 256
_LEFT_BATCH = 20_000
_LOOK_SECONDS = 5.0
_RETRY_SECONDS = 60.0

MakeEmbedder = Callable[[str], Embedder]
"""An embedder of its own for a model by its id. The caller closes it."""


class Mover:
    """Goes on with a move from where it stands; whoever begins it, and however often it was interrupted.

    `changed_over` is called when another model is in use. Two processes at once do no harm: each does what the other
    has not done yet.
    """

    def __init__(self, database: Database, make_embedder: MakeEmbedder, changed_over: Callable[[], None]) -> None:
        self._database, self._make, self._changed_over = database, make_embedder, changed_over

    def waits(self) -> bool:
        """Whether there is anything to do."""
        with self._database.reading() as connection:
            now = moving.read_moving(connection)
        return bool(now.left or (now.to is not None and not now.paused))

    def run(self, meter: Meter, stop: threading.Event) -> None:
        """Work until the vault uses the wanted model, or nothing is wanted, or it is paused.

        Raises:
            Cancelled: `stop` was set; what was made stays.
            ModelUnavailable: the wanted model cannot be run. MachineError: the vault cannot be written.
        """
        self._empty_left(stop)
        with self._database.reading() as connection:
            now = moving.read_moving(connection)
        if now.to is None or now.paused:
            return
        embedder = self._make(now.to)
        try:
            embedder.load()
            self._move(now.to, embedder, meter, stop)
        finally:
            embedder.close()
        self._empty_left(stop)

    def _move(self, to: str, embedder: Embedder, meter: Meter, stop: threading.Event) -> None:
        name, fingerprint, dimension = embedder.name, embedder.fingerprint, embedder.dimension
        space = self._database.write(lambda c: moving.open_next_space(c, to, name, fingerprint, dimension))
        while space is not None and self._pass(to, space, embedder, meter, stop):
            if self._database.write(lambda c: moving.change_over(c, space)):
                self._changed_over()
                return

    def _pass(self, to: str, space: Space, embedder: Embedder, meter: Meter, stop: threading.Event) -> bool:
        """Embed all that has no vector in `space`; what is stored or changed meanwhile is for the next pass.

        Returns whether the move goes on: False where it was paused, or is no longer wanted.
        """
        after = 0
        with self._database.reading() as connection:
            done, total = moving.count_to_move(connection)
        meter.expect(total)
        meter.advance(max(0, done - meter.read().done))
        while True:
            if stop.is_set():
                raise Cancelled
            with self._database.reading() as connection:
                now = moving.read_moving(connection)
                if now.to != to or now.space != space.id or now.paused:
                    return False
                batch = moving.memories_to_move(connection, space, after, _BATCH)
            if not batch:
                return True
            rows = embedder.encode_bulk([text_to_embed(memory) for memory in batch], stop)
            meter.advance(self._database.write(partial(moving.put_next_vectors, space=space, moved=batch, rows=rows)))
            after = batch[-1].id

    def _empty_left(self, stop: threading.Event) -> None:
        while self._database.write(lambda c: moving.empty_left(c, _LEFT_BATCH)):
            if stop.is_set():
                raise Cancelled


class MoveWorker:
    """One thread that goes on with a move whenever there is one, and tells how far it is."""

    def __init__(self, mover: Mover, tell: Callable[[Event], None]) -> None:
        self._mover, self._tell = mover, tell
        self._wake, self._stop = threading.Event(), threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="move-worker", daemon=True)
            self._thread.start()

    def turn(self) -> None:
        """What is wanted has changed: end the running step, and look again."""
        self._stop.set()
        self._wake.set()

    def close(self) -> None:
        """Stop and wait for the running step to end. May be called twice."""
        self._closed = True
        self.turn()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        rest = 0.0
        while not self._closed:
            self._wake.wait(rest)
            self._wake.clear()
            self._stop.clear()
            if not self._closed:
                rest = self._work()

    def _work(self) -> float:
        """Do what there is to do. Returns how long to rest after it."""
        try:
            if not self._mover.waits():
                return _LOOK_SECONDS
        except MachineError:
            return _RETRY_SECONDS  # another process writes: it is looked again
        meter, over = Meter("moving", "memories"), threading.Event()
        telling = threading.Thread(target=self._report, args=(meter, over), daemon=True)
        telling.start()
        problem = ""
        try:
            self._mover.run(meter, self._stop)
        except Cancelled:
            pass
        except MachineError as error:
            problem = str(error)
        finally:
            over.set()
            telling.join()
        self._tell(MeaningChanged(None, problem))
        return _RETRY_SECONDS if problem else _LOOK_SECONDS

    def _report(self, meter: Meter, over: threading.Event) -> None:
        while not over.wait(0.5):
            if (now := meter.read()).total:
                self._tell(MeaningChanged(now))
