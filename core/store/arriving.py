"""What comes into the vault as records: finding what is here already, and writing what is not.

The records are those of `travelling`, with the ids of this vault in the place of those they came with.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from core.model.change import ChangeKind
from core.store import words
from core.store.changes import Recorder
from core.store.chats import FORGOTTEN
from core.store.surroundings import renew_contexts
from core.store.travelling import CHAT, CITATION, COLUMNS, ENTITY, HANGING, LINK, MEMORY, SOURCE, TURN, Record


class Unfit(ValueError):
    """Two records cannot both be stored: they say that they stand at the same place."""


@dataclass(frozen=True, slots=True)
class Here:
    """A memory that is here. `original` is how it first read, `edited_at` when it was last edited (ms), 0 if never."""

    id: int
    ref: str
    kind: str
    form: str
    position: int
    span_start: int
    original: str
    text: str
    version: int
    state: str
    reinforced_at: int
    edited_at: int


def is_empty(connection: apsw.Connection) -> bool:
    """Whether nothing was taken in yet: what arrives may then keep its own ids."""
    return not connection.execute(
        "select exists (select 1 from source) or exists (select 1 from memory) or exists (select 1 from chat)"
    ).get


def find_source(connection: apsw.Connection, kind: str, location: str, content_hash: bytes) -> tuple[int, bool] | None:
    """The source with this content, else the one that lies here, and whether it is the same one: (id, same)."""
    if content_hash:
        row = connection.execute(
            "select id from source where kind = ? and content_hash = ?", (kind, content_hash)
        ).fetchone()
        if row is not None:
            return int(row[0]), True
    row = connection.execute(
        "select id, content_hash from source where kind = ? and location = ?", (kind, location)
    ).fetchone()
    return None if row is None else (int(row[0]), not content_hash or not row[1])


def insert_source(connection: apsw.Connection, record: Record) -> int:
    """Store a source; its id is None where a new one is to be found for it."""
    return _insert(connection, "source", SOURCE, {**record, "content_hash": bytes.fromhex(record["content_hash"])})


def find_here(connection: apsw.Connection, source_id: int, refs: Collection[str]) -> list[Here]:
    """The memories of a source with these refs."""
    rows = connection.execute(
        "select id, ref, kind, form, position, span_start, coalesce((select r.text from revision r "
        "where r.memory_id = id order by r.version limit 1), text), text, version, state, reinforced_at, "
        "coalesce((select max(r.replaced_at) from revision r where r.memory_id = id), 0) "
        "from memory where source_id = ? and ref in (select value from json_each(?))",
        (source_id, json.dumps(list(refs))),
    )
    return [Here(*row) for row in rows]


def free_positions(connection: apsw.Connection, source_id: int, wanted: Sequence[int]) -> list[int]:
    """Where new memories of a source go: where they want to, or behind all others where somebody is already."""
    taken = {
        row[0]
        for row in connection.execute(
            "select position from memory where source_id = ? and position in (select value from json_each(?))",
            (source_id, json.dumps(list(wanted))),
        )
    }
    last = connection.execute("select coalesce(max(position), -1) from memory where source_id = ?", (source_id,)).get
    behind = max([int(last), *wanted])
    found = []
    for position in wanted:
        if position in taken:
            behind += 1
            position = behind
        taken.add(position)
        found.append(position)
    return found


def insert_memories(connection: apsw.Connection, records: Sequence[Record]) -> list[int]:
    """Store memories with what hangs on them, findable by word at once. Returns their ids, in their order.

    `source` and the entities they name are ids of this vault; `id` is None where a new one is to be found. Without a
    `context` they have none: see `renew_contexts`.
    """
    ids = []
    for record in records:
        captions = json.dumps(record["captions"], ensure_ascii=False) if record["captions"] else ""
        values = {**record, "captions": captions, "context": record["context"] or ""}
        ids.append(_insert(connection, "memory", MEMORY, values))
    words.index_memories(connection, ids)
    for name, (table, columns) in HANGING.items():
        rows = [(id_, *row) for id_, record in zip(ids, records, strict=True) for row in _rows(record[name])]
        if rows:
            marks = ", ".join("?" * (len(columns) + 1))
            connection.executemany(
                f"insert or ignore into {table}(memory_id, {', '.join(columns)}) values ({marks})", rows
            )
    return ids


def _rows(value: Any) -> list[list[Any]]:
    """The rows of what hangs on a memory; of what there is at most one of, that one."""
    if value is None:
        return []
    return value if not value or isinstance(value[0], list) else [value]


def take_version(connection: apsw.Connection, here: Here, record: Record, version: int) -> int | None:
    """Let a memory read as the record does, as a change that can be undone; how it read before is kept with it.

    Returns the id of the change.
    """
    with Recorder(connection, ChangeKind.EDITED, "An archive held a later version.", memory_id=here.id) as change:
        known = [*record["revisions"], [here.version, here.text, record["stored_at"], ""]]
        for number, text, replaced_at, reason in known:
            change.insert(
                "revision",
                {"memory_id": here.id, "version": number, "text": text, "replaced_at": replaced_at, "reason": reason},
            )
        change.update("memory", {"id": here.id}, {"text": record["text"], "version": version})
    return change.change_id


def texts_before(connection: apsw.Connection, memory_id: int) -> set[str]:
    """How a memory read before."""
    return {row[0] for row in connection.execute("select text from revision where memory_id = ?", (memory_id,))}


def strengthen(connection: apsw.Connection, memory_id: int, record: Record) -> None:
    """Let a memory stand as the record does, which was used later."""
    connection.execute(
        "update memory set stability = ?, reinforced_at = ?, recalls = max(recalls, ?) where id = ?",
        (record["stability"], record["reinforced_at"], record["recalls"], memory_id),
    )


def entity_id(connection: apsw.Connection, record: Record) -> int:
    """The id of an entity here: of the one with this name, else of a new one."""
    row = connection.execute("select id from entity where folded = ?", (record["folded"],)).fetchone()
    return int(row[0]) if row is not None else _insert(connection, "entity", ENTITY, record)


def drop_unnamed(connection: apsw.Connection) -> None:
    """Remove entities that arrived and that no memory names."""
    connection.execute("delete from entity where mentions <= 0 and id not in (select entity_id from alias)")


def add_parents(connection: apsw.Connection, memory_id: int, parents: Iterable[int]) -> None:
    """Note what a memory was made from."""
    connection.executemany(
        "insert or ignore into parent(memory_id, parent_id) values (?, ?)", [(memory_id, one) for one in parents]
    )


def add_links(connection: apsw.Connection, records: Sequence[Record]) -> None:
    """Store links; those that are here stay as they are."""
    rows = []
    for record in records:
        first, second, *rest = (record[name] for name in LINK)
        if first != second:
            rows.append((min(first, second), max(first, second), *rest))
    connection.executemany("insert or ignore into link values (?, ?, ?, ?, ?, ?, ?)", rows)


def add_topic(connection: apsw.Connection, record: Record) -> None:
    """Store that a memory is a topic; `above` waits for `put_topic_under`."""
    connection.execute("insert or ignore into topic(memory_id, size) values (?, ?)", (record["memory"], record["size"]))


def put_topic_under(connection: apsw.Connection, memory_id: int, above_id: int) -> None:
    """Put a topic that stands alone under another."""
    connection.execute(
        "update topic set above_id = ?2 where memory_id = ?1 and above_id is null and ?1 <> ?2 "
        "and exists (select 1 from topic where memory_id = ?2)",
        (memory_id, above_id),
    )


def find_chat(connection: apsw.Connection, started_at: int) -> int | None:
    """The chat that was begun at this millisecond."""
    row = connection.execute("select id from chat where started_at = ?", (started_at,)).fetchone()
    return None if row is None else int(row[0])


def insert_chat(connection: apsw.Connection, record: Record) -> int:
    """Store a chat."""
    return _insert(connection, "chat", CHAT, record)


def has_turn(connection: apsw.Connection, chat_id: int, role: str, said_at: int) -> bool:
    """Whether a chat has this turn."""
    return bool(
        connection.execute(
            "select exists (select 1 from turn where chat_id = ? and role = ? and said_at = ?)",
            (chat_id, role, said_at),
        ).get
    )


def redact_question(connection: apsw.Connection, chat_id: int) -> None:
    """Leave of the last question of a chat only that there was one; its title, where it has it from there, too."""
    row = connection.execute(
        "select id, (select min(id) from turn where chat_id = ?1) from turn where chat_id = ?1 and role = 'user' "
        "order by id desc limit 1",
        (chat_id,),
    ).fetchone()
    if row is not None:
        connection.execute("update turn set text = ? where id = ?", (FORGOTTEN, row[0]))
        if row[0] == row[1]:
            connection.execute("update chat set title = ? where id = ?", (FORGOTTEN, chat_id))


def insert_turn(connection: apsw.Connection, record: Record) -> int:
    """Store a turn with its citations, and let its chat be as new as it is. Returns its id."""
    turn_id = _insert(connection, "turn", TURN, record)
    marks = ", ".join("?" * (len(CITATION) + 1))
    connection.executemany(
        f"insert or ignore into citation(turn_id, {', '.join(CITATION)}) values ({marks})",
        [(turn_id, *row) for row in record["citations"]],
    )
    connection.execute("update chat set last_at = max(last_at, ?) where id = ?", (record["said_at"], record["chat"]))
    return turn_id


def add_setting(connection: apsw.Connection, key: str, value: str) -> bool:
    """Keep a setting that was not made here. False where it was."""
    connection.execute("insert or ignore into setting(key, value) values (?, ?)", (key, value))
    return bool(connection.changes())


def has_setting(connection: apsw.Connection, key: str) -> bool:
    """Whether a setting was made here."""
    return bool(connection.execute("select exists (select 1 from setting where key = ?)", (key,)).get)


def renew_contexts_behind(connection: apsw.Connection, source_id: int, positions: Collection[int]) -> None:
    """Word anew the contexts of messages that stand behind a place whose message did not come."""
    rows = connection.execute(
        "select distinct m.id from json_each(?2) p join memory m on m.source_id = ?1 and m.form = 'chunk' "
        "and m.position between p.value + 1 and p.value + 2 join source s on s.id = m.source_id "
        "where s.kind in ('conversation', 'import')",
        (source_id, json.dumps(sorted(positions))),
    )
    renew_contexts(connection, [row[0] for row in rows])


def _insert(connection: apsw.Connection, table: str, names: Sequence[str], record: Record) -> int:
    columns = ", ".join(COLUMNS.get(name, name) for name in names)
    marks = ", ".join("?" * len(names))
    try:
        connection.execute(f"insert into {table}({columns}) values ({marks})", [record[name] for name in names])
    except apsw.ConstraintError as error:
        raise Unfit(table) from error
    return connection.last_insert_rowid()
