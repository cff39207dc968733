"""The profile: what is known of the people who speak most, a line for each thing, with the messages it rests on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from core.consolidation.encoding import Encoder, Row
from core.consolidation.settle.piece import store
from core.model.change import ChangeKind
from core.model.entity import SELF
from core.model.memory import Form, Kind, NewMemory, Span, State
from core.model.period import Grain
from core.store import connecting, derived, vectors
from core.store.database import Database
from core.store.derived import Known
from core.store.nights import Journal, Piece
from core.understanding.folding import fold

MOST_LINES = 12
"""Lines of one person."""

_MOST_PEOPLE, _FEWEST_MESSAGES = 8, 5
_AT_ONCE = 10
_MOST_ENDED = 50
_LASTING = {"state": 2.0, "preference": 1.5, "decision": 0.5, "plan": 0.25}
"""How much what a fact tells weighs, before it was ever repeated. What happened once belongs to no profile."""

_TAKEN_APART = 2.0
"""A fact whose relation and value are known weighs as much more."""


class Profile:
    """Keeps the profile in step with the facts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def count(self, database: Database) -> int:
        return 0

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        with database.reading() as connection:
            ended = connecting.out_of_date(connection, _MOST_ENDED)
            if ended:
                return _EndedLines(ended)
            lines = connecting.lines_of_facts(connection)
            people = connecting.busiest_speakers(connection, _FEWEST_MESSAGES, _MOST_PEOPLE)
            new: list[tuple[str, Known]] = []
            for person in (*people, SELF):
                facts = derived.facts_about(connection, [fold(person)])
                new += [(person, fact) for fact in choose_lines(facts, set(lines), MOST_LINES)]
            new = new[:_AT_ONCE]
            space = vectors.current_space(connection)
            rows = {} if space is None else vectors.vectors_of(connection, space, [fact.memory.id for _, fact in new])
        return _NewLines(new, rows, self._encoder) if new else None


def choose_lines(facts: Sequence[Known], taken: set[int], most: int) -> list[Known]:
    """Return the facts that become lines: with those that are lines already (`taken`, by id), at most `most`.

    What lasts goes before what is planned, what was said often before what was said once.
    """
    current = [fact for fact in facts if fact.memory.state in (State.ACTIVE, State.FADED)]
    room = most - sum(fact.memory.id in taken for fact in facts if fact.memory.state is not State.SUPERSEDED)
    weighed = {
        fact.memory.id: weight
        for fact in current
        if fact.memory.id not in taken and (weight := _weigh(fact)) > 0 and fact.memory.form is Form.FACT
    }
    chosen = sorted(weighed, key=lambda id_: (-weighed[id_], id_))[: max(0, room)]
    by_id = {fact.memory.id: fact for fact in current}
    return [by_id[id_] for id_ in chosen]


def _weigh(fact: Known) -> float:
    lasting = _LASTING.get(fact.roles.get("tells", ""), 0.0)
    dated = fact.memory.true_to is not None and fact.memory.true_grain in (Grain.DAY, Grain.INSTANT)
    if not lasting or (dated and not fact.roles.get("relation")):
        return 0.0
    apart = _TAKEN_APART if fact.roles.get("relation") else 0.0
    return lasting + apart + len(fact.parents) - 1


@dataclass(frozen=True, slots=True)
class _NewLines:
    lines: Sequence[tuple[str, Known]]
    rows: dict[int, Row]
    encoder: Encoder
    cursor: str = "lines"

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        source_id = derived.sleep_source(journal.connection)
        for person, fact in self.lines:
            memory = fact.memory
            new = NewMemory(
                text=memory.text,
                span=Span(memory.span.ref, 0, len(memory.text)),
                kind=Kind.CORE,
                form=Form.FACT,
                trust=memory.trust,
                speaker="" if person == SELF else person,
                session="profile",
                said_at=memory.said_at,
                significance=0.9,
                understood_in=derived.NEVER_UNDERSTOOD,
            )
            count = len(fact.parents)
            reason = (
                f"On the profile: it tells who {'you are' if person == SELF else f'{person} is'}; said {_times(count)}."
            )
            with journal.change(ChangeKind.TAGGED, reason) as change:
                line = store(change, source_id, new, fact.parents)
                change.insert("tag", {"memory_id": line, "kind": "role", "tag": f"line:{memory.id}", "weight": 1.0})


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


@dataclass(frozen=True, slots=True)
class _EndedLines:
    ended: Sequence[tuple[int, int]]
    cursor: str = "ended"

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        for line, _ in self.ended:
            with journal.change(ChangeKind.SUPERSEDED, "The fact it told no longer holds.", line) as change:
                change.update("memory", {"id": line}, {"state": State.SUPERSEDED})
