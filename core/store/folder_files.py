"""The files of watched folders: how each looked last, and what became of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import apsw

from core.model.memory import SourceKind
from core.store import memories, sources


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the disk tells of it."""

    path: str
    size: int
    modified_ns: int
    device: int
    inode: int

    def looks_like(self, other: Seen) -> bool:
        """Whether nothing tells that it was written since; the number of a disk may change with every start."""
        return (self.size, self.modified_ns, self.inode) == (other.size, other.modified_ns, other.inode)


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it is known; `digest` is empty until it was taken in.

    `request_id` says which request hides its memories. One that is not gone has it where hiding them was broken off.
    """

    id: int
    seen: Seen
    digest: bytes
    state: str
    request_id: int | None = None


def known_files(
    connection: apsw.Connection, folder_id: int, places: Iterable[tuple[str, bool]] | None = None
) -> dict[str, Known]:
    """All files of a folder by path, those that are gone too; or only those that lie in some of its folders.

    A place is an absolute path, and whether what lies deeper in it counts too.
    """
    if places is None:
        return _read(connection, "folder_id = ?", (folder_id,))
    found: dict[str, Known] = {}
    for place, deep in places:
        begin = place.rstrip(os.sep) + os.sep
        end = begin[:-1] + chr(ord(os.sep) + 1)
        nearer = 0 if deep else len(begin) + 1
        found |= _read(connection, _WITHIN, (folder_id, begin, end, nearer, nearer, os.sep))
    return found


_WITHIN = "folder_id = ? and path > ? and path < ? and (? = 0 or instr(substr(path, ?), ?) = 0)"


def count_files(connection: apsw.Connection, folder_id: int) -> int:
    """How many files of a folder are known and not gone."""
    return int(
        connection.execute("select count(*) from folder_file where folder_id = ? and state <> 'gone'", (folder_id,)).get
    )


def _read(connection: apsw.Connection, where: str, values: Sequence[object]) -> dict[str, Known]:
    rows = connection.execute(
        f"select id, path, size, modified_ns, device, inode, digest, state, request_id from folder_file where {where}",
        tuple(values),
    )
    return {
        path: Known(id_, Seen(path, *stat), digest, state, request) for id_, path, *stat, digest, state, request in rows
    }


def put_files(connection: apsw.Connection, folder_id: int, files: Iterable[Seen], state: str = "new") -> None:
    """Note files that are new, changed, or back as they were not: they wait."""
    connection.executemany(
        "insert into folder_file(folder_id, path, size, modified_ns, device, inode, state) values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict(path) do update set folder_id = excluded.folder_id, size = excluded.size, "
        "modified_ns = excluded.modified_ns, device = excluded.device, inode = excluded.inode, state = excluded.state, "
        "request_id = null",
        [(folder_id, f.path, f.size, f.modified_ns, f.device, f.inode, state) for f in files],
    )


def note_stat(connection: apsw.Connection, files: Iterable[Seen]) -> None:
    """Note that files look otherwise though they hold the same."""
    connection.executemany(
        "update folder_file set size = ?, modified_ns = ?, device = ?, inode = ? where path = ?",
        [(f.size, f.modified_ns, f.device, f.inode, f.path) for f in files],
    )


def note_taken(connection: apsw.Connection, path: str, digest: bytes) -> None:
    """Note that a file is in, if a folder knows it. Call it in the transaction that finishes its job."""
    connection.execute(
        "update folder_file set state = 'in', digest = ?, request_id = null where path = ?", (digest, path)
    )


def note_failed(connection: apsw.Connection, path: str) -> bool:
    """Note that a file could not be taken in. False where no folder knows it."""
    connection.execute("update folder_file set state = 'failed' where path = ?", (path,))
    return bool(connection.changes())


def move_file(connection: apsw.Connection, old: Known, new: Seen, folder_id: int) -> None:
    """Say that a file lies elsewhere now: its row, its source, the references of its memories."""
    connection.execute("delete from folder_file where path = ? and id <> ?", (new.path, old.id))
    connection.execute(
        "update folder_file set folder_id = ?, path = ?, size = ?, modified_ns = ?, device = ?, inode = ?, "
        "state = 'in', request_id = null where id = ?",
        (folder_id, new.path, new.size, new.modified_ns, new.device, new.inode, old.id),
    )
    _move_source(connection, old.digest, old.seen.path, new.path)


def _move_source(connection: apsw.Connection, digest: bytes, old: str, new: str) -> None:
    source = sources.find_by_hash(connection, digest)
    if source is None or source.location != old:
        return  # it lies at a copy
    other = sources.find_by_location(connection, SourceKind.FILE, new)
    if other is not None and other.id != source.id:
        # What lay there before was replaced by the one that moved.
        memories.delete_memories_of(connection, other.id)
        sources.delete_source(connection, other.id)
    sources.move_source(connection, source, new)
