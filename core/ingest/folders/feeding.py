"""Handing what waits in watched folders to the queue, a few files at a time.

So that what was changed last comes first, what the user adds by hand does not wait behind a large folder, and a folder
that is paused stops soon.
"""

from __future__ import annotations

from core.store import folders
from core.store.database import Database

_MOST_QUEUED = 64
_ENOUGH = 16


class Feed:
    """What of the folders goes into the queue of one vault. While it is held, nothing does."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held = False
        self._behind = 0

    @property
    def held(self) -> bool:
        """Whether nothing of the folders is handed on."""
        return self._held

    def hold(self, held: bool) -> None:
        """Hand nothing on for now, or go on."""
        self._held = held

    def next(self) -> int:
        """Fill the queue up where it is nearly empty. Returns how many files wait behind it in the folders."""
        if self._held:
            return 0
        with self._database.reading() as connection:
            # Counting what waits takes a while in a folder of 100,000 files, so it is not done for each of them.
            if folders.count_queued(connection, _ENOUGH) >= _ENOUGH:
                return self._behind
            waiting = folders.count_waiting(connection)
        self._behind = waiting - (self._database.write(lambda c: folders.feed(c, _MOST_QUEUED)) if waiting else 0)
        return self._behind

    def waits(self) -> bool:
        """Whether there is something to hand on."""
        if self._held:
            return False
        with self._database.reading() as connection:
            return folders.count_waiting(connection) > 0
