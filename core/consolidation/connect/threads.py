"""Open threads: what somebody means to do, as long as nothing tells that it was done."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.consolidation.settle.comparing import marks_of
from core.model import times
from core.model.change import ChangeKind
from core.model.memory import State
from core.store import connecting, derived
from core.store.database import Database
from core.store.derived import Known
from core.store.nights import Journal, Piece

ROLE = "thread"
_OPEN = "Still to be done, as far as anything tells."
LONGEST_OPEN = timedelta(days=180)
"""A plan that nobody came back to for so long is no open thread any more."""

_MOST_PEOPLE = 50
_ENOUGH = 0.5


class Threads:
    """Marks plans as open threads, and takes the mark from those that were done or are long past."""

    def count(self, database: Database) -> int:
        return 0

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        if cursor:
            return None
        now = times.now()
        opened: list[int] = []
        closed: list[tuple[int, str]] = []
        with database.reading() as connection:
            for person in connecting.subjects(connection, _MOST_PEOPLE):
                if stop.is_set():
                    return None
                facts = derived.facts_about(connection, [person])
                newest = max((_said(fact) for fact in facts), default=now)
                for fact in facts:
                    if fact.roles.get("tells") != "plan" or fact.memory.state is State.SUPERSEDED:
                        continue
                    done = resolution(fact, facts)
                    past = newest - _said(fact) > LONGEST_OPEN
                    if ROLE in fact.roles and (done is not None or past):
                        closed.append((fact.memory.id, _closed(done)))
                    elif ROLE not in fact.roles and done is None and not past:
                        opened.append(fact.memory.id)
        return _ThreadsPiece(opened, closed) if opened or closed else None


def resolution(plan: Known, facts: Sequence[Known]) -> Known | None:
    """Return the later event that tells that a plan was done: of the same subject, with half of the plan's words."""
    wanted = marks_of(plan.memory.text)
    for fact in facts:
        if fact.roles.get("tells") != "event" or _said(fact) <= _said(plan):
            continue
        shared = wanted.stems & marks_of(fact.memory.text).stems
        if len(shared) >= max(2.0, _ENOUGH * len(wanted.stems)):
            return fact
    return None


def _said(fact: Known) -> datetime:
    return fact.memory.said_at or fact.memory.stored_at


def _closed(done: Known | None) -> str:
    if done is None:
        return "Nobody came back to it for half a year."
    return f"It was done: “{done.memory.text}”"


@dataclass(frozen=True, slots=True)
class _ThreadsPiece:
    opened: Sequence[int]
    closed: Sequence[tuple[int, str]]
    cursor: str = "done"

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        for memory_id in self.opened:
            with journal.change(ChangeKind.TAGGED, _OPEN, memory_id) as change:
                change.insert("tag", {"memory_id": memory_id, "kind": "role", "tag": ROLE, "weight": 1.0})
        for memory_id, reason in self.closed:
            with journal.change(ChangeKind.TAGGED, reason, memory_id) as change:
                change.delete("tag", {"memory_id": memory_id, "kind": "role", "tag": ROLE})
