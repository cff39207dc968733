"""CONNECT: keywords, links, topics, the profile, open threads and lessons, one after the other.

Each part finds by itself what it has not done yet, so nothing has to be remembered but which part is on.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from core.consolidation.connect.lessons import Lessons
from core.consolidation.connect.linking import Linking
from core.consolidation.connect.naming import Naming
from core.consolidation.connect.profile import Profile
from core.consolidation.connect.threads import Threads
from core.consolidation.connect.topics import Topics
from core.consolidation.encoding import Encoder
from core.errors import Cancelled
from core.model.night import StepName
from core.store.database import Database
from core.store.nights import Journal, Piece


class Part(Protocol):
    """One part of CONNECT."""

    def count(self, database: Database) -> int:
        """About how many memories wait for it."""
        ...

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """As `Step.plan`."""
        ...


class ConnectStep:
    """The second step of a night."""

    name = StepName.CONNECT

    def __init__(self, encoder: Encoder) -> None:
        self._parts: Sequence[Part] = (Naming(), Linking(), Topics(encoder), Profile(encoder), Threads(), Lessons())

    def count(self, database: Database) -> int:
        """How many memories wait, over all parts."""
        return sum(part.count(database) for part in self._parts)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """The next piece of the part that is on, else of those after it."""
        number, _, inner = cursor.partition(":")
        first = int(number or 0)
        for place in range(first, len(self._parts)):
            if stop.is_set():
                raise Cancelled
            piece = self._parts[place].plan(database, inner if place == first else "", stop)
            if piece is not None:
                return _OfPart(place, piece)
        return None


class _OfPart:
    """A piece whose cursor says of which part it is."""

    def __init__(self, place: int, piece: Piece) -> None:
        self._place, self._piece = place, piece

    @property
    def cursor(self) -> str:
        return f"{self._place}:{self._piece.cursor}"

    @property
    def units(self) -> int:
        return self._piece.units

    def apply(self, journal: Journal) -> None:
        self._piece.apply(journal)
