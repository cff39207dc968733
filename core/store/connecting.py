"""What is needed to connect derived memories: which are new to a part of it, their words, names, topics, accesses."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from core.store.derived import own_source

_LINKABLE = "('event', 'fact', 'summary')"


def without_role(
    connection: apsw.Connection, role: str, forms: Collection[str], after_id: int, limit: int
) -> list[int]:
    """Derived memories in everyday reach of these forms that do not bear `role`, by id, those after `after_id`."""
    rows = connection.execute(
        "select m.id from memory m where m.source_id = ? and m.state in ('active', 'faded') and m.id > ? "
        "and m.form in (select value from json_each(?)) and m.kind <> 'core' and not exists "
        "(select 1 from tag t where t.memory_id = m.id and t.kind = 'role' and t.tag = ?) order by m.id limit ?",
        (own_source(connection), after_id, json.dumps(list(forms)), role, limit),
    )
    return [row[0] for row in rows]


def count_without_role(connection: apsw.Connection, role: str, forms: Collection[str]) -> int:
    """How many `without_role` would find."""
    return len(without_role(connection, role, forms, 0, 1_000_000))


def linkable(connection: apsw.Connection, limit: int) -> list[int]:
    """The newest derived memories in everyday reach that may be linked, by id."""
    rows = connection.execute(
        f"select id from memory where source_id = ? and form in {_LINKABLE} and kind <> 'core' "
        "and state in ('active', 'faded') order by id desc limit ?",
        (own_source(connection), limit),
    )
    return sorted(row[0] for row in rows)


def texts_below(connection: apsw.Connection, memory_id: int) -> list[str]:
    """What the memories that a derived one rests on say."""
    rows = connection.execute(
        "select m.text from parent p join memory m on m.id = p.parent_id where p.memory_id = ? order by m.id",
        (memory_id,),
    )
    return [row[0] for row in rows]


def names_below(connection: apsw.Connection, memory_id: int, limit: int) -> list[str]:
    """The people, places and organisations that a memory's ground names, the most named first."""
    rows = connection.execute(
        "select e.name from parent p join mention n on n.memory_id = p.parent_id join entity e on e.id = n.entity_id "
        "where p.memory_id = ? and n.means <> 'pronoun' and e.kind in ('person', 'place', 'organisation') "
        "group by e.id order by count(*) desc, e.name limit ?",
        (memory_id, limit),
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic: its memory, the topic above it, and the ids of what it holds."""

    memory_id: int
    above_id: int | None
    members: tuple[int, ...]


def topics(connection: apsw.Connection) -> list[TopicRow]:
    """All topics in reach, those above before those below."""
    rows: list[Any] = connection.execute(
        "with recursive down(id, above, depth) as (select t.memory_id, null, 0 from topic t left join topic a "
        "on a.memory_id = t.above_id where a.memory_id is null union all "
        "select t.memory_id, t.above_id, depth + 1 from topic t join down on t.above_id = down.id where depth < 50) "
        "select d.id, d.above from down d join memory m on m.id = d.id where m.state in ('active', 'faded') "
        "order by d.depth, d.id"
    ).fetchall()
    members: dict[int, list[int]] = {}
    for topic_id, member in connection.execute(
        "select p.memory_id, p.parent_id from parent p join topic t on t.memory_id = p.memory_id "
        "join memory m on m.id = p.parent_id where m.state <> 'forgotten' order by p.memory_id, p.parent_id"
    ):
        members.setdefault(topic_id, []).append(member)
    return [TopicRow(id_, above, tuple(members.get(id_, ()))) for id_, above in rows]


def loose_events(connection: apsw.Connection, limit: int) -> list[int]:
    """The newest events that were looked at and belong to no topic."""
    rows = connection.execute(
        "select m.id from memory m join tag t on t.memory_id = m.id and t.kind = 'role' and t.tag = 'placed' "
        "where m.form in ('event', 'summary') and m.state in ('active', 'faded') and not exists "
        "(select 1 from parent p join topic c on c.memory_id = p.memory_id where p.parent_id = m.id) "
        "order by m.id desc limit ?",
        (limit,),
    )
    return sorted(row[0] for row in rows)


def busiest_speakers(connection: apsw.Connection, least: int, limit: int) -> list[str]:
    """Those who said most, of whom at least `least` messages are kept."""
    rows = connection.execute(
        "select speaker from memory where speaker <> '' and form = 'chunk' and trust <> 'model' "
        "and state <> 'forgotten' group by speaker having count(*) >= ? order by count(*) desc, speaker limit ?",
        (least, limit),
    )
    return [row[0] for row in rows]


def subjects(connection: apsw.Connection, limit: int) -> list[str]:
    """The folded names of those about whom plans are known, those with the most first."""
    rows = connection.execute(
        "select substr(a.tag, 7) as about from tag a join tag t on t.memory_id = a.memory_id and t.kind = 'role' "
        "and t.tag = 'tells:plan' where a.kind = 'role' and a.tag like 'about:%' group by about "
        "order by count(*) desc, about limit ?",
        (limit,),
    )
    return [row[0] for row in rows]


def lines_of_facts(connection: apsw.Connection) -> dict[int, int]:
    """Which profile line was made of each fact, those that were taken out of the profile too: line by fact."""
    rows = connection.execute(
        "select cast(substr(t.tag, 6) as integer), t.memory_id from tag t where t.kind = 'role' and t.tag like 'line:%'"
    )
    return dict(rows)


def out_of_date(connection: apsw.Connection, limit: int) -> list[tuple[int, int]]:
    """Profile lines in reach whose fact no longer holds, as (line, fact); those the user worded stay."""
    rows = connection.execute(
        "select m.id, cast(substr(t.tag, 6) as integer) from tag t join memory m on m.id = t.memory_id "
        "left join memory f on f.id = cast(substr(t.tag, 6) as integer) where t.kind = 'role' and t.tag like 'line:%' "
        "and m.state in ('active', 'faded') and m.trust <> 'user' and m.version = 1 "
        "and (f.id is null or f.state in ('superseded', 'forgotten')) limit ?",
        (limit,),
    )
    return [(line, fact) for line, fact in rows]


def uses_of(connection: apsw.Connection, memory_ids: Sequence[int]) -> dict[str, int]:
    """How often any of these was used, by the kind of use."""
    # An answer that cited both a lesson and what it rests on used it once.
    rows = connection.execute(
        "select kind, count(distinct coalesce(turn_id, -id)) from access where memory_id in "
        "(select value from json_each(?)) group by kind",
        (json.dumps(list(memory_ids)),),
    )
    return dict(rows)


def corrections_without_lesson(connection: apsw.Connection, limit: int) -> list[int]:
    """Corrections in reach from which no lesson was drawn yet."""
    rows = connection.execute(
        "select m.id from memory m join source s on s.id = m.source_id where s.kind = 'capture' and "
        "s.location = 'corrections' and m.state in ('active', 'faded') and not exists (select 1 from parent p "
        "join memory l on l.id = p.memory_id where p.parent_id = m.id and l.form = 'lesson') order by m.id limit ?",
        (limit,),
    )
    return [row[0] for row in rows]
