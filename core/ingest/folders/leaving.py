"""Letting go of what was in files that are gone: in steps that nobody waits long for, and that can be broken off."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

from core.errors import Cancelled
from core.store import leaving
from core.store.database import Database
from core.store.folder_files import Known
from core.store.gathering import gather_words

_FILES_A_STEP = 500
_MEMORIES_A_STEP = 200


def let_go(database: Database, files: Sequence[Known], asked: str, stop: threading.Event | None = None) -> int | None:
    """Hide what was taken in from files that are gone. Returns the request that does, or None where nothing was.

    Raises:
        Cancelled: `stop` was set; what has gone by then stays so, and the rest goes under the same request later.
    """
    paths = frozenset(one.seen.path for one in files)
    with database.reading() as connection:
        request = leaving.begun_request(connection, files)
        going = leaving.count_memories_of(connection, files)
    gather_words(database, going, stop)
    done = steps = 0
    while done < len(files):
        _go_on(stop)
        batch = files[done : done + _FILES_A_STEP]
        request, gone = database.write(
            partial(leaving.let_go, files=batch, asked=asked, request_id=request, others=paths, most=_MEMORIES_A_STEP)
        )
        done += gone
        steps += 1
    if request is not None and steps > 1:
        database.write(partial(leaving.hide_derived, request_id=request))
    return request


def _go_on(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Cancelled
