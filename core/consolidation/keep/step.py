"""The step KEEP: its chores one after another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.consolidation.keep.backing_up import BackUp
from core.consolidation.keep.checking import Check
from core.consolidation.keep.chore import Chore, Part
from core.consolidation.keep.indexes import GatherWords, LearnSizes
from core.consolidation.keep.log import EmptyLog
from core.consolidation.keep.purging import PurgeExpired
from core.consolidation.keep.sweeping import Sweep
from core.model import times
from core.model.night import StepName
from core.store.database import Database
from core.store.nights import Journal, Piece

_OVER = "over"


@dataclass(slots=True)
class _Written:
    """A part of a chore as a piece of the night."""

    chore: str
    following: str
    passed: int
    """How many chores had nothing to do before it."""
    part: Part

    @property
    def cursor(self) -> str:
        return self.following if self.part.at is None else f"{self.chore}:{self.part.at}"

    @property
    def units(self) -> int:
        return self.passed + (self.part.at is None)

    def apply(self, journal: Journal) -> None:
        """Write it."""
        self.part.apply(journal)


class KeepStep:
    """KEEP. `purged` tells how many memories it purged; `now` tells the time, simulations bring their own."""

    name = StepName.KEEP

    def __init__(self, now: Callable[[], datetime] = times.now) -> None:
        self._now = now
        self._purge = PurgeExpired()
        # What is purged must not stand in the log, nor in a backup that is made after it.
        self._chores: tuple[Chore, ...] = (
            self._purge,
            EmptyLog("log after purging"),
            Sweep(),
            BackUp(),
            Check(),
            GatherWords(),
            LearnSizes(),
            EmptyLog("log"),
        )

    @property
    def purged(self) -> int:
        """How many memories were purged by it."""
        return self._purge.purged

    def count(self, database: Database) -> int:
        """How many chores there are."""
        return len(self._chores)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """The next part of a chore: see `Step.plan`."""
        names = [*(chore.name for chore in self._chores), _OVER]
        begun, _, at = cursor.partition(":")
        now = self._now()
        first = names.index(begun) if begun in names else 0
        for number in range(first, len(self._chores)):
            part = self._chores[number].plan(database, at, now, stop)
            if part is not None:
                return _Written(names[number], _OVER if part.last else names[number + 1], number - first, part)
            at = ""
        return None
