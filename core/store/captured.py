"""What was captured, as rows: the memories of the sources that captures go into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from core.model import times
from core.model.memory import SourceKind
from core.store.database import Connection


@dataclass(frozen=True, slots=True)
class CapturedRow:
    """One memory of a capture. Those of one capture have the same `location` and `name`."""

    location: str
    name: str
    id: int
    text: str
    heading: str
    at: datetime
    order: tuple[int, int] = field(repr=False)


def captures_at(connection: Connection, locations: Sequence[str], limit: int) -> list[list[CapturedRow]]:
    """The last captures of these sources, the newest first, each with its memories in order. What is forgotten is none.

    A capture has one memory or several: so many rows are read that the last `limit` captures are whole.
    """
    found = [capture for location in locations for capture in _last_of(connection, location, limit)]
    return sorted(found, key=lambda rows: rows[-1].order, reverse=True)[:limit]


def _last_of(connection: Connection, location: str, limit: int) -> list[list[CapturedRow]]:
    most = 2 * limit + 8
    while True:
        rows = _rows(connection, location, most)
        captures = [list(of_one)[::-1] for _, of_one in groupby(rows, key=attrgetter("name"))]
        if len(rows) < most or len(captures) > limit:
            return captures[:limit]
        most *= 4


def _rows(connection: Connection, location: str, most: int) -> list[CapturedRow]:
    rows = connection.execute(
        "select id, ref, text, heading, stored_at, coalesce(said_at, stored_at), said_zone from memory "
        "where source_id = (select id from source where kind = ? and location = ?) and +state <> 'forgotten' "
        "order by position desc limit ?",
        (SourceKind.CAPTURE, location, most),
    )
    return [
        CapturedRow(
            location=location,
            name=ref.rpartition("#")[2].partition(".")[0],
            id=id_,
            text=text,
            heading=heading,
            at=times.from_store(said_at, zone),
            order=(stored_at, id_),
        )
        for id_, ref, text, heading, stored_at, said_at, zone in rows
    ]
