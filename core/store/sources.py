"""Sources: one row for each file or conversation that was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from core.model import times
from core.model.memory import Source, SourceKind

_COLUMNS = "s.id, s.kind, s.title, s.location, s.content_hash, s.media_type, s.size, s.added_at, s.modified_at"
_COUNTED = (
    "with gone(source_id, number) as materialized "
    "(select source_id, count(*) from memory where state = 'forgotten' group by source_id) "
    f"select {_COLUMNS}, (select count(*) from memory m where m.source_id = s.id) - "
    "coalesce((select number from gone where source_id = s.id), 0)"
)
"""Counting those that are left one by one would visit each memory of a long conversation."""

SHOWN = (
    "(exists (select 1 from memory m where m.source_id = s.id and m.state <> 'forgotten') "
    "or not exists (select 1 from memory m where m.source_id = s.id))"
)
"""Of a source `s`: not all that it held is forgotten."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that is about to be stored; the fields are those of `Source`."""

    kind: SourceKind
    title: str
    location: str
    media_type: str
    size: int = 0
    content_hash: bytes = b""
    modified_at: datetime | None = None


def insert_source(connection: apsw.Connection, new: NewSource) -> int:
    """Store a source and return its id."""
    modified = None if new.modified_at is None else times.to_store(new.modified_at)[0]
    connection.execute(
        "insert into source(kind, title, location, content_hash, media_type, size, added_at, modified_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.kind,
            new.title,
            new.location,
            new.content_hash,
            new.media_type,
            new.size,
            times.to_store(times.now())[0],
            modified,
        ),
    )
    return connection.last_insert_rowid()


def renew_source(connection: apsw.Connection, source_id: int, new: NewSource) -> None:
    """Say what a source is now; when it was added stays."""
    modified = None if new.modified_at is None else times.to_store(new.modified_at)[0]
    connection.execute(
        "update source set title = ?, media_type = ?, size = ?, content_hash = ?, modified_at = ? where id = ?",
        (new.title, new.media_type, new.size, new.content_hash, modified, source_id),
    )


def find_by_location(connection: apsw.Connection, kind: SourceKind, location: str) -> Source | None:
    """The source at this path, or of this conversation; its memories are not counted."""
    return _find(connection, "s.kind = ? and s.location = ?", (str(kind), location))


def find_by_hash(connection: apsw.Connection, content_hash: bytes) -> Source | None:
    """A file with exactly this content, wherever it lies; its memories are not counted."""
    return _find(connection, "s.content_hash = ? and length(s.content_hash) > 0", (content_hash,))


def get_source(connection: apsw.Connection, source_id: int) -> Source | None:
    """A source by its id."""
    return sources_by_id(connection, {source_id}).get(source_id)


def sources_by_id(connection: apsw.Connection, ids: set[int], *, counted: bool = True) -> dict[int, Source]:
    """Several sources at once; ids that are gone are left out. Counting their memories takes a while for long ones."""
    marks = ",".join("?" * len(ids))
    columns = _COUNTED if counted else f"select {_COLUMNS}"
    rows = connection.execute(f"{columns} from source s where s.id in ({marks})", tuple(ids))
    return {source.id: source for source in map(_read, rows)}


def list_sources(connection: apsw.Connection, limit: int, offset: int) -> list[Source]:
    """Sources, newest first; those of which all is forgotten are left out."""
    rows = connection.execute(
        f"{_COUNTED} from source s where {SHOWN} order by s.added_at desc, s.id desc limit ? offset ?",
        (limit, offset),
    )
    return [_read(row) for row in rows]


def count_sources(connection: apsw.Connection, kind: SourceKind | None = None) -> int:
    """How many sources there are, of one kind or of all; those of which all is forgotten are left out."""
    return int(
        connection.execute(f"select count(*) from source s where (?1 is null or s.kind = ?1) and {SHOWN}", (kind,)).get
    )


def grow_source(connection: apsw.Connection, source_id: int, size: int) -> None:
    """Add to the size of a conversation that goes on."""
    connection.execute("update source set size = size + ? where id = ?", (size, source_id))


def move_source(connection: apsw.Connection, source: Source, location: str) -> None:
    """Say where a file lies now, its memories' references included."""
    connection.execute("update source set location = ? where id = ?", (location, source.id))
    connection.execute(
        "update memory set ref = ? where source_id = ? and ref = ?", (location, source.id, source.location)
    )
    old = source.location + "#"
    connection.execute(
        "update memory set ref = ? || substr(ref, ?) where source_id = ? and substr(ref, 1, ?) = ?",
        (location, len(old), source.id, len(old), old),
    )


def delete_source(connection: apsw.Connection, source_id: int) -> None:
    """Remove the row. Its memories must have been removed before, with their words and vectors."""
    connection.execute("delete from source where id = ?", (source_id,))


def _find(connection: apsw.Connection, condition: str, values: tuple[object, ...]) -> Source | None:
    rows = connection.execute(f"select {_COLUMNS} from source s where {condition} limit 1", values)
    return next((_read(row) for row in rows), None)


def _read(row: tuple[Any, ...]) -> Source:
    id_, kind, title, location, digest, media, size, added, modified, *counted = row
    return Source(
        id=id_,
        kind=SourceKind(kind),
        title=title,
        location=location,
        content_hash=digest,
        media_type=media,
        size=size,
        added_at=times.from_store(added).astimezone(),
        modified_at=None if modified is None else times.from_store(modified).astimezone(),
        memories=next(iter(counted), None),
    )
