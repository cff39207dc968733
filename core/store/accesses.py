"""The access log: which question read which memory, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

import apsw

from core.model import times
from core.model.answer import AccessKind


def log_accesses(
    connection: apsw.Connection, memory_ids: Iterable[int], kind: AccessKind, turn_id: int | None = None
) -> None:
    """Note what happened to these memories, and because of which turn. Ids that are gone are left out."""
    at = times.to_store(times.now())[0]
    connection.executemany(
        "insert into access(memory_id, turn_id, kind, at) select id, ?, ?, ? from memory where id = ?",
        [(turn_id, kind, at, memory_id) for memory_id in memory_ids],
    )


def count_accesses(connection: apsw.Connection, memory_id: int, kind: AccessKind) -> int:
    """How often this happened to a memory."""
    return int(
        connection.execute("select count(*) from access where memory_id = ? and kind = ?", (memory_id, kind)).get
    )
