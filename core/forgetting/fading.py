"""The step FADE of the night: memories that were not used go a stage further, links that were not used weaken.

Nothing is lost here. A faded memory counts less and its vector takes less room; an archived one is out of everyday
recall, and a deep search or a use brings it back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import Cancelled
from core.forgetting import together
from core.forgetting.recurrence import find_recurrence, held_until, next_date
from core.forgetting.stages import FULL, Stage, fades_in_rank_only, fading_after, is_spared, stage_of
from core.forgetting.use import USES
from core.model import times
from core.model.change import ChangeKind
from core.model.kept import Recurrence
from core.model.memory import Memory, Source, State
from core.model.night import StepName
from core.model.retention import days_between, retained
from core.store import accesses, kept, links, memories, sources, strengths
from core.store.changes import Value
from core.store.database import Connection, Database
from core.store.links import Link
from core.store.nights import Journal, Piece

_LOOKED_AT = 8000
"""How many memories are looked at between two looks at `stop`: some ten milliseconds."""
_WRITTEN = 25
_LINKS_WRITTEN = 200
_LINKS = "links"


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to become of a memory, as long as it is still as it was when that was worked out."""

    memory: Memory
    kind: ChangeKind
    reason: str
    stage: Stage | None = None
    recurrence: Recurrence | None = None
    ends: bool = False
    """Whether it is held no longer."""


class FadeStep:
    """FADE. `now` tells the time; simulations bring their own."""

    name = StepName.FADE

    def __init__(self, now: Callable[[], datetime] = times.now) -> None:
        self._now = now

    def count(self, database: Database) -> int:
        """How many memories will be looked at."""
        with database.reading() as connection:
            return memories.count_memories(connection)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """The next memories that go to another stage, then the links: see `Step.plan`."""
        now = self._now()
        with database.reading() as connection:
            if cursor != _LINKS:
                after = int(cursor or 0)
                last = strengths.last_id(connection)
                while after < last:
                    if stop.is_set():
                        raise Cancelled
                    until = min(after + _LOOKED_AT, last)
                    ids = strengths.ebbed_between(connection, after, until, fading_after(), now)
                    if len(ids) > _WRITTEN:
                        ids = ids[:_WRITTEN]
                        until = ids[-1]
                    turns = _turns(connection, ids, now) if ids else []
                    if turns:
                        return Faded(str(until), until - after, tuple(turns))
                    after = until
            return _weakened(connection, now)


@dataclass(frozen=True, slots=True)
class Faded:
    """Memories that go to another stage."""

    cursor: str
    units: int
    turns: tuple[Turn, ...]

    def apply(self, journal: Journal) -> None:
        """Write it, but for what was used or changed meanwhile."""
        present = memories.get_memories(journal.connection, [turn.memory.id for turn in self.turns])
        for turn in self.turns:
            if present.get(turn.memory.id) == turn.memory:
                _write(journal, turn)


@dataclass(frozen=True, slots=True)
class Weakened:
    """Links that were not used together for a while."""

    cursor: str
    units: int
    links: tuple[Link, ...]
    at: datetime

    def apply(self, journal: Journal) -> None:
        """Write what is left of each, and let go of those of which next to nothing is."""
        reason = (
            f"{len(self.links):,} links weakened: what they join was not used together for {together.IDLE.days} days."
        )
        with journal.change(ChangeKind.FADED, reason) as change:
            for link in self.links:
                key: dict[str, Value] = {"first_id": link.first_id, "second_id": link.second_id, "kind": "together"}
                left = together.weaken(link.weight)
                if left is None:
                    change.delete("link", key)
                else:
                    change.update("link", key, {"weight": left, "used_at": times.to_store(self.at)[0]})


def _write(journal: Journal, turn: Turn) -> None:
    memory_id = turn.memory.id
    with journal.change(turn.kind, turn.reason, memory_id) as change:
        if turn.stage is not None:
            change.update("memory", {"id": memory_id}, {"state": turn.stage.state, "precision": turn.stage.precision})
        if turn.ends:
            change.delete("recurrence", {"memory_id": memory_id})
        if turn.recurrence is not None:
            row: dict[str, Value] = {
                "days": turn.recurrence.days,
                "next_at": times.to_store(turn.recurrence.next_at)[0],
                "reason": turn.recurrence.reason,
            }
            if not change.insert("recurrence", {"memory_id": memory_id, **row}):
                change.update("recurrence", {"memory_id": memory_id}, row)


def _weakened(connection: Connection, now: datetime) -> Piece | None:
    idle = links.idle_links(connection, now - together.IDLE, _LINKS_WRITTEN)
    return Weakened(_LINKS, 0, tuple(idle), now) if idle else None


def _turns(connection: Connection, ids: Sequence[int], now: datetime) -> list[Turn]:
    found = memories.get_memories(connection, ids)
    origins = sources.sources_by_id(connection, {memory.source_id for memory in found.values()})
    held = kept.recurrences_of(connection, ids)
    uses = accesses.times_of(connection, ids, USES)
    turns = (
        _turn(memory, origins[memory.source_id], held.get(memory.id), uses.get(memory.id, ()), now)
        for memory in found.values()
    )
    return [turn for turn in turns if turn is not None]


def _turn(
    memory: Memory, source: Source, held: Recurrence | None, uses: Sequence[datetime], now: datetime
) -> Turn | None:
    if is_spared(memory):
        return None if memory.state is State.ACTIVE else Turn(memory, ChangeKind.RESTORED, "It is pinned.", FULL)
    stage = stage_of(memory, now, in_rank_only=fades_in_rank_only(source.kind, source.location))
    if stage is None:
        return None
    if stage == FULL:
        return Turn(memory, ChangeKind.RESTORED, "What was made from it is used again.", FULL)
    recurrence = held or find_recurrence(memory, uses)
    if recurrence is not None and now < held_until(recurrence, memory.strength.reinforced_at):
        if held is not None and held.next_at > memory.strength.reinforced_at:
            return None
        date = next_date(recurrence, memory.strength.reinforced_at)
        return Turn(
            memory, ChangeKind.HELD, recurrence.reason, None, Recurrence(recurrence.days, date, recurrence.reason)
        )
    kind = ChangeKind.ARCHIVED if stage.state is State.ARCHIVED else ChangeKind.FADED
    return Turn(memory, kind, _why(memory, stage, now), stage, ends=held is not None)


def _why(memory: Memory, stage: Stage, now: datetime) -> str:
    days = round(days_between(memory.strength.reinforced_at, now))
    since = f"Not used for {days:,} days" if memory.strength.recalls else f"Not used in the {days:,} days it is there"
    left = f"{since}; {retained(memory.strength, now):.0%} of its strength is left"
    if stage.state is State.ARCHIVED:
        return f"{left}. It left everyday recall; a thorough search still finds it."
    return f"{left}."
