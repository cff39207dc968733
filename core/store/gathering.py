"""Making the word index one piece before many memories leave it."""

from __future__ import annotations

import threading
from functools import partial

from core.errors import Cancelled
from core.store import memories, upkeep
from core.store.database import Database

_MANY = 500
_WORTH = 0.01
"""With more than so many memories, and such a share of all, the word index is made one piece before they go."""


def gather_words(database: Database, going: int, stop: threading.Event | None) -> None:
    """Make the word index one piece, in small steps, where so many memories are going that it is worth it.

    A word is taken out of each piece by itself, which takes ten times as long.

    Raises:
        Cancelled: `stop` was set.
    """
    if going < _MANY:
        return
    with database.reading() as connection:
        worth = going > _WORTH * memories.count_memories(connection) and upkeep.is_scattered(connection)
    begin = True
    while worth:
        if stop is not None and stop.is_set():
            raise Cancelled
        worth = database.write(partial(upkeep.gather_words, begin=begin))
        begin = False
