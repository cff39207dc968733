"""The access log: which question read which memory, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

import apsw

from core.model import times
from core.model.answer import AccessKind


def log_accesses(
    connection: apsw.Connection,
    memory_ids: Iterable[int],
    kind: AccessKind,
    turn_id: int | None = None,
    *,
    at: datetime | None = None,
) -> None:
    """Note what happened to these memories, because of which turn, and when (None: now), but for ids that are gone."""
    moment = times.to_store(times.now() if at is None else at)[0]
    connection.executemany(
        "insert into access(memory_id, turn_id, kind, at) select id, ?, ?, ? from memory where id = ?",
        [(turn_id, kind, moment, memory_id) for memory_id in memory_ids],
    )


def count_accesses(connection: apsw.Connection, memory_id: int, kind: AccessKind) -> int:
    """How often this happened to a memory."""
    return int(
        connection.execute("select count(*) from access where memory_id = ? and kind = ?", (memory_id, kind)).get
    )


def times_of(
    connection: apsw.Connection, memory_ids: Collection[int], kinds: Collection[AccessKind]
) -> dict[int, list[datetime]]:
    """When one of these things happened to each memory, oldest first; those to which none did are left out."""
    rows = connection.execute(
        "select memory_id, at from access where memory_id in (select value from json_each(?)) "
        "and kind in (select value from json_each(?)) order by memory_id, at",
        (json.dumps(list(memory_ids)), json.dumps(list(kinds))),
    )
    found: dict[int, list[datetime]] = {}
    for memory_id, at in rows:
        found.setdefault(memory_id, []).append(times.from_store(at).astimezone())
    return found
