"""The files of watched folders: how each looked last, what became of it, and its memories as it goes and returns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import apsw

from core.model import times
from core.model.forgetting import RequestState
from core.model.memory import Source, SourceKind
from core.store import memories, requests, sources, words
from core.store.meant import find_derived

KEPT = timedelta(days=30)
"""How long the memories of a file that is gone can be restored."""


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
    """A file as it is known; `digest` is empty until it was taken in."""

    id: int
    seen: Seen
    digest: bytes
    state: str


def known_files(connection: apsw.Connection, folder_id: int) -> dict[str, Known]:
    """All files of a folder by path, those that are gone too."""
    rows = connection.execute(
        "select id, path, size, modified_ns, device, inode, digest, state from folder_file where folder_id = ?",
        (folder_id,),
    )
    return {path: Known(id_, Seen(path, *stat), digest, state) for id_, path, *stat, digest, state in rows}


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


def sizes_of_gone(connection: apsw.Connection) -> set[int]:
    """The sizes of all files that are gone and whose memories could come back."""
    return {row[0] for row in connection.execute("select distinct size from folder_file where request_id is not null")}


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


def bring_back(connection: apsw.Connection, digest: bytes, path: str) -> bool:
    """Let the memories of a file that was gone come back, for its content lies at `path`. False where none were gone.

    They are found by word at once, and wait for their vectors.
    """
    source = sources.find_by_hash(connection, digest)
    if source is None:
        return False
    rows: list[Any] = connection.execute(
        "select h.memory_id, h.request_id from hidden h join memory m on m.id = h.memory_id "
        "where m.source_id = ? and h.request_id in (select request_id from folder_file where request_id is not null)",
        (source.id,),
    ).fetchall()
    if not rows:
        return False
    _restore(connection, rows)
    for request_id in {request for _, request in rows}:
        connection.execute("delete from folder_file where request_id = ? and digest = ?", (request_id, digest))
    if source.location != path:
        sources.move_source(connection, source, path)
    return True


def let_go(
    connection: apsw.Connection,
    files: Sequence[Known],
    asked: str,
    request_id: int | None = None,
    others: frozenset[str] = frozenset(),
) -> int | None:
    """Files are gone: hide the memories that lie nowhere else, all under one request. Returns it, None without any.

    A copy that is still there takes over, one at a path of `others` is not; what was never taken in leaves no trace.
    With a `request_id` that an earlier call returned, all goes under that.
    """
    files = [one for one in files if _is_there(connection, one)]
    hidden: list[int] = []
    owners: list[int] = []
    gone = others | {one.seen.path for one in files}
    for file in files:
        source = sources.find_by_hash(connection, file.digest) if file.digest else None
        if source is None or source.location != file.seen.path:
            source = None if source is not None else _source_at(connection, file.seen.path)
        if source is None:
            continue
        copies = connection.execute(
            "select path from folder_file where digest = ? and length(digest) > 0 and state = 'in' and id <> ?",
            (file.digest, file.id),
        )
        copy = next((path for (path,) in copies if path not in gone), None)
        if copy is not None:
            sources.move_source(connection, source, copy)
            continue
        ids = [
            row[0]
            for row in connection.execute(
                "select id from memory where source_id = ? and state <> 'forgotten'", (source.id,)
            )
        ]
        if ids:
            hidden += ids
            owners.append(file.id)
    if hidden:
        request_id = _hide(connection, hidden, asked, request_id)
    kept = set(owners)
    connection.executemany(
        "update folder_file set state = 'gone', request_id = ? where id = ?", [(request_id, id_) for id_ in kept]
    )
    connection.executemany("delete from folder_file where id = ?", [(f.id,) for f in files if f.id not in kept])
    connection.executemany(
        "delete from job where kind = 'file' and subject = ? and state in ('queued', 'failed')",
        [(one.seen.path,) for one in files],
    )
    return request_id


def _is_there(connection: apsw.Connection, file: Known) -> bool:
    """Whether a file is still known as it was: another Ebb may have seen it move meanwhile."""
    return bool(
        connection.execute(
            "select exists (select 1 from folder_file where id = ? and path = ? and state <> 'gone')",
            (file.id, file.seen.path),
        ).get
    )


def _source_at(connection: apsw.Connection, path: str) -> Source | None:
    return sources.find_by_location(connection, SourceKind.FILE, path)


def _hide(connection: apsw.Connection, ids: list[int], asked: str, request_id: int | None) -> int:
    derived = find_derived(connection, ids)
    taken = {
        row[0]
        for row in connection.execute(
            "select memory_id from hidden where memory_id in (select value from json_each(?))", (json.dumps(derived),)
        )
    }
    every = [*ids, *(one for one in derived if one not in taken)]
    if request_id is not None:
        requests.hide_more(connection, request_id, every)
        return request_id
    now = times.now()
    return requests.hide_memories(connection, every, asked, now, now + KEPT)


def _restore(connection: apsw.Connection, rows: Sequence[tuple[int, int]]) -> None:
    """Take memories out of the requests that hide them; a request that hides nothing more is restored.

    What was made from them comes back when all that it was made from and that this hid is back.
    """
    ids = [memory_id for memory_id, _ in rows]
    for request_id in {request for _, request in rows}:
        still = set(requests.hidden_by(connection, request_id)) - set(ids)
        made = still - set(_originals(connection, still))
        ground = still - made
        staying = set(find_derived(connection, sorted(ground))) if ground else set()
        ids += sorted(made - staying)
    these = json.dumps(ids)
    connection.execute(
        "update memory set state = hidden.state from hidden where hidden.memory_id = memory.id "
        "and hidden.memory_id in (select value from json_each(?))",
        (these,),
    )
    connection.execute("delete from hidden where memory_id in (select value from json_each(?))", (these,))
    words.index_memories(connection, ids)
    for request_id in {request for _, request in rows}:
        left = len(requests.hidden_by(connection, request_id))
        connection.execute("update request set memories = ? where id = ?", (left or len(ids), request_id))
        if not left:
            requests.set_state(connection, request_id, RequestState.RESTORED)


def _originals(connection: apsw.Connection, ids: Iterable[int]) -> list[int]:
    rows = connection.execute(
        "select m.id from memory m join source s on s.id = m.source_id where s.kind = 'file' "
        "and m.id in (select value from json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return [row[0] for row in rows]


def _move_source(connection: apsw.Connection, digest: bytes, old: str, new: str) -> None:
    source = sources.find_by_hash(connection, digest)
    if source is None or source.location != old:
        return  # it lies at a copy
    other = _source_at(connection, new)
    if other is not None and other.id != source.id:
        # What lay there before was replaced by the one that moved.
        memories.delete_memories_of(connection, other.id)
        sources.delete_source(connection, other.id)
    sources.move_source(connection, source, new)
