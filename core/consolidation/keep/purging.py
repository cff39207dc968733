"""Purging what was forgotten so long ago that it can no longer be restored."""

from __future__ import annotations

import threading
from datetime import datetime

from core.consolidation.keep.chore import Part
from core.errors import Cancelled
from core.store import requests
from core.store.database import Database
from core.store.interruption import interruptible
from core.store.nights import Journal
from core.store.purge import purge_request


class PurgeExpired:
    """One request after another, each in one transaction that is undone when it is told to stop."""

    name = "purge"

    def __init__(self) -> None:
        self.purged = 0

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """The oldest request that is due."""
        with database.reading() as connection:
            expired = requests.expired_requests(connection, now)
            request = requests.get_request(connection, expired[0]) if expired else None
        if request is None:
            return None

        def stopped() -> None:
            if stop.is_set():
                raise Cancelled

        def write(journal: Journal) -> str:
            with interruptible(journal.connection, stop):
                gone = purge_request(journal.connection, request.id, stopped)
            self.purged += gone
            went = "1 memory is" if gone == 1 else f"{gone:,} memories are"
            journal.note(f"What you forgot on {request.asked_at:%d %B %Y} can no longer be restored: {went} purged.")
            return ""

        return Part(write=write)
