"""Memories of a file that changed: how each stood, and where it stands now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import apsw

from core.model.memory import NewMemory
from core.store.surroundings import set_context


@dataclass(frozen=True, slots=True)
class Standing:
    """How a memory stands in its file: `text` is how it read when it was taken in, whatever was made of it since."""

    id: int
    position: int
    text: str
    heading: str
    speaker: str
    ref: str
    start: int
    end: int
    page: int | None
    line: int | None
    context: str


def standing_of(connection: apsw.Connection, source_id: int) -> list[Standing]:
    """The memories of a source in order, forgotten ones too."""
    rows = connection.execute(
        "select id, position, coalesce((select r.text from revision r where r.memory_id = m.id "
        "order by r.version limit 1), text), heading, speaker, ref, span_start, span_end, page, line, context "
        "from memory m where source_id = ? order by position",
        (source_id,),
    )
    return [Standing(*row) for row in rows]


def renew_memories(
    connection: apsw.Connection, old: Mapping[int, Standing], wanted: Sequence[tuple[int, int, NewMemory]]
) -> None:
    """Let memories stand elsewhere in their source: (id, position, with the place of this). Their words stay.

    Positions that others take must be free: remove before what goes.
    """
    moving = [(id_, position) for id_, position, _ in wanted if old[id_].position != position]
    connection.execute(
        "update memory set position = -1 - position where id in (select value from json_each(?))",
        (json.dumps([id_ for id_, _ in moving]),),
    )
    connection.executemany("update memory set position = ? where id = ?", [(place, id_) for id_, place in moving])
    for id_, _, new in wanted:
        was, span = old[id_], new.span
        if (was.ref, was.start, was.end, was.page, was.line) != (span.ref, span.start, span.end, span.page, span.line):
            connection.execute(
                "update memory set ref = ?, span_start = ?, span_end = ?, page = ?, line = ? where id = ?",
                (span.ref, span.start, span.end, span.page, span.line, id_),
            )
        if was.context != new.context:
            set_context(connection, id_, new.context)
