"""Putting new events into the tree of topics, and wording each topic by its keywords and its most central event."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.consolidation.connect.keywords import choose_keywords, count_words
from core.consolidation.connect.tree import Placed, Row, Tree
from core.consolidation.encoding import Encoder
from core.consolidation.settle.gist import shorten
from core.consolidation.settle.piece import lowest_trust, store
from core.errors import Cancelled
from core.model.change import ChangeKind
from core.model.memory import Form, Kind, Memory, NewMemory, Span
from core.store import connecting, derived, memories, vectors, words
from core.store.database import Connection, Database
from core.store.nights import Journal, Piece

_FORMS = (Form.EVENT, Form.SUMMARY)
_ROLE = "placed"
_AT_ONCE = 6
_MOST_LOOSE = 3_000
_MOST_WORDS = 3
_LONGEST = 160
_BOUND = 100_000


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one event: its place; where a topic gets new words, these and their vector."""

    event: Memory
    placed: Placed
    text: str = ""
    vector: Row | None = None


class Topics:
    """Places derived memories into topics."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._tree: Tree | None = None
        self._next = 0

    def count(self, database: Database) -> int:
        with database.reading() as connection:
            return connecting.count_without_role(connection, _ROLE, _FORMS)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        with database.reading() as connection:
            ids = connecting.without_role(connection, _ROLE, _FORMS, int(cursor or 0), _AT_ONCE)
            space = vectors.current_space(connection)
            if not ids or space is None:
                self._tree = None
                return None
            kept = memories.get_memories(connection, ids)
            rows = vectors.vectors_of(connection, space, ids)
            if self._tree is None:
                self._tree = _grow(connection, space, stop)
            changes = [self._place(connection, kept[id_], rows.get(id_), stop) for id_ in ids]
        return _TopicsPiece(changes, self._tree, self._encoder)

    def _place(self, connection: Connection, event: Memory, row: Row | None, stop: threading.Event) -> _Change:
        assert self._tree is not None
        if row is None:
            return _Change(event, Placed(None))
        self._next -= 1
        placed = self._tree.place(event.id, row, self._next)
        if placed.topic is None:
            return _Change(event, placed)
        size = self._tree.topics[placed.topic].size
        if not placed.new and size & (size - 1):
            return _Change(event, placed)  # worded anew at 4, 8, 16 … events
        text = self._word(connection, placed.topic, event)
        return _Change(event, placed, text, self._encoder.encode([text], stop)[0])

    def _word(self, connection: Connection, number: int, newest: Memory) -> str:
        assert self._tree is not None
        topic = self._tree.topics[number]
        kept = memories.get_memories(connection, topic.members) | {newest.id: newest}
        here = [kept[id_] for id_ in topic.members if id_ in kept]
        # A word counts once for each event: what all of them hold names what they have in common.
        counted = Counter[str]()
        for one in here:
            counted.update(set(count_words([one.text, *connecting.texts_below(connection, one.id)])))
        counted = Counter({word: count for word, count in counted.items() if count > 1})
        frequency = words.document_frequency(connection, list(counted), _BOUND)
        chosen = choose_keywords(counted, frequency, memories.count_memories(connection), _MOST_WORDS)
        middle = topic.middle
        central = max(here, key=lambda one: float(self._tree.rows[one.id] @ middle))  # type: ignore[union-attr]
        named = ", ".join(word for word, _ in chosen)
        return f"{named[:1].upper()}{named[1:]}: {shorten(central.text, _LONGEST)}" if named else central.text


def _grow(connection: Connection, space: vectors.Space, stop: threading.Event) -> Tree:
    """The tree as it stands in the vault."""
    tree = Tree(space.dimension)
    kept = connecting.topics(connection)
    loose = connecting.loose_events(connection, _MOST_LOOSE)
    wanted = {member for topic in kept for member in topic.members} | set(loose)
    rows = vectors.vectors_of(connection, space, sorted(wanted))
    below: dict[int, set[int]] = {}
    for row in kept:
        if row.above_id is not None:
            below.setdefault(row.above_id, set()).update(row.members)
    for topic in kept:
        if stop.is_set():
            raise Cancelled
        tree.add_topic(topic.memory_id, topic.above_id)
        for member in topic.members:
            if member in rows:
                tree.hold(topic.memory_id, member, rows[member])
                if member not in below.get(topic.memory_id, ()):
                    tree.loose[topic.memory_id][member] = None
    for event in loose:
        if event in rows:
            tree.keep_loose(event, rows[event])
    return tree


@dataclass(frozen=True, slots=True)
class _TopicsPiece:
    changes: Sequence[_Change]
    tree: Tree
    encoder: Encoder

    @property
    def cursor(self) -> str:
        return str(self.changes[-1].event.id)

    @property
    def units(self) -> int:
        return len(self.changes)

    def apply(self, journal: Journal) -> None:
        ids: dict[int, int] = {}
        embedded: list[tuple[int, Row | None]] = []
        for one in self.changes:
            event, placed = one.event, one.placed
            topic = None if placed.topic is None else ids.get(placed.topic, placed.topic)
            if topic is None:
                with journal.change(
                    ChangeKind.TAGGED, "Nothing else is about this yet, so it stands by itself.", event.id
                ) as change:
                    change.insert("tag", _placed(event.id))
            elif placed.new:
                ids[topic] = self._make(journal, one)
                embedded.append((ids[topic], one.vector))
                self.tree.rename(topic, ids[topic])
            else:
                self._join(journal, topic, one)
                if one.text:
                    embedded = [entry for entry in embedded if entry[0] != topic] + [(topic, one.vector)]
        self.encoder.put(journal.connection, embedded)

    def _make(self, journal: Journal, one: _Change) -> int:
        connection = journal.connection
        assert one.placed.topic is not None
        assert one.placed.beside is not None
        topic = self.tree.topics[one.placed.topic]
        beside = memories.get_memories(connection, [one.placed.beside])[one.placed.beside]
        source_id = derived.sleep_source(connection)
        new = NewMemory(
            text=one.text,
            span=Span(beside.span.ref, 0, len(one.text)),
            kind=Kind.SEMANTIC,
            form=Form.CONCEPT,
            trust=lowest_trust((beside.trust, one.event.trust)),
            session="topics",
            said_at=one.event.said_at,
            understood_in=derived.NEVER_UNDERSTOOD,
        )
        with journal.change(ChangeKind.GATHERED, "Two times this came up: from now on a topic of its own.") as change:
            memory_id = store(change, source_id, new, (beside.id, one.event.id))
            above = topic.above if topic.above > 0 else None
            change.insert("topic", {"memory_id": memory_id, "above_id": above, "size": 2})
            change.insert("tag", _placed(one.event.id))
        return memory_id

    def _join(self, journal: Journal, topic: int, one: _Change) -> None:
        with journal.change(ChangeKind.GATHERED, "This topic came up once more.", topic) as change:
            change.insert("parent", {"memory_id": topic, "parent_id": one.event.id})
            change.insert("tag", _placed(one.event.id))
            change.update("topic", {"memory_id": topic}, {"size": self.tree.topics[topic].size})
            if one.text:
                kept = memories.get_memories(journal.connection, [topic])[topic]
                if kept.version == 1:  # else the user worded it
                    change.update("memory", {"id": topic}, {"text": one.text, "span_end": len(one.text)})


def _placed(memory_id: int) -> dict[str, str | int | float | None]:
    return {"memory_id": memory_id, "kind": "role", "tag": _ROLE, "weight": 1.0}
