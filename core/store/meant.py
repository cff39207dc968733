"""Which memories a request to forget means, and which go with them because they were made from them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import apsw

from core.model import times
from core.model.forgetting import Meant
from core.store import corrections, words
from core.store.entities import entities_named
from core.store.telling import Telling, is_everyday, split
from core.understanding.folding import fold

_KEPT = "m.state <> 'forgotten'"
_SAYS = "m.text || ' ' || m.captions || ' ' || m.context"


@dataclass(frozen=True, slots=True)
class Going:
    """What a request takes: the memories it means, those that fit best first, and what was made from them."""

    meant: tuple[int, ...]
    derived: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return self.meant + self.derived


@dataclass(slots=True)
class _Family:
    """The memories that were made, by one or more steps, from the ones that go."""

    parents: dict[int, set[int]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


def find_going(connection: apsw.Connection, meant: Meant) -> Going:
    """What goes when what is meant is forgotten. What is forgotten already is not found again."""
    return find_going_with(connection, _find(connection, meant))


def find_going_with(connection: apsw.Connection, found: Sequence[int]) -> Going:
    """What goes when these memories are forgotten."""
    derived = find_derived(connection, found)
    hidden = connection.execute(
        "select memory_id from hidden where memory_id in (select value from json_each(?))", (_json(derived),)
    )
    return Going(tuple(found), tuple(sorted(set(derived) - {row[0] for row in hidden})))


def find_derived(connection: apsw.Connection, ids: Collection[int]) -> list[int]:
    """Of what was made from these memories, what goes with them, by id, forgotten or not.

    One that rests on nothing else goes. One that rests on others too stays, unless it holds a word that only those
    that go have said. What the user said to correct them is his own word and stays.
    """
    family = _family_of(connection, ids)
    if not family.parents:
        return []
    gone = set(ids)
    going = _resting_on(family, gone)
    gone |= going
    if going == family.parents.keys():
        return sorted(going)
    # To find out what only these say takes a look at each of their words: of many memories that is long.
    said = [row[0] for row in connection.execute(f"select {_SAYS} from memory m where {_AMONG}", (_json(ids),))]
    telling = Telling(connection, said, among=set(ids) | family.parents.keys())
    while True:
        more = {
            memory_id
            for memory_id, parents in family.parents.items()
            if memory_id not in going
            and not parents.isdisjoint(gone)
            and (parents <= gone or telling.stands_in(family.texts[memory_id]))
        }
        if not more:
            return sorted(going)
        going |= more
        gone |= more


def _resting_on(family: _Family, gone: set[int]) -> set[int]:
    """What rests on nothing but what goes."""
    going: set[int] = set()
    while more := {id_ for id_, parents in family.parents.items() if parents and parents <= gone | going} - going:
        going |= more
    return going


def sources_with_files(connection: apsw.Connection, ids: Collection[int]) -> list[str]:
    """The paths of the files that these memories were read from."""
    rows = connection.execute(
        f"select distinct s.location from memory m join source s on s.id = m.source_id "
        f"where {_AMONG} and s.kind = 'file' order by s.location",
        (_json(ids),),
    )
    return [row[0] for row in rows]


def count_answers(connection: apsw.Connection, ids: Collection[int]) -> int:
    """How many answers in chats rest on these memories."""
    return int(
        connection.execute(
            "select count(distinct turn_id) from citation where closest = 0 "
            "and memory_id in (select value from json_each(?))",
            (_json(ids),),
        ).get
    )


def stored_since(connection: apsw.Connection, ids: Collection[int]) -> int | None:
    """When the first of these memories was stored, in milliseconds since 1970; None of none."""
    value = connection.execute(f"select min(stored_at) from memory m where {_AMONG}", (_json(ids),)).get
    return None if value is None else int(value)


_AMONG = "m.id in (select value from json_each(?))"


def _find(connection: apsw.Connection, meant: Meant) -> list[int]:
    if meant.memory_id is not None:
        return _ids(connection, "m.id = ?", (meant.memory_id,))
    if meant.memory_ids:
        return _ids(connection, _AMONG, (_json(meant.memory_ids),))
    if meant.matching:
        return _matching(connection, meant.matching)
    if meant.conversation:
        return _of_source(connection, meant.conversation, ("conversation", "import"))
    if meant.source:
        return _of_source(connection, meant.source, ("file", "capture", "import", "conversation"))
    since = -(2**62) if meant.since is None else times.to_store(meant.since)[0]
    until = 2**62 if meant.until is None else times.to_store(meant.until)[0]
    at = "coalesce(m.said_at, m.stored_at)"
    return _ids(connection, f"{at} >= ? and {at} < ?", (since, until))


def _ids(connection: apsw.Connection, condition: str, values: Sequence[object]) -> list[int]:
    rows = connection.execute(
        f"select m.id from memory m where {condition} and {_KEPT} order by coalesce(m.said_at, m.stored_at), m.id",
        tuple(values),
    )
    return [row[0] for row in rows]


def _of_source(connection: apsw.Connection, named: str, kinds: Sequence[str]) -> list[int]:
    """The memories of the source at this location; of the ones with this title where none lies there."""
    for column in ("location", "title"):
        found = _ids(
            connection,
            f"m.source_id in (select id from source where {column} = ? and kind in (select value from json_each(?)))",
            (named, json.dumps(kinds)),
        )
        if found:
            return found
    return []


def _matching(connection: apsw.Connection, wanted: str) -> list[int]:
    """The memories that say all these words, those that fit best first; a name also goes by its other names.

    Everyday words count only where there are no others. Who spoke is not what was said: the words must stand in the
    text itself.
    """
    every = list(dict.fromkeys(split(wanted)))
    asked = [word for word in every if not is_everyday(word)] or every
    if not asked:
        return []
    ways = [[word, *_other_names(connection, word)] for word in asked]
    tokens = [[frozenset(_tokens(connection, way)) for way in either] for either in ways]
    found = words.ranked_with(connection, ways)
    texts = dict(
        connection.execute(f"select m.id, m.text || ' ' || m.captions from memory m where {_AMONG}", (_json(found),))
    )
    kept: list[int] = []
    for memory_id in found:
        said = frozenset(_tokens(connection, texts.get(memory_id, "")))
        if all(any(way <= said for way in either if way) for either in tokens):
            kept.append(memory_id)
    return kept


def _tokens(connection: apsw.Connection, text: str) -> tuple[str, ...]:
    return words.tokens_of(connection, text)


def _other_names(connection: apsw.Connection, word: str) -> list[str]:
    """What else those are called who are called so."""
    known = {entity.id: entity.folded for entity in entities_named(connection, [fold(word)])}
    rows = connection.execute(
        "select distinct folded from alias where entity_id in (select value from json_each(?))", (_json(known),)
    )
    return sorted({*known.values(), *(row[0] for row in rows)} - {word})


def _family_of(connection: apsw.Connection, ids: Collection[int]) -> _Family:
    family, layer, seen = _Family(), set(ids), set(ids)
    while layer:
        rows = connection.execute(
            f"select distinct m.id, {_SAYS} from parent p join memory m on m.id = p.memory_id "
            "join source s on s.id = m.source_id where p.parent_id in (select value from json_each(?)) "
            "and not (s.kind = 'capture' and s.location = ?)",
            (_json(layer), corrections.LOCATION),
        )
        found = {memory_id: text for memory_id, text in rows if memory_id not in seen}
        family.texts |= found
        seen |= found.keys()
        layer = set(found)
    family.parents = corrections.parents_of(connection, family.texts.keys())
    return family


def _json(ids: Collection[int]) -> str:
    return json.dumps(list(ids))
