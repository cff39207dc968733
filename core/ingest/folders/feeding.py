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
            waiting = folders.count_waiting(connection)
            short = waiting and folders.count_queued(connection) < _ENOUGH
        if not short:
            return waiting
        return waiting - self._database.write(lambda c: folders.feed(c, _MOST_QUEUED))

    def waits(self) -> bool:
        """Whether there is something to hand on."""
        if self._held:
            return False
        with self._database.reading() as connection:
            return folders.count_waiting(connection) > 0
