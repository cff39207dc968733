"""The background worker: runs the queue whenever something waits, unless it is paused."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.errors import Cancelled, MachineError
from core.ingest.queue import EMBEDDING, IngestQueue
from core.model.events import Event, LibraryChanged, WorkChanged
from core.store.database import Database
from core.store.settings import get_setting, set_setting

_PAUSED = "ingest.paused"
# How often to look for what another process may have queued.
_LOOK_SECONDS = 5.0
_RETRY_SECONDS = 30.0


class QueueWorker:
    """One thread that works off the queue and tells how far it is."""

    def __init__(self, database: Database, queue: IngestQueue, tell: Callable[[Event], None]) -> None:
        self._database, self._queue, self._tell = database, queue, tell
        self._wake, self._stop = threading.Event(), threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None
        with database.reading() as connection:
            self._paused = get_setting(connection, _PAUSED) == "yes"

    @property
    def paused(self) -> bool:
        """Whether work waits for the user to let it go on."""
        return self._paused

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="ingest-worker", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Say that something was queued."""
        self._wake.set()

    def pause(self, paused: bool) -> None:
        """Stop at the next step, or go on; remembered in the vault."""
        self._database.write(lambda c: set_setting(c, _PAUSED, "yes" if paused else "no"))
        self._paused = paused
        if paused:
            self._stop.set()
        self._wake.set()
        self._tell(WorkChanged(None, paused))

    def close(self) -> None:
        """Stop and wait for the running step to end. May be called twice."""
        self._closed = True
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._wake.clear()
            self._wake.wait(_LOOK_SECONDS if self._paused else self._work())

    def _work(self) -> float:
        """Run the queue once; returns how long to rest after it."""
        self._stop.clear()
        if self._closed or self._paused:
            return 0.0
        try:
            if not self._queue.waits():
                return _LOOK_SECONDS
            report = self._queue.run(lambda progress: self._tell(WorkChanged(progress)), self._stop)
        except Cancelled:
            return 0.0
        except MachineError as error:
            # Disk full, vault busy: said once, tried again later; nothing that was queued is lost.
            self._tell(WorkChanged(None, self._paused, str(error)))
            time_to_rest = _RETRY_SECONDS
        else:
            time_to_rest = _RETRY_SECONDS if any(s.where == EMBEDDING for s in report.skipped) else 0.0
            self._tell(WorkChanged(None, self._paused))
        self._tell(LibraryChanged())
        return time_to_rest or _LOOK_SECONDS
