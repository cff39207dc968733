"""What an event changes of the facts: entered draft by draft, so that one that is said twice in it is one fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from core.consolidation.encoding import Row
from core.consolidation.settle.comparing import Standard, Verdict, compare
from core.consolidation.settle.fact import Draft
from core.model.entity import Standing
from core.model.memory import State
from core.store.derived import Known
from core.understanding.vocabulary import is_stable


@dataclass(slots=True)
class Growing:
    """A fact that is new. `ended_by` is what is newer than it, where it held before only."""

    draft: Draft
    vector: Row | None
    said: list[Draft]
    ended_by: Draft | Known | None = None


@dataclass(slots=True)
class Ledger:
    """Entries against what is known. Keys of new facts are negative, of known ones their ids."""

    known: list[Standard]
    facts: dict[int, Known]
    new: dict[int, Growing] = field(default_factory=dict)
    again: dict[int, list[Draft]] = field(default_factory=dict)
    ended: dict[int, Draft] = field(default_factory=dict)

    def enter(self, draft: Draft, vector: Row | None, *, only_known: bool = False) -> None:
        """Take a draft in; with `only_known` it counts only where it says once more what is known."""
        decision = compare(draft, vector, self.known)
        match decision.verdict:
            case Verdict.SAME:
                self._say_again(decision.concerns[0], draft)
            case Verdict.NOTHING:
                pass
            case _ if only_known:
                pass
            case Verdict.ADD:
                self._add(draft, vector)
            case Verdict.UPDATE:
                for key in decision.concerns:
                    self._end(key, draft)
                self._add(draft, vector)
            case Verdict.END:
                for key in decision.concerns:
                    self._end(key, draft)
            case Verdict.HISTORY:
                key = decision.concerns[0]
                newer = self.facts.get(key) or self.new[key].draft
                self._add(draft, vector, ended_by=newer)

    def _add(self, draft: Draft, vector: Row | None, ended_by: Draft | Known | None = None) -> None:
        key = -1 - len(self.new)
        self.new[key] = Growing(draft, vector, [draft], ended_by)
        state = State.ACTIVE if ended_by is None else State.SUPERSEDED
        self.known.append(_standard_of(key, draft, vector, state))

    def _say_again(self, key: int, draft: Draft) -> None:
        if key < 0:
            self.new[key].said.append(draft)
        elif draft.parent_id not in self.facts[key].parents:
            self.again.setdefault(key, []).append(draft)

    def _end(self, key: int, draft: Draft) -> None:
        if key < 0:
            self.new[key].ended_by = draft
        else:
            self.ended[key] = draft
        self.known = [replace(one, state=State.SUPERSEDED) if one.key == key else one for one in self.known]


def standards(known: Iterable[Known], rows: Mapping[int, Row]) -> tuple[list[Standard], dict[int, Known]]:
    """Return facts as they are compared, with their vectors by id."""
    found = {one.memory.id: one for one in known}
    return [_standard(one, rows.get(id_)) for id_, one in found.items()], found


def _standard(one: Known, vector: Row | None) -> Standard:
    memory = one.memory
    relation = one.roles.get("relation", "")
    return Standard(
        key=memory.id,
        subject=one.roles.get("about", ""),
        relation=relation,
        value=one.roles.get("value", ""),
        text=memory.text,
        state=memory.state,
        trust=memory.trust,
        at=memory.true_from or memory.said_at or memory.stored_at,
        stable=is_stable(relation),
        vector=vector,
    )


def _standard_of(key: int, draft: Draft, vector: Row | None, state: State) -> Standard:
    assert draft.standing is not Standing.DENIED
    return Standard(
        key, draft.subject, draft.relation, draft.value, draft.text, state, draft.trust, draft.at, draft.stable, vector
    )
