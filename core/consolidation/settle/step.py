"""SETTLE: new messages become events, and what they say of lasting interest becomes facts.

A piece is one event with its facts. Nothing but their parents says that messages were settled, so a night that was
killed, stopped or undone leaves none half done.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.consolidation.encoding import Encoder, Row
from core.consolidation.reading.reader import Reader
from core.consolidation.settle.comparing import marks_of
from core.consolidation.settle.fact import Draft, draft_facts, draft_plainly
from core.consolidation.settle.gist import shorten, tell_gist
from core.consolidation.settle.ledger import Ledger, standards
from core.consolidation.settle.piece import SettlePiece, SweepPiece
from core.consolidation.settle.segmentation import Said, segment
from core.consolidation.settle.telling import tells_of_self
from core.errors import Cancelled
from core.model.entity import Triple
from core.model.memory import Memory
from core.model.night import StepName
from core.store import derived, triples, vectors
from core.store.database import Database
from core.store.derived import cursor_at
from core.store.nights import Piece
from core.understanding.folding import fold
from core.understanding.sentences import sentences_of

_BATCH = 240
_PASSAGES = 40
"""Passages of a file that one summary stands for, at the most."""

_SWEPT = "swept"
_MOST_SWEPT = 50


@dataclass(slots=True)
class Prepared:
    """An event that is ready to be compared with what is known."""

    members: list[Memory]
    text: str
    spoken: bool
    drafts: list[Draft]
    candidates: list[Draft]
    cursor: str
    vector: Row | None = None
    vectors: dict[str, Row | None] = field(default_factory=dict)


class SettleStep:
    """The first step of a night."""

    name = StepName.SETTLE

    def __init__(self, encoder: Encoder, reader: Reader | None = None) -> None:
        self._encoder, self._reader = encoder, reader or Reader(None)
        self._ready: deque[Prepared] = deque()
        self._expected = ""

    def count(self, database: Database) -> int:
        """How many memories wait to be settled."""
        with database.reading() as connection:
            return derived.count_unsettled(connection)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """The next event, or what is left without ground once all are done."""
        if cursor.startswith(_SWEPT):
            return self._sweep(database)
        if cursor != self._expected or not self._ready:
            self._ready.clear()
            if self.count(database) and (trial := self._reader.begin(database, cursor, stop)) is not None:
                return trial
            self._prepare(database, cursor, stop)
        if not self._ready:
            return self._sweep(database)
        event = self._ready.popleft()
        self._expected = event.cursor
        self._read(event, stop)
        return self._settle(database, event)

    def _sweep(self, database: Database) -> Piece | None:
        with database.reading() as connection:
            ids = derived.without_ground(connection, _MOST_SWEPT)
        return SweepPiece(tuple(ids), _SWEPT) if ids else None

    def _read(self, event: Prepared, stop: threading.Event) -> None:
        """Let the model look at what the rules took nothing from."""
        told = {draft.parent_id for draft in event.drafts}
        drafts = self._reader.read([memory for memory in event.members if memory.id not in told], stop)
        if drafts:
            texts = [draft.text for draft in drafts]
            event.vectors |= zip(texts, self._encoder.encode(texts, stop), strict=True)
            event.drafts += drafts

    def _settle(self, database: Database, event: Prepared) -> Piece:
        subjects = {draft.subject for draft in (*event.drafts, *event.candidates)}
        with database.reading() as connection:
            known = derived.facts_about(connection, subjects)
            space = vectors.current_space(connection)
            rows = {} if space is None else vectors.vectors_of(connection, space, [one.memory.id for one in known])
        ledger = Ledger(*standards(known, rows))
        for draft in event.drafts:
            ledger.enter(draft, event.vectors.get(draft.text))
        for draft in event.candidates:
            ledger.enter(draft, event.vectors.get(draft.text), only_known=True)
        return SettlePiece(event.cursor, event.members, event.text, event.spoken, event.vector, ledger, self._encoder)

    def _prepare(self, database: Database, cursor: str, stop: threading.Event) -> None:
        members: list[Memory] = []
        place = cursor
        with database.reading() as connection:
            while not members:
                if stop.is_set():
                    raise Cancelled
                members, place = derived.unsettled(connection, place, _BATCH)
                if not place:
                    return
            members = _whole_sessions(members) if len(members) == _BATCH else members
            ids = [memory.id for memory in members]
            space = vectors.current_space(connection)
            rows = {} if space is None else vectors.vectors_of(connection, space, ids)
            stated: dict[int, list[Triple]] = {}
            for triple in triples.triples_of(connection, ids):
                stated.setdefault(triple.memory_id, []).append(triple)
            speakers = {fold(memory.speaker) for memory in members if memory.speaker}
            known = [(one.roles.get("about", ""), one.memory.text) for one in derived.facts_about(connection, speakers)]
        events = _events(members, rows, stated, stop)
        _find_candidates(events, known, stop)
        texts = dict.fromkeys(
            text for event in events for text in (event.text, *(d.text for d in (*event.drafts, *event.candidates)))
        )
        found = dict(zip(texts, self._encoder.encode(list(texts), stop), strict=True))
        for event in events:
            event.vector = found[event.text]
            event.vectors = {draft.text: found[draft.text] for draft in (*event.drafts, *event.candidates)}
        self._ready.extend(events)


def _whole_sessions(members: list[Memory]) -> list[Memory]:
    """Leave out a session that goes on behind the end, unless it is all there is."""
    last = members[-1].source_id, members[-1].session
    whole = [memory for memory in members if (memory.source_id, memory.session) != last]
    return whole or members


def _events(
    members: Sequence[Memory], rows: dict[int, Row], stated: dict[int, list[Triple]], stop: threading.Event
) -> list[Prepared]:
    said = [
        Said((memory.source_id, memory.session), memory.speaker, memory.said_at, memory.text, rows.get(memory.id))
        for memory in members
    ]
    events: list[Prepared] = []
    for part in _parts(members, said):
        if stop.is_set():
            raise Cancelled
        here = [members[place] for place in part]
        drafts = {n: draft_facts(memory, stated.get(memory.id, ())) for n, memory in enumerate(here)}
        text = tell_gist([said[place] for place in part], drafts)
        last = here[-1]
        events.append(
            Prepared(
                members=here,
                text=text or shorten(here[0].text),
                spoken=bool(here[0].speaker),
                drafts=[draft for found in drafts.values() for draft in found],
                candidates=[],
                cursor=cursor_at(last.source_id, last.position),
            )
        )
    return events


def _parts(members: Sequence[Memory], said: Sequence[Said]) -> list[range]:
    """Events of what was spoken; of what was written, the passages of one file."""
    parts: list[range] = []
    begin = 0
    for place in range(1, len(members) + 1):
        here = members[place - 1]
        if place < len(members):
            after = members[place]
            alike = bool(after.speaker) == bool(here.speaker) and after.source_id == here.source_id
            if alike and (here.speaker or place - begin < _PASSAGES):
                continue
        if here.speaker:
            parts += [range(begin + part.start, begin + part.stop) for part in segment(said[begin:place])]
        else:
            parts.append(range(begin, place))
        begin = place
    return parts


def _find_candidates(events: Sequence[Prepared], known: Sequence[tuple[str, str]], stop: threading.Event) -> None:
    """Find sentences that may say once more what is known, though they are of no shape that facts are taken from."""
    facts = [*known, *((draft.subject, draft.text) for event in events for draft in event.drafts)]
    shelves: dict[tuple[str, frozenset[str], bool], list[frozenset[str]]] = {}
    for subject, text in facts:
        marks = marks_of(text)
        shelves.setdefault((subject, marks.firm, marks.denies), []).append(marks.stems)
    for event in events:
        if stop.is_set():
            raise Cancelled
        taken = {draft.sentence for draft in event.drafts}
        for memory in event.members:
            if not memory.speaker:
                continue
            for sentence in sentences_of(memory.text):
                if sentence.text in taken or sentence.asks or not tells_of_self(sentence.text):
                    continue
                draft = draft_plainly(memory, sentence.text)
                if draft is not None and _may_repeat(draft, shelves):
                    event.candidates.append(draft)


def _may_repeat(draft: Draft, shelves: dict[tuple[str, frozenset[str], bool], list[frozenset[str]]]) -> bool:
    marks = marks_of(draft.text)
    beside = shelves.get((draft.subject, marks.firm, marks.denies), ())
    named = bool(marks.firm - {draft.subject})
    return any(named or len(marks.stems & stems) * 2 >= len(stems) for stems in beside)
