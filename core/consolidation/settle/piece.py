"""Writing what was settled: one event, its facts, and what they change of older ones; each change with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.consolidation.encoding import Encoder, Row
from core.consolidation.settle.fact import HOW_TO, Draft
from core.consolidation.settle.gist import shorten
from core.consolidation.settle.ledger import Growing, Ledger
from core.model import times
from core.model.change import ChangeKind
from core.model.memory import Form, Kind, Memory, NewMemory, Span, State, Trust
from core.model.wording import word_context
from core.store import derived, memories
from core.store.changes import Recorder
from core.store.derived import Known
from core.store.nights import Journal
from core.understanding.significance import raise_by_repetition

_WORTH_A_FACT = 0.5
"""How much a fact matters at least: it was taken out of what was said because it will."""

_RANK = (Trust.USER, Trust.FILE, Trust.IMPORTED, Trust.MODEL)


@dataclass(slots=True)
class SettlePiece:
    """One event and the facts in it."""

    cursor: str
    members: Sequence[Memory]
    text: str
    spoken: bool
    vector: Row | None
    ledger: Ledger
    encoder: Encoder
    _embedded: list[tuple[int, Row | None]] = field(default_factory=list)

    @property
    def units(self) -> int:
        return len(self.members)

    def apply(self, journal: Journal) -> None:
        """Write the event, the new facts, the new sources of known ones, and what is superseded."""
        self._embedded = []
        source_id = derived.sleep_source(journal.connection)
        self._gather(journal, source_id)
        ids: dict[int, int] = {}
        for key, growing in self.ledger.new.items():
            ids[key] = self._learn(journal, source_id, growing)
        for key, drafts in self.ledger.again.items():
            self._say_again(journal, key, drafts)
        for key, draft in self.ledger.ended.items():
            self._end(journal, key, draft)
        self.encoder.put(journal.connection, self._embedded)

    def _gather(self, journal: Journal, source_id: int) -> None:
        first, last = self.members[0], self.members[-1]
        new = NewMemory(
            text=self.text,
            span=Span(first.span.ref, 0, len(self.text)),
            kind=Kind.EPISODIC if self.spoken else Kind.SEMANTIC,
            form=Form.EVENT if self.spoken else Form.SUMMARY,
            trust=lowest_trust(memory.trust for memory in self.members),
            context=word_context((), first.said_at),
            session=f"{first.source_id}:{first.session}",
            said_at=first.said_at,
            understood_in=derived.NEVER_UNDERSTOOD,
        )
        with journal.change(ChangeKind.GATHERED, self._gathered(first, last)) as change:
            memory_id = store(change, source_id, new, [memory.id for memory in self.members])
        self._embedded.append((memory_id, self.vector))

    def _gathered(self, first: Memory, last: Memory) -> str:
        count = len(self.members)
        if not self.spoken:
            return f"The gist of {count} passage{'s' if count > 1 else ''} of one file."
        if count == 1:
            return f"A message that stands by itself{_between(first.said_at, None)}."
        return f"{count} messages that belong together{_between(first.said_at, last.said_at)}."

    def _learn(self, journal: Journal, source_id: int, growing: Growing) -> int:
        draft = growing.draft
        newest = max(growing.said, key=lambda said: said.said_at or said.at)
        new = NewMemory(
            text=draft.text,
            span=Span(draft.ref, 0, len(draft.text)),
            kind=Kind.PROCEDURAL if draft.tells == HOW_TO else Kind.SEMANTIC,
            form=Form.LESSON if draft.tells == HOW_TO else Form.FACT,
            trust=lowest_trust(said.trust for said in growing.said),
            context=word_context((), newest.said_at),
            session=f"{self.members[0].source_id}:{draft.session}",
            said_at=newest.said_at,
            true=draft.true,
            significance=self._significance(growing.said),
            understood_in=derived.NEVER_UNDERSTOOD,
        )
        reason = said_reason(growing.said) + (f" Worded by {draft.by}." if draft.by else "")
        with journal.change(ChangeKind.LEARNED, reason) as change:
            memory_id = store(change, source_id, new, dict.fromkeys(said.parent_id for said in growing.said))
            for name, value in (("about", draft.subject), ("relation", draft.relation), ("value", draft.value)):
                if value:
                    change.insert("tag", _role(memory_id, name, value))
            change.insert("tag", _role(memory_id, "tells", draft.tells))
            if growing.ended_by is not None:
                until = growing.ended_by.at if isinstance(growing.ended_by, Draft) else _since(growing.ended_by.memory)
                change.update(
                    "memory",
                    {"id": memory_id},
                    {"state": State.SUPERSEDED, "true_to": times.to_store(until)[0], "true_grain": _grain(new)},
                )
        self._embedded.append((memory_id, growing.vector))
        return memory_id

    def _significance(self, said: Sequence[Draft], known: Known | None = None) -> float:
        """How much a fact matters: as what says it or as a model judged it, and more as its sources double."""
        ids = {draft.parent_id for draft in said}
        judged = [memory.significance for memory in self.members if memory.id in ids]
        judged += [_WORTH_A_FACT, *(draft.matters for draft in said)]
        if known is None:
            return raise_by_repetition(judged, len(ids))
        # What is known was raised for the sources it had.
        before, after = len(known.parents), len(known.parents) + len(ids)
        return raise_by_repetition(
            [*judged, known.memory.significance], 1 << (after.bit_length() - before.bit_length())
        )

    def _say_again(self, journal: Journal, memory_id: int, drafts: Sequence[Draft]) -> None:
        known = self.ledger.facts[memory_id]
        parents = dict.fromkeys(draft.parent_id for draft in drafts)
        count = len(known.parents) + len(parents)
        moments = [draft.said_at or draft.at for draft in drafts]
        first = min([*moments, known.memory.said_at or known.memory.stored_at])
        reason = f"Said {count} times{_between(first, max(moments))}: one memory with {count} sources."
        with journal.change(ChangeKind.MERGED, reason, memory_id) as change:
            for parent_id in parents:
                change.insert("parent", {"memory_id": memory_id, "parent_id": parent_id})
            values: dict[str, str | int | float | None] = {}
            newest = max(moments)
            if known.memory.said_at is None or newest > known.memory.said_at:
                values["said_at"], values["said_zone"] = times.to_store(newest)
            trust = lowest_trust([known.memory.trust, *(draft.trust for draft in drafts)])
            if known.memory.trust is not Trust.USER:
                values["trust"] = trust
            if known.memory.state in (State.FADED, State.ARCHIVED):
                values["state"] = State.ACTIVE
            values["significance"] = self._significance(drafts, known)
            change.update("memory", {"id": memory_id}, values)
            taken_apart = next((draft for draft in drafts if draft.relation), None)
            if taken_apart is not None and not known.roles.get("relation"):
                change.insert("tag", _role(memory_id, "relation", taken_apart.relation))
                change.insert("tag", _role(memory_id, "value", taken_apart.value))

    def _end(self, journal: Journal, memory_id: int, draft: Draft) -> None:
        said = f"{draft.speaker or 'A source'} said{_between(draft.said_at, None)}"
        reason = f"{said}: “{shorten(draft.sentence, 160)}” What was so before is kept as history."
        known = self.ledger.facts[memory_id].memory
        with journal.change(ChangeKind.SUPERSEDED, reason, memory_id) as change:
            change.update(
                "memory",
                {"id": memory_id},
                {
                    "state": State.SUPERSEDED,
                    "true_to": max(times.to_store(draft.at)[0], _edge(known.true_from)),
                    "true_grain": known.true_grain or "day",
                },
            )


@dataclass(frozen=True, slots=True)
class SweepPiece:
    """Derived memories that rest on nothing any more leave recall."""

    ids: tuple[int, ...]
    cursor: str

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        """Supersede them."""
        for memory_id in self.ids:
            reason = "What it was made from is no longer there."
            with journal.change(ChangeKind.SUPERSEDED, reason, memory_id) as change:
                change.update("memory", {"id": memory_id}, {"state": State.SUPERSEDED})


def store(change: Recorder, source_id: int, new: NewMemory, parents: Iterable[int]) -> int:
    """Store a derived memory with the memories it rests on. Returns its id."""
    position = memories.next_position(change.connection, source_id)
    (memory_id,) = change.store_memories(source_id, position, [new])
    for parent_id in parents:
        change.insert("parent", {"memory_id": memory_id, "parent_id": parent_id})
    return memory_id


def lowest_trust(trusts: Iterable[Trust]) -> Trust:
    """Return the least trusted of these."""
    return max(trusts, key=_RANK.index)


def said_reason(said: Sequence[Draft]) -> str:
    """Return who said a fact, and when, as a sentence."""
    moments = sorted(one.said_at for one in said if one.said_at is not None)
    speakers = list(dict.fromkeys(one.speaker for one in said if one.speaker))
    by = f" by {' and '.join(speakers)}" if speakers else ""
    if len(said) == 1:
        return f"{'Said' if by else 'Written'}{by}{_between(moments[0] if moments else None, None)}."
    return f"Said {len(said)} times{by}{_between(moments[0], moments[-1]) if moments else ''}."


def _between(first: datetime | None, last: datetime | None) -> str:
    if first is None:
        return ""
    begin = f"{first.day} {first:%B %Y}"
    end = begin if last is None else f"{last.day} {last:%B %Y}"
    return f" on {begin}" if begin == end else f" between {begin} and {end}"


def _role(memory_id: int, name: str, value: str) -> dict[str, str | int | float | None]:
    return {"memory_id": memory_id, "kind": "role", "tag": f"{name}:{value}", "weight": 1.0}


def _since(memory: Memory) -> datetime:
    return memory.true_from or memory.said_at or memory.stored_at


def _edge(moment: datetime | None) -> int:
    return -(2**62) if moment is None else times.to_store(moment)[0]


def _grain(new: NewMemory) -> str:
    return str(new.true.grain) if new.true is not None else "day"
