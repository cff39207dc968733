"""What is kept, for people who look through it: lists of ids, and what hangs on one memory."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import apsw

from core.model import times
from core.model.answer import AccessKind
from core.model.kept import LinkKind, Order, Recurrence, Revision, Sieve, Tally, Use
from core.model.memory import Kind, State

_ALL_BUT_FORGOTTEN = tuple(state for state in State if state is not State.FORGOTTEN)
_MOST_SPEAKERS = 500


def ids_through(connection: apsw.Connection, sieve: Sieve) -> list[int]:
    """The ids of all memories that pass, by when they were said, else stored: newest first, or oldest.

    The sieve's query and the strength it asks for are left to the caller.
    """
    clauses: list[str] = []
    values: list[Any] = []

    def require(clause: str, wanted: Collection[str] | int) -> None:
        clauses.append(clause)
        values.append(wanted if isinstance(wanted, int) else json.dumps([str(one) for one in wanted]))

    # By the index over states and forms, apart from the one over times: neither has to look into a row then.
    standing = "state in (select value from json_each(?))"
    values.append(json.dumps([str(state) for state in sieve.states or _ALL_BUT_FORGOTTEN]))
    if sieve.forms:
        standing += " and form in (select value from json_each(?))"
        values.append(json.dumps([str(form) for form in sieve.forms]))
    clauses.append(f"+m.id in (select id from memory where {standing})")
    if sieve.kinds:
        require("m.kind in (select value from json_each(?))", sieve.kinds)
    if sieve.speakers:
        require("m.speaker in (select value from json_each(?))", sieve.speakers)
    if sieve.source_id is not None:
        require("m.source_id = ?", sieve.source_id)
    if sieve.pinned is not None:
        require("m.pinned = ?", int(sieve.pinned))
    way = "asc" if sieve.order is Order.OLDEST else "desc"
    rows = connection.execute(
        f"select m.id from memory m where {' and '.join(clauses)} "
        f"order by coalesce(m.said_at, m.stored_at) {way}, m.id {way}",
        values,
    )
    return [row[0] for row in rows]


def strengths_of(connection: apsw.Connection, ids: Iterable[int]) -> list[tuple[int, float, int, bool]]:
    """Of each of these memories: id, stability in days, when it was last reinforced (ms), whether it is pinned."""
    rows = connection.execute(
        "select id, stability, reinforced_at, pinned from memory where id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [(id_, stability, at, bool(pinned)) for id_, stability, at, pinned in rows]


def months_of(connection: apsw.Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
    """Year and month of each of these memories, in their order: when it was said, else stored, on its own clock."""
    rows = connection.execute(
        "select m.id, strftime('%Y%m', (coalesce(m.said_at, m.stored_at) + m.said_zone * 60000) / 1000, 'unixepoch') "
        "from memory m where m.id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    at = {id_: (int(month[:-2]), int(month[-2:])) for id_, month in rows}
    return [at[id_] for id_ in ids if id_ in at]


def count_states(connection: apsw.Connection) -> Tally:
    """How many memories there are in each state."""
    counts = dict(connection.execute("select state, count(*) from memory group by state"))
    return Tally(**{str(state): counts.get(str(state), 0) for state in State})


def speakers_with_counts(connection: apsw.Connection) -> list[tuple[str, int]]:
    """Who has said something that is kept, and how much, those who said most first."""
    rows = connection.execute(
        "select speaker, count(*) from memory where speaker <> '' and +state <> 'forgotten' "
        "group by speaker order by 2 desc, 1 limit ?",
        (_MOST_SPEAKERS,),
    )
    return [(name, count) for name, count in rows]


def core_ids(connection: apsw.Connection) -> list[int]:
    """The lines of the profile that are held now."""
    rows = connection.execute(
        "select id from memory where kind = ? and state in ('active', 'faded', 'archived') order by speaker, id",
        (Kind.CORE,),
    )
    return [row[0] for row in rows]


def origin_counts(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, int]:
    """How many memories each of these was made from; those made from none are left out."""
    rows = connection.execute(
        "select memory_id, count(*) from parent where memory_id in (select value from json_each(?)) group by memory_id",
        (json.dumps(list(ids)),),
    )
    return dict(rows)


def parents_in_order(connection: apsw.Connection, memory_id: int, limit: int) -> list[int]:
    """The memories this one was made from, the newest first."""
    return _related(connection, "parent_id", "memory_id", memory_id, limit)


def children_of(connection: apsw.Connection, memory_id: int, limit: int) -> list[int]:
    """The memories that were made from this one, the newest first."""
    return _related(connection, "memory_id", "parent_id", memory_id, limit)


def links_of(connection: apsw.Connection, memory_id: int, limit: int) -> list[tuple[int, LinkKind, float, str]]:
    """What this memory is linked to, the strongest link first: id, kind, weight, reason."""
    rows = connection.execute(
        "select l.other, l.kind, l.weight, l.reason from ("
        "select second_id as other, kind, weight, reason from link where first_id = ?1 union all "
        "select first_id, kind, weight, reason from link where second_id = ?1) "
        "l join memory m on m.id = l.other where m.state <> 'forgotten' order by l.weight desc, l.other limit ?2",
        (memory_id, limit),
    )
    return [(other, LinkKind(kind), weight, reason) for other, kind, weight, reason in rows]


def revisions_of(connection: apsw.Connection, memory_id: int) -> list[Revision]:
    """How a memory read before, the last version first."""
    rows = connection.execute(
        "select version, text, replaced_at, reason from revision where memory_id = ? order by version desc",
        (memory_id,),
    )
    return [Revision(version, text, times.from_store(at).astimezone(), reason) for version, text, at, reason in rows]


def uses_of(connection: apsw.Connection, memory_id: int, limit: int) -> list[Use]:
    """What happened to a memory, newest first, with the question it happened for."""
    rows = connection.execute(
        "select a.kind, a.at, coalesce((select q.text from turn q where q.chat_id = t.chat_id and q.role = 'user' "
        "and q.id < t.id order by q.id desc limit 1), '') "
        "from access a left join turn t on t.id = a.turn_id where a.memory_id = ? "
        "order by a.at desc, a.id desc limit ?",
        (memory_id, limit),
    )
    return [Use(AccessKind(kind), times.from_store(at).astimezone(), question) for kind, at, question in rows]


def tags_of_memory(connection: apsw.Connection, memory_id: int) -> list[str]:
    """Keywords and tags, the weightiest first."""
    rows = connection.execute(
        "select tag from tag where memory_id = ? and kind in ('keyword', 'tag') order by weight desc, tag",
        (memory_id,),
    )
    return [row[0] for row in rows]


def recurrences_of(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, Recurrence]:
    """In what cycle each of these memories comes back; those that do not are left out."""
    rows = connection.execute(
        "select memory_id, days, next_at, reason from recurrence where memory_id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {id_: Recurrence(days, times.from_store(at).astimezone(), reason) for id_, days, at, reason in rows}


def records_of(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, str]:
    """How those of these lessons have done that have a record: "used twice, corrected never"."""
    rows = connection.execute(
        "select memory_id, substr(tag, 7) from tag where kind = 'role' and tag like 'track:%' "
        "and memory_id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return dict(rows)


def successors_of(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, str]:
    """What took the place of each superseded memory, in its own words, as far as one was made from it."""
    rows = connection.execute(
        "select p.parent_id, m.text from parent p join memory m on m.id = p.memory_id "
        "where p.parent_id in (select value from json_each(?)) and m.state in ('active', 'faded') order by m.id",
        (json.dumps(list(ids)),),
    )
    return dict(rows)


def _related(connection: apsw.Connection, wanted: str, known: str, memory_id: int, limit: int) -> list[int]:
    rows = connection.execute(
        f"select m.id from parent p join memory m on m.id = p.{wanted} where p.{known} = ? and m.state <> 'forgotten' "
        "order by coalesce(m.said_at, m.stored_at) desc, m.id desc limit ?",
        (memory_id, limit),
    )
    return [row[0] for row in rows]
