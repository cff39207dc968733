"""Changes that can be undone: every row that is written is kept as it was and as it became.

A `Recorder` is one change: a fact that was learned with its sources, two memories that became one. Undoing puts every
row back as it was, the last one first, if it still is as the change left it; what was changed again since stays as it
is, and the whole change with it.

Vectors are no part of it. A memory whose words change, or that comes back, waits to be embedded again; one that is to
be kept less exactly has its vector written so at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import apsw

from core.errors import UserError
from core.model import times
from core.model.change import Change, ChangeKind
from core.model.memory import NewMemory, Precision, State
from core.store import derived, memories, vectors, words

Value = str | int | float | None
Row = dict[str, Value]

_KEYS: dict[str, tuple[str, ...]] = {
    "memory": ("id",),
    "parent": ("memory_id", "parent_id"),
    "revision": ("memory_id", "version"),
    "link": ("first_id", "second_id", "kind"),
    "tag": ("memory_id", "kind", "tag"),
    "topic": ("memory_id",),
    "recurrence": ("memory_id",),
    "setting": ("key",),
}
"""The tables whose rows may be changed so, with what tells their rows apart."""
_MEMORIES = ("memory_id", "parent_id", "first_id", "second_id", "above_id")
_INDEXED = frozenset({"text", "captions", "context", "speaker"})
_LEFT_OUT = frozenset({"embedded_in", "understood_in"})
"""What is derived from a memory's words, and is made again when they come back."""


class Changed(UserError):
    """What a change wrote was changed again since, so it cannot be undone."""


class Recorder:
    """One change while it is being made, in one write transaction.

    Use as a context manager: when it ends without an exception it is kept, if anything was written.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        kind: ChangeKind,
        reason: str,
        *,
        memory_id: int | None = None,
        night_id: int | None = None,
        step: str = "",
    ) -> None:
        self._connection = connection
        self._kind, self._night_id, self._step = kind, night_id, step
        self._operations: list[dict[str, Any]] = []
        self.reason = reason
        self.memory_id = memory_id
        self.change_id: int | None = None

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._operations:
            self.change_id = self._keep()

    @property
    def connection(self) -> apsw.Connection:
        """The connection it writes on."""
        return self._connection

    def store_memories(self, source_id: int, first_position: int, new: Sequence[NewMemory]) -> list[int]:
        """Store new memories as `memories.insert_memories` does. Returns their ids; the first is what it is about."""
        ids = memories.insert_memories(self._connection, source_id, first_position, new)
        for memory_id in ids:
            after = _row(self._connection, "memory", {"id": memory_id})
            self._note("memory", {"id": memory_id}, None, after)
        if ids and self.memory_id is None:
            self.memory_id = ids[0]
        return ids

    def insert(self, table: str, row: Mapping[str, Value]) -> bool:
        """Write a new row. False, and nothing is written, where there is one with the same key."""
        key = {name: row[name] for name in _KEYS[table]}
        if _row(self._connection, table, key) is not None:
            return False
        _insert(self._connection, table, row)
        self._note(table, key, None, _row(self._connection, table, key))
        return True

    def update(self, table: str, key: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
        """Change columns of a row. False where there is no such row, or it is so already."""
        before = _row(self._connection, table, key)
        if before is None or all(before[name] == value for name, value in values.items()):
            return False
        _update(self._connection, table, key, values)
        after = _row(self._connection, table, key)
        assert after is not None
        changed = [name for name in after if after[name] != before[name]]
        self._note(table, key, {n: before[n] for n in changed}, {n: after[n] for n in changed})
        return True

    def delete(self, table: str, key: Mapping[str, Value]) -> bool:
        """Remove a row of any table but `memory`. False where there is none."""
        assert table != "memory", "a memory is forgotten or purged, never merely removed"
        before = _row(self._connection, table, key)
        if before is None:
            return False
        _delete(self._connection, table, key)
        self._note(table, key, before, None)
        return True

    def _note(self, table: str, key: Mapping[str, Value], before: Row | None, after: Row | None) -> None:
        self._operations.append({"table": table, "key": dict(key), "before": before, "after": after})

    def _keep(self) -> int:
        self._connection.execute(
            "insert into change(night_id, step, kind, memory_id, at, reason, operations) values (?, ?, ?, ?, ?, ?, ?)",
            (
                self._night_id,
                self._step,
                self._kind,
                self.memory_id,
                times.to_store(times.now())[0],
                self.reason,
                json.dumps(self._operations, ensure_ascii=False),
            ),
        )
        change_id = self._connection.last_insert_rowid()
        touched = {id_ for operation in self._operations for id_ in _memories_in(operation)}
        if self.memory_id is not None:
            touched.add(self.memory_id)
        self._connection.executemany(
            "insert into touched(memory_id, change_id) values (?, ?)", [(id_, change_id) for id_ in sorted(touched)]
        )
        return change_id


def undo_change(connection: apsw.Connection, change_id: int) -> None:
    """Put everything back as it was before this change. Nothing happens where it was undone already.

    Raises:
        UserError: there is no such change any more.
        Changed: something it wrote was changed again since; nothing was undone.
    """
    row = connection.execute("select operations, undone_at from change where id = ?", (change_id,)).fetchone()
    if row is None:
        raise UserError("This change is no longer kept, so it cannot be undone. Nothing was changed.")
    if row[1] is not None:
        return
    operations: list[dict[str, Any]] = json.loads(row[0])
    connection.execute("savepoint undoing")
    try:
        for operation in reversed(operations):
            _undo(connection, operation)
    except BaseException:
        connection.execute("rollback to undoing")
        connection.execute("release undoing")
        raise
    connection.execute("release undoing")
    connection.execute("update change set undone_at = ? where id = ?", (times.to_store(times.now())[0], change_id))
    # A number that is free again may become another memory's, whose history this is not.
    made = [op["key"]["id"] for op in operations if op["table"] == "memory" and op["before"] is None]
    gone = json.dumps(made)
    connection.execute("delete from touched where memory_id in (select value from json_each(?))", (gone,))
    connection.execute(
        "update change set memory_id = null where memory_id in (select value from json_each(?))", (gone,)
    )


def changes_of_night(connection: apsw.Connection, night_id: int, limit: int = 100_000) -> list[Change]:
    """What a night did, in order."""
    rows = connection.execute(f"{_SELECT} where c.night_id = ? order by c.id limit ?", (night_id, limit))
    return [_read(row) for row in rows]


def changes_since(connection: apsw.Connection, change_id: int, limit: int = 100_000) -> list[Change]:
    """What was done after a change, in order."""
    rows = connection.execute(f"{_SELECT} where c.id > ? order by c.id limit ?", (change_id, limit))
    return [_read(row) for row in rows]


def last_change(connection: apsw.Connection) -> int:
    """The number of the newest change, 0 where there is none."""
    return int(connection.execute("select coalesce(max(id), 0) from change").get)


def changes_of_memory(connection: apsw.Connection, memory_id: int, limit: int = 500) -> list[Change]:
    """What was done to a memory, newest first."""
    rows = connection.execute(
        f"{_SELECT} join touched t on t.change_id = c.id where t.memory_id = ? order by c.id desc limit ?",
        (memory_id, limit),
    )
    return [_read(row) for row in rows]


def get_change(connection: apsw.Connection, change_id: int) -> Change | None:
    """One change, or None."""
    rows = connection.execute(f"{_SELECT} where c.id = ?", (change_id,))
    return next((_read(row) for row in rows), None)


def purge_changes(connection: apsw.Connection, memory_ids: Iterable[int]) -> None:
    """Remove for good every change that touched these memories: it may hold their words."""
    connection.execute(
        "delete from change where id in "
        "(select change_id from touched where memory_id in (select value from json_each(?)))",
        (json.dumps(list(memory_ids)),),
    )


_SELECT = (
    "select c.id, c.kind, c.at, c.reason, c.memory_id, c.night_id, c.step, c.operations, c.undone_at, "
    "(select m.text from memory m where m.id = c.memory_id and m.state <> 'forgotten') from change c"
)


def _read(row: tuple[Any, ...]) -> Change:
    id_, kind, at, reason, memory_id, night_id, step, operations, undone_at, text = row
    before, after = _words_in(json.loads(operations), memory_id)
    return Change(
        id=id_,
        kind=ChangeKind(kind),
        at=times.from_store(at).astimezone(),
        reason=reason,
        memory_id=memory_id,
        night_id=night_id,
        step=step,
        before=before,
        after=after,
        about="" if before or after else text or "",
        undone_at=None if undone_at is None else times.from_store(undone_at).astimezone(),
    )


def _words_in(operations: Sequence[dict[str, Any]], memory_id: int | None) -> tuple[str, str]:
    """How the memory a change is about read before and after it; both empty where its words were left alone."""
    for operation in operations:
        if operation["table"] == "memory" and operation["key"].get("id") == memory_id:
            before, after = operation["before"] or {}, operation["after"] or {}
            if "text" in before or "text" in after:
                return str(before.get("text", "")), str(after.get("text", ""))
    return "", ""


def _memories_in(operation: Mapping[str, Any]) -> set[int]:
    if operation["table"] == "memory":
        return {int(operation["key"]["id"])}
    named = {**(operation["before"] or {}), **(operation["after"] or {}), **operation["key"]}
    return {int(named[name]) for name in _MEMORIES if named.get(name) is not None}


def _undo(connection: apsw.Connection, operation: Mapping[str, Any]) -> None:
    table, key, before, after = (operation[name] for name in ("table", "key", "before", "after"))
    now = _row(connection, table, key)
    if after is None:
        if now is not None:
            raise Changed(_CHANGED)
        _insert(connection, table, before)
        return
    if before is None and now is None:
        return  # gone with something else that was removed since
    if now is None or _is_otherwise(now, after, made=before is None):
        raise Changed(_CHANGED)
    if before is not None:
        _update(connection, table, key, before)
    elif table == "memory":
        memories.delete_memories(connection, [key["id"]])
    else:
        _delete(connection, table, key)


def _is_otherwise(now: Row, after: Row, *, made: bool) -> bool:
    """Whether a row is not as a change left it. What a change `made` may have faded or come back since."""
    if made and {now.get("state"), after.get("state")} <= _REMEMBERED:
        after = {name: value for name, value in after.items() if name not in _EBBS}
    return any(now[name] != value for name, value in after.items() if name not in _STRENGTH)


_STRENGTH = frozenset({"stability", "reinforced_at", "recalls"})
"""What every use of a memory changes: no reason not to undo what made it."""
_EBBS = frozenset({"state", "precision", "significance"})
_REMEMBERED = frozenset({State.ACTIVE, State.FADED, State.ARCHIVED})
_CHANGED = "This was changed again since, so it was left as it is. Undo the later change first."


def _row(connection: apsw.Connection, table: str, key: Mapping[str, Value]) -> Row | None:
    where = " and ".join(f"{name} = ?" for name in key)
    cursor = connection.execute(f"select * from {table} where {where}", tuple(key.values()))
    for row in cursor:
        names = (column[0] for column in cursor.get_description())
        return {name: value for name, value in zip(names, row, strict=True) if name not in _LEFT_OUT}
    return None


def _insert(connection: apsw.Connection, table: str, row: Mapping[str, Value]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"insert into {table}({names}) values ({marks})", tuple(row.values()))
    if table == "memory":
        words.index_memories(connection, [_id(row)])


def _update(connection: apsw.Connection, table: str, key: Mapping[str, Value], values: Mapping[str, Value]) -> None:
    reworded = table == "memory" and not _INDEXED.isdisjoint(values)
    indexed = reworded or (table == "memory" and _is_hidden_or_shown(connection, _id(key), values))
    if indexed:
        words.unindex_memories(connection, [_id(key)])
        vectors.delete_vectors(connection, [_id(key)])
        values = {**values, "embedded_in": 0}
    elif table == "memory" and "precision" in values and _keep_as_exactly(connection, _id(key), values["precision"]):
        values = {**values, "embedded_in": 0}
    assignments = ", ".join(f"{name} = ?" for name in values)
    where = " and ".join(f"{name} = ?" for name in key)
    connection.execute(f"update {table} set {assignments} where {where}", (*values.values(), *key.values()))
    if reworded:
        derived.note_reworded(connection, _id(key))
    if indexed:
        words.index_memories(connection, [_id(key)])


def _is_hidden_or_shown(connection: apsw.Connection, memory_id: int, values: Mapping[str, Value]) -> bool:
    """Whether a memory is forgotten, or comes back: what is forgotten has neither words in the index nor a vector."""
    if "state" not in values:
        return False
    present = connection.execute("select state from memory where id = ?", (memory_id,)).get
    return values["state"] != present and State.FORGOTTEN in (values["state"], present)


def _keep_as_exactly(connection: apsw.Connection, memory_id: int, wanted: Value) -> bool:
    """Keep a memory's vector in another precision. True where it has to be made again, for numbers do not come back."""
    present = connection.execute("select precision from memory where id = ?", (memory_id,)).get
    exactness = list(Precision)
    if exactness.index(Precision(str(wanted))) < exactness.index(Precision(str(present))):
        vectors.delete_vectors(connection, [memory_id])
        return True
    vectors.keep_less_exactly(connection, [memory_id], Precision(str(wanted)))
    return False


def _delete(connection: apsw.Connection, table: str, key: Mapping[str, Value]) -> None:
    where = " and ".join(f"{name} = ?" for name in key)
    connection.execute(f"delete from {table} where {where}", tuple(key.values()))


def _id(row: Mapping[str, Value]) -> int:
    value = row["id"]
    assert isinstance(value, int)
    return value
