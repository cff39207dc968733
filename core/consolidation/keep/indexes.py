"""Upkeep of the word index and of what the query planner knows."""

from __future__ import annotations

import threading
from datetime import datetime

from core.consolidation.keep.chore import Part
from core.store import upkeep
from core.store.database import Database
from core.store.interruption import interruptible
from core.store.nights import Journal

_GOING_ON = "going on"


class GatherWords:
    """The word index becomes one piece again, some pages in a transaction."""

    name = "words"

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """The next pages, if the index is worth it."""
        if at != _GOING_ON:
            with database.reading() as connection:
                if not upkeep.is_scattered(connection):
                    return None

        def write(journal: Journal) -> str | None:
            with interruptible(journal.connection, stop):
                more = upkeep.gather_words(journal.connection, begin=at != _GOING_ON)
            return _GOING_ON if more else None

        return Part(write=write)


class LearnSizes:
    """The query planner looks at what has grown."""

    name = "planner"

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """All of it: it looks at some hundred rows of each index."""

        def write(journal: Journal) -> None:
            with interruptible(journal.connection, stop):
                upkeep.learn_sizes(journal.connection)

        return Part(write=write)
