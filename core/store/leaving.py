"""Files of watched folders that are gone: their memories are hidden, and come back with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import apsw

from core.model import times
from core.model.forgetting import RequestState
from core.model.memory import Source, SourceKind
from core.store import requests, sources, words
from core.store.folder_files import Known
from core.store.meant import find_derived

KEPT = timedelta(days=30)
"""How long the memories of a file that is gone can be restored."""


def sizes_of_gone(connection: apsw.Connection) -> set[int]:
    """The sizes of all files that are gone and whose memories could come back."""
    return {row[0] for row in connection.execute("select distinct size from folder_file where request_id is not null")}


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
    request_id: int | None,
    others: frozenset[str],
    most: int,
) -> tuple[int | None, int]:
    """Files are gone: hide the memories that lie nowhere else, all under one request, about `most` of them at once.

    A copy that is still there takes over, one at a path of `others` is not; what was never taken in leaves no trace.
    With a `request_id` that an earlier call returned, all goes under that. Returns the request, None without any, and
    how many of the files are gone now: call it again with the rest.
    """
    hidden: list[int] = []
    gone: list[Known] = []
    owners: set[int] = set()
    done = 0
    for file in files:
        room = most - len(hidden)
        if room <= 0:
            break
        if _is_there(connection, file):
            ids = _memories_of(connection, file, others)
            hidden += ids[:room]
            if ids:
                owners.add(file.id)
            if len(ids) > room:
                break
            gone.append(file)
        done += 1
    if hidden:
        request_id = _hide(connection, hidden, asked, request_id)
    connection.executemany(
        "update folder_file set request_id = ? where id = ?", [(request_id, file_id) for file_id in owners]
    )
    _leave(connection, gone, owners)
    return request_id, done


def begun_request(connection: apsw.Connection, files: Iterable[Known]) -> int | None:
    """The request under which letting these files go was begun and broken off, or None."""
    for request_id in {one.request_id for one in files if one.request_id is not None}:
        request = requests.get_request(connection, request_id)
        if request is not None and request.state is RequestState.HIDDEN:
            return request_id
    return None


def hide_derived(connection: apsw.Connection, request_id: int) -> None:
    """Hide what was made from memories that a request hid in several steps, and rests on nothing else."""
    hidden = requests.hidden_by(connection, request_id)
    derived = _not_hidden(connection, find_derived(connection, hidden))
    if derived:
        requests.hide_more(connection, request_id, derived)


def count_memories_of(connection: apsw.Connection, files: Iterable[Known]) -> int:
    """How many memories were read from these files."""
    return int(
        connection.execute(
            "select count(*) from source s join memory m on m.source_id = s.id and m.state <> 'forgotten' "
            "where s.kind = 'file' and s.location in (select value from json_each(?))",
            (json.dumps([one.seen.path for one in files]),),
        ).get
    )


def _memories_of(connection: apsw.Connection, file: Known, others: frozenset[str]) -> list[int]:
    """What goes with a file: its memories, unless a copy of it takes them over."""
    source = sources.find_by_hash(connection, file.digest) if file.digest else None
    if source is None or source.location != file.seen.path:
        source = None if source is not None else _source_at(connection, file.seen.path)
    if source is None:
        return []
    copies = connection.execute(
        "select path from folder_file where digest = ? and length(digest) > 0 and state = 'in' and id <> ?",
        (file.digest, file.id),
    )
    copy = next((path for (path,) in copies if path not in others), None)
    if copy is not None:
        sources.move_source(connection, source, copy)
        return []
    rows = connection.execute(
        "select id from memory where source_id = ? and state <> 'forgotten' order by id", (source.id,)
    )
    return [row[0] for row in rows]


def _leave(connection: apsw.Connection, files: Sequence[Known], owners: set[int]) -> None:
    """Note that files are gone; those whose memories may come back are kept in mind."""
    kept = [(one.id,) for one in files if one.id in owners or one.request_id is not None]
    dropped = [(one.id,) for one in files if one.id not in owners and one.request_id is None]
    connection.executemany("update folder_file set state = 'gone' where id = ?", kept)
    connection.executemany("delete from folder_file where id = ?", dropped)
    connection.executemany(
        "delete from job where kind = 'file' and subject = ? and state in ('queued', 'failed')",
        [(one.seen.path,) for one in files],
    )


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
    every = [*ids, *_not_hidden(connection, find_derived(connection, ids))]
    if request_id is not None:
        requests.hide_more(connection, request_id, every)
        return request_id
    now = times.now()
    return requests.hide_memories(connection, every, asked, now, now + KEPT)


def _not_hidden(connection: apsw.Connection, ids: Sequence[int]) -> list[int]:
    taken = {
        row[0]
        for row in connection.execute(
            "select memory_id from hidden where memory_id in (select value from json_each(?))", (json.dumps(ids),)
        )
    }
    return [one for one in ids if one not in taken]


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
