"""What sleep makes: memories of one source of their own, each with the memories it rests on.

Nothing but its parents says that a message was settled: it stands in an event, or a passage of a file in a summary.
Undoing what made these lets the next night settle them again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model.memory import SLEEP, Form, Memory, SourceKind, State
from core.store.entities import forget_understanding
from core.store.memories import get_memories
from core.store.sources import NewSource, find_by_location, insert_source

_TITLE = "Made in sleep"
_WINDOW = 2000
NEVER_UNDERSTOOD = 1_000_000
"""Kept as the version of the understanding that read a derived memory: what it says was said by its parents."""

_OWN = "(select id from source where kind = 'capture' and location = 'sleep')"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A memory that no night has settled, and where it stands."""

    memory: Memory
    cursor: str


def sleep_source(connection: apsw.Connection) -> int:
    """The source of what sleep makes; made if there is none."""
    source = find_by_location(connection, SourceKind.CAPTURE, SLEEP)
    if source is None:
        return insert_source(connection, NewSource(SourceKind.CAPTURE, _TITLE, SLEEP, "text/plain"))
    return source.id


def own_source(connection: apsw.Connection) -> int:
    """The source of what sleep makes; 0, which is none, where it made nothing yet."""
    return int(connection.execute(f"select coalesce({_OWN}, 0)").get)


def count_unsettled(connection: apsw.Connection) -> int:
    """How many memories no night has settled."""
    return int(connection.execute(f"select count(*) from memory m where {_UNSETTLED}").get)


def made_ids(connection: apsw.Connection) -> NDArray[np.int64]:
    """The ids of all derived memories, in order."""
    said = connection.execute(f"select group_concat(id) from (select id from memory where source_id = {_OWN})").get
    return np.sort(np.fromstring(said or "", np.int64, sep=","))


def unsettled(connection: apsw.Connection, cursor: str, limit: int) -> tuple[list[Memory], str]:
    """Up to `limit` memories that no night has settled, in the order of their sources, from `cursor` on.

    Looks at 2,000 at a time. Returns them, and where to look next: empty when there is nothing further.
    """
    source_id, position = _place(cursor)
    rows: list[Any] = connection.execute(
        f"select m.id, m.source_id, m.position, ({_UNSETTLED}) from memory m "
        "where (m.source_id, m.position) > (?, ?) order by m.source_id, m.position limit ?",
        (source_id, position, _WINDOW),
    ).fetchall()
    wanted: list[int] = []
    last = ""
    for id_, source, place, waits in rows:
        if waits and len(wanted) == limit:
            break
        last = cursor_at(source, place)
        if waits:
            wanted.append(id_)
    found = get_memories(connection, wanted)
    return [found[id_] for id_ in wanted], last


def cursor_at(source_id: int, position: int) -> str:
    """The cursor just behind a memory."""
    return f"{source_id}:{position}"


def _place(cursor: str) -> tuple[int, int]:
    source, _, position = cursor.partition(":")
    return (int(source), int(position)) if position else (0, -1)


# What an assistant said is never settled, nor what was itself made in sleep.
_UNSETTLED = (
    "m.form = 'chunk' and m.trust <> 'model' and m.state in ('active', 'faded', 'archived') "
    f"and m.source_id is not {_OWN} and not exists (select 1 from parent p join memory d on d.id = p.memory_id "
    f"where p.parent_id = m.id and d.source_id is {_OWN} and d.form in ('event', 'summary'))"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A derived memory with the roles it was given, as (role, value), and how many memories it rests on."""

    memory: Memory
    roles: dict[str, str]
    parents: tuple[int, ...]


def facts_about(connection: apsw.Connection, subjects: Collection[str]) -> list[Known]:
    """The facts about any of these (folded names), superseded ones too, oldest first."""
    rows = connection.execute(
        "select t.memory_id from tag t join memory m on m.id = t.memory_id where t.kind = 'role' and t.tag in "
        "(select value from json_each(?)) and m.form in ('fact', 'lesson') and m.kind <> 'core' "
        "and m.state <> 'forgotten' "
        "order by t.memory_id",
        (json.dumps([f"about:{subject}" for subject in subjects]),),
    )
    return known_of(connection, [row[0] for row in rows])


def known_of(connection: apsw.Connection, ids: Sequence[int]) -> list[Known]:
    """These derived memories with their roles and parents, in the order of `ids`; those that are gone are left out."""
    found = get_memories(connection, ids)
    wanted = json.dumps(list(found))
    roles: dict[int, dict[str, str]] = {}
    for memory_id, tag in connection.execute(
        "select memory_id, tag from tag where kind = 'role' and memory_id in (select value from json_each(?))",
        (wanted,),
    ):
        name, _, value = tag.partition(":")
        roles.setdefault(memory_id, {})[name] = value
    parents: dict[int, list[int]] = {}
    for memory_id, parent_id in connection.execute(
        "select memory_id, parent_id from parent where memory_id in (select value from json_each(?)) "
        "order by memory_id, parent_id",
        (wanted,),
    ):
        parents.setdefault(memory_id, []).append(parent_id)
    return [
        Known(found[id_], roles.get(id_, {}), tuple(parents.get(id_, ()))) for id_ in dict.fromkeys(ids) if id_ in found
    ]


def note_reworded(connection: apsw.Connection, memory_id: int) -> None:
    """Let a memory whose words changed be read anew; a derived one only where the words are the user's own.

    Only he gives one a further version; undoing that takes what was read of his words away.
    """
    connection.execute(
        f"update memory set understood_in = iif(source_id is {_OWN} and version = 1, ?, 0) where id = ?",
        (NEVER_UNDERSTOOD, memory_id),
    )
    if connection.execute("select understood_in from memory where id = ?", (memory_id,)).get == NEVER_UNDERSTOOD:
        forget_understanding(connection, [memory_id])


def derived_ids(
    connection: apsw.Connection,
    forms: Iterable[Form],
    states: Iterable[State] = (State.ACTIVE, State.FADED),
    *,
    after_id: int = 0,
    limit: int = 100_000,
) -> list[int]:
    """The ids of derived memories of these forms and states, in order."""
    rows = connection.execute(
        f"select id from memory where source_id = {_OWN} and form in (select value from json_each(?)) "
        "and state in (select value from json_each(?)) and id > ? order by id limit ?",
        (json.dumps(list(forms)), json.dumps(list(states)), after_id, limit),
    )
    return [row[0] for row in rows]


def origins(connection: apsw.Connection, ids: Sequence[int] | None) -> list[tuple[int, str, tuple[int, ...]]]:
    """Those of `ids` in everyday reach that were made in sleep, as (id, form, ids of what they rest on).

    All there are, without `ids`. What they rest on is in the order it was stored.
    """
    own = connection.execute(f"select {_OWN}").get
    if own is None:
        return []
    among = "" if ids is None else "and m.id in (select value from json_each(?2)) "
    rows = connection.execute(
        "select m.id, m.form, p.parent_id from memory m join parent p on p.memory_id = m.id where m.source_id = ?1 "
        f"and m.state in ('active', 'faded') {among}order by m.id, p.parent_id",
        (own,) if ids is None else (own, json.dumps(list(ids))),
    )
    found: dict[int, tuple[str, list[int]]] = {}
    for id_, form, parent_id in rows:
        found.setdefault(id_, (form, []))[1].append(parent_id)
    return [(id_, form, tuple(parents)) for id_, (form, parents) in found.items()]


def repeated(connection: apsw.Connection, ids: Sequence[int], least: int) -> list[tuple[int, tuple[int, ...]]]:
    """Facts in everyday reach that two or more of `ids` say, of at least `least` memories in all: (id, all of these).

    Those that most of `ids` say come first.
    """
    rows = connection.execute(
        "select p.memory_id, group_concat(o.parent_id) from (select p.memory_id, count(*) as said from parent p "
        f"join memory m on m.id = p.memory_id and m.form = 'fact' and m.source_id = {_OWN} "
        "and m.state in ('active', 'faded') where p.parent_id in (select value from json_each(?)) "
        "group by p.memory_id having said >= 2) p join parent o on o.memory_id = p.memory_id "
        "group by p.memory_id having count(*) >= ? order by p.said desc, p.memory_id",
        (json.dumps(list(ids)), least),
    )
    return [(id_, tuple(sorted(map(int, said.split(","))))) for id_, said in rows]


def without_ground(connection: apsw.Connection, limit: int) -> list[int]:
    """Derived memories in reach that rest on nothing any more: all that they were made from is gone or forgotten."""
    rows = connection.execute(
        f"select m.id from memory m where m.source_id = {_OWN} and m.state in ('active', 'faded', 'archived') "
        "and m.trust <> 'user' and not exists (select 1 from parent p join memory o on o.id = p.parent_id "
        "where p.memory_id = m.id and o.state <> 'forgotten') order by m.id limit ?",
        (limit,),
    )
    return [row[0] for row in rows]
