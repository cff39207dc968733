"""Long work on a connection that ends when it is told to: within some milliseconds, whatever SQLite is at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from core.errors import Cancelled

_LOOK_S = 0.01


@contextmanager
def interruptible(connection: apsw.Connection, stop: threading.Event | None) -> Iterator[None]:
    """Break off what runs on `connection` soon after `stop` is set. A transaction that was writing is rolled back.

    Raises:
        Cancelled: it was broken off.
    """
    if stop is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_S):
            if stop.is_set():
                connection.interrupt()

    watcher = threading.Thread(target=watch, name="store-interruption", daemon=True)
    watcher.start()
    try:
        yield
    except apsw.InterruptError as error:
        raise Cancelled from error
    finally:
        # The connection may be closed next: nobody may interrupt it then.
        over.set()
        watcher.join()
