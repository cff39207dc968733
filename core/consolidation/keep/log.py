"""Emptying the write-ahead log into the vault."""

from __future__ import annotations

import threading
from datetime import datetime

from core.consolidation.keep.chore import Part
from core.store.database import Database


class EmptyLog:
    """The log is written into the vault and emptied, so that nothing stands in it that the vault does not hold."""

    def __init__(self, name: str) -> None:
        self.name = name

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """Empty it, unless somebody reads."""
        if database.checkpoint(stop):
            return None
        return Part(notes=(_IN_USE,))


_IN_USE = "Another program was reading the vault, so its write-ahead log was not emptied. That is done another night."
