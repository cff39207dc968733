"""Entities: who and what the memories name, where, and what is named beside what."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

import apsw

from core.model.entity import Entity, EntityKind, Name, Naming
from core.understanding.folding import fold
from core.understanding.names import World, find_names
from core.understanding.words import grams_of, read_words

_COLUMNS = "e.id, e.name, e.folded, e.kind, e.mentions"
_MOST_BESIDE, _MOST_OF_EACH = 40, 20
# Nearly all memories are in reach: the plus keeps SQLite from looking them up by state.
_IN_REACH = "+m.state in ('active', 'faded')"


def add_names(connection: apsw.Connection, found: Sequence[tuple[int, Sequence[Name]]]) -> None:
    """Store what memories name, by memory id; of one entity in one memory its first place is kept.

    An entity that was a mere thing becomes what it is found to be.
    """
    fresh: dict[str, tuple[str, str]] = {}
    for _, names in found:
        for name in names:
            known = fresh.get(name.entity)
            if known is None or (known[1] == EntityKind.THING and name.kind is not EntityKind.THING):
                shown = name.text if name.means is Naming.NAME else name.entity.title()
                fresh[name.entity] = (known[0] if known and name.means is not Naming.NAME else shown, name.kind)
    if not fresh:
        return
    connection.executemany(
        "insert into entity(name, folded, kind) values (?, ?, ?) on conflict(folded) do update "
        "set kind = excluded.kind where kind = 'thing' and excluded.kind <> 'thing'",
        [(shown, folded, kind) for folded, (shown, kind) in fresh.items()],
    )
    ids = dict(
        connection.execute(
            "select folded, id from entity where folded in (select value from json_each(?))", (json.dumps(list(fresh)),)
        )
    )
    connection.executemany(
        "insert or ignore into mention(memory_id, entity_id, span_start, span_end, means) values (?, ?, ?, ?, ?)",
        [
            (memory_id, ids[name.entity], name.start, name.end, name.means)
            for memory_id, names in found
            for name in names
        ],
    )


def add_aliases(connection: apsw.Connection, aliases: Iterable[tuple[str, str, int]]) -> None:
    """Store other names: (folded other name, folded name of an entity that is there, memory that says so)."""
    connection.executemany(
        "insert or ignore into alias(folded, entity_id, memory_id) select ?, id, ? from entity where folded = ?",
        [(alias, memory_id, folded) for alias, folded, memory_id in aliases],
    )


def forget_understanding(connection: apsw.Connection, memory_ids: Sequence[int]) -> None:
    """Remove what was derived from these memories, so that it can be derived anew."""
    ids = json.dumps(list(memory_ids))
    for table in ("mention", "alias", "triple"):
        connection.execute(f"delete from {table} where memory_id in (select value from json_each(?))", (ids,))


def known_among(connection: apsw.Connection, folded: Collection[str]) -> tuple[dict[str, EntityKind], dict[str, str]]:
    """Of these folded words, those that name an entity, and those that are another name: (kinds, alias to name)."""
    words = json.dumps(list(folded))
    kinds = {
        name: EntityKind(kind)
        for name, kind in connection.execute(
            "select folded, kind from entity where folded in (select value from json_each(?))", (words,)
        )
    }
    aliases: dict[str, str] = {}
    for alias, name, kind in connection.execute(
        "select a.folded, e.folded, e.kind from alias a join entity e on e.id = a.entity_id "
        "where a.folded in (select value from json_each(?)) group by a.folded having count(distinct e.id) = 1",
        (words,),
    ):
        aliases[alias] = name
        kinds.setdefault(name, EntityKind(kind))
    return kinds, aliases


def entities_named(connection: apsw.Connection, folded: Collection[str]) -> list[Entity]:
    """The entities that go by these folded names: by their own, by an alias, by the first word of it.

    A first name that several full names begin with stands for all of them; a full name stands for its first name too
    when no other full name begins so.
    """
    words = json.dumps([word for word in folded if word])
    rows = connection.execute(
        f"select {_COLUMNS} from entity e where e.folded in (select value from json_each(?1)) union "
        f"select {_COLUMNS} from alias a join entity e on e.id = a.entity_id "
        f"where a.folded in (select value from json_each(?1)) union "
        # A person's full name: "nora" finds "nora may". '!' is the sign after the blank.
        f"select {_COLUMNS} from json_each(?1) w join entity e on e.folded > w.value || ' ' and e.folded <"
        f" w.value || '!' "
        f"where e.kind in ('person', 'thing') and instr(w.value, ' ') = 0",
        (words,),
    )
    found = {row[0]: _read(row) for row in rows}
    firsts = {entity.folded.split()[0] for entity in found.values() if " " in entity.folded} - set(folded)
    for first in firsts:
        full = connection.execute(
            "select count(*) from entity where folded > ? || ' ' and folded < ? || '!'", (first, first)
        ).get
        if full == 1:
            for row in connection.execute(
                f"select {_COLUMNS} from entity e where e.folded = ? and e.kind = 'person'", (first,)
            ):
                found[row[0]] = _read(row)
    return list(found.values())


def get_entities(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, Entity]:
    """Entities by id; those that are gone are left out."""
    rows = connection.execute(
        f"select {_COLUMNS} from entity e where e.id in (select value from json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0]: _read(row) for row in rows}


def entities_of(
    connection: apsw.Connection, memory_ids: Iterable[int], *, pronouns: bool = False
) -> dict[int, list[int]]:
    """The ids of the entities that each of these memories names; amounts link nothing and are left out.

    Without `pronouns`, an "I" or "you" is no naming.
    """
    found: dict[int, list[int]] = {}
    for memory_id, entity_id in connection.execute(
        "select n.memory_id, n.entity_id from json_each(?) w join mention n on n.memory_id = w.value "
        "join entity e on e.id = n.entity_id where e.kind <> 'amount' and (?2 or n.means <> 'pronoun')",
        (json.dumps(list(memory_ids)), pronouns),
    ):
        found.setdefault(memory_id, []).append(entity_id)
    return found


def memories_with(
    connection: apsw.Connection, entity_ids: Iterable[int], limit: int, *, pronouns: bool = False
) -> dict[int, list[int]]:
    """For each of these entities the memories in everyday reach that name it, newest stored first, at most `limit`."""
    found: dict[int, list[int]] = {}
    for entity_id in dict.fromkeys(entity_ids):
        rows = connection.execute(
            f"select n.memory_id from mention n join memory m on m.id = n.memory_id where n.entity_id = ? and"
            f" {_IN_REACH} "
            "and (? or n.means <> 'pronoun') order by n.memory_id desc limit ?",
            (entity_id, pronouns, limit),
        )
        found[entity_id] = [row[0] for row in rows]
    return found


def neighbours(connection: apsw.Connection, entity_ids: Iterable[int], limit: int) -> dict[int, dict[int, int]]:
    """What is named beside each entity, and in how many of its newest 400 memories: at most `limit`, most first."""
    found: dict[int, dict[int, int]] = {}
    for entity_id in dict.fromkeys(entity_ids):
        rows = connection.execute(
            "select o.entity_id, count(*) as together from (select memory_id from mention where entity_id = ?1 and "
            "means <> 'pronoun' order by memory_id desc limit 400) n join mention o on o.memory_id = n.memory_id "
            "join entity e on e.id = o.entity_id where o.entity_id <> ?1 and o.means <> 'pronoun' "
            "and e.kind <> 'amount' group by o.entity_id order by together desc, o.entity_id limit ?2",
            (entity_id, limit),
        )
        found[entity_id] = dict(rows)
    return found


def frequencies(connection: apsw.Connection, entity_ids: Iterable[int]) -> Mapping[int, int]:
    """In how many memories each entity is named."""
    return dict(
        connection.execute(
            "select id, mentions from entity where id in (select value from json_each(?))",
            (json.dumps(list(entity_ids)),),
        )
    )


def list_entities(connection: apsw.Connection, kind: EntityKind | None, limit: int) -> list[Entity]:
    """Entities, of one kind or of all, the most named first."""
    rows = connection.execute(
        f"select {_COLUMNS} from entity e where ?1 is null or e.kind = ?1 order by e.mentions desc, e.id limit ?2",
        (kind, limit),
    )
    return [_read(row) for row in rows]


def entities_in(connection: apsw.Connection, text: str) -> list[Entity]:
    """The known entities that a text names, as a question does: in any case, by alias, by first name."""
    words = read_words(text)
    known, aliases = known_among(connection, grams_of([words]))
    names = find_names(text, World(known, aliases), words=words)
    return entities_named(connection, {name.entity for name in names} | {fold(name.text) for name in names})


def graph_around(
    connection: apsw.Connection, asked: Collection[int], candidates: Collection[int], most: int = 200
) -> tuple[dict[int, list[int]], Mapping[int, int]]:
    """The part of the graph around a question: for each memory the entities it names, and how often each is named.

    Its memories are the candidates, the newest `most` that name what was asked for, and the newest few that name what
    these name beside it.
    """
    near = memories_with(connection, asked, most)
    ids = dict.fromkeys([*candidates, *(memory_id for found in near.values() for memory_id in found)])
    links = entities_of(connection, ids)
    counts = frequencies(connection, {entity_id for named in links.values() for entity_id in named})
    beside = {entity_id for found in near.values() for memory_id in found for entity_id in links.get(memory_id, ())}
    rare = sorted(beside - set(asked), key=lambda entity_id: counts[entity_id])[:_MOST_BESIDE]
    further = memories_with(connection, rare, _MOST_OF_EACH)
    more = {memory_id for found in further.values() for memory_id in found} - links.keys()
    links |= entities_of(connection, more)
    missing = {entity_id for memory_id in more for entity_id in links.get(memory_id, ())} - counts.keys()
    return links, {**counts, **frequencies(connection, missing)}


def _read(row: tuple[int, str, str, str, int]) -> Entity:
    return Entity(row[0], row[1], row[2], EntityKind(row[3]), row[4])
