"""A chore: one of the things KEEP does, in parts that stop at once and of which each is kept or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.store.database import Database
from core.store.nights import Journal


@dataclass(slots=True)
class Part:
    """What is to be written of a chore.

    `at` is where the chore goes on after it, None when it is over. `write` does it, and its answer takes the place of
    `at`. `notes` are sentences for the report. `last`: no other chore is done, for the vault is damaged.
    """

    at: str | None = None
    notes: tuple[str, ...] = ()
    write: Callable[[Journal], str | None] | None = None
    last: bool = False

    def apply(self, journal: Journal) -> None:
        """Write it, in the transaction of `journal`."""
        if self.write is not None:
            self.at = self.write(journal)
        for text in self.notes:
            journal.note(text)


class Chore(Protocol):
    """One thing to do each night."""

    @property
    def name(self) -> str:
        """How the cursor of the step calls it."""
        ...

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """The next part of it from `at` (empty at the beginning); None when nothing is left of it.

        What cannot be done on this machine at this time becomes a note.

        Raises:
            Cancelled: `stop` was set.
        """
        ...
