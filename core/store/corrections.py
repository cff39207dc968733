"""Corrections: what the user said is right, the question it answers, and the memories that had it wrong."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import apsw

from core.model import times
from core.model.memory import SourceKind
from core.store.sources import NewSource, find_by_location, insert_source

LOCATION = "corrections"
_TITLE = "Corrections"
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Correction:
    """A memory of the user's own word. `question` is what was asked when he said it."""

    memory_id: int
    question: str
    text: str
    said_at: datetime


def place_correction(connection: apsw.Connection) -> tuple[int, int]:
    """Where the next correction goes: its source, made if there is none, and its position there."""
    source = find_by_location(connection, SourceKind.CAPTURE, LOCATION)
    if source is None:
        return insert_source(connection, NewSource(SourceKind.CAPTURE, _TITLE, LOCATION, "text/plain")), 0
    last = connection.execute("select max(position) from memory where source_id = ?", (source.id,)).get
    return source.id, 0 if last is None else int(last) + 1


def add_parents(connection: apsw.Connection, memory_id: int, parents: Iterable[int]) -> None:
    """Note which memories this one was made from, or takes the place of. Ids that are gone are left out."""
    connection.executemany(
        "insert or ignore into parent(memory_id, parent_id) select ?, id from memory where id = ?",
        [(memory_id, parent) for parent in parents],
    )


def parents_of(connection: apsw.Connection, ids: Collection[int]) -> dict[int, set[int]]:
    """The parents of each of these memories that has any."""
    found: dict[int, set[int]] = {}
    rows = connection.execute(
        "select memory_id, parent_id from parent where memory_id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    for memory_id, parent_id in rows:
        found.setdefault(memory_id, set()).add(parent_id)
    return found


def corrected_questions(connection: apsw.Connection) -> list[tuple[int, str]]:
    """The corrections in everyday reach, as (memory id, question), newest first; at most 1000."""
    rows = connection.execute(
        "select id, context from memory where source_id = (select id from source where kind = ? and location = ?) "
        "and +state in ('active', 'faded') order by position desc limit ?",
        (SourceKind.CAPTURE, LOCATION, _MOST),
    )
    return [(id_, question) for id_, question in rows]


def get_corrections(connection: apsw.Connection, ids: Collection[int]) -> dict[int, Correction]:
    """Those of these memories that are corrections."""
    rows = connection.execute(
        "select m.id, m.context, m.text, coalesce(m.said_at, m.stored_at), m.said_zone from memory m "
        "join source s on s.id = m.source_id where m.id in (select value from json_each(?)) and s.kind = ? "
        "and s.location = ?",
        (json.dumps(list(ids)), SourceKind.CAPTURE, LOCATION),
    )
    return {id_: Correction(id_, question, text, times.from_store(at, zone)) for id_, question, text, at, zone in rows}
