"""Watched folders: their rules, how they stand, and where their files are in the queue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import apsw

from core.model import times
from core.model.folder import Folder, FolderStanding, FolderState, Rules
from core.model.work import JobKind
from core.store import jobs

_COLUMNS = "id, path, include, exclude, largest, state, volume, added_at, looked_at"


def add_folder(connection: apsw.Connection, path: str, rules: Rules) -> int:
    """Keep a folder. Returns its id."""
    connection.execute(
        "insert into folder(path, include, exclude, largest, added_at) values (?, ?, ?, ?, ?)",
        (path, *_written(rules), times.to_store(times.now())[0]),
    )
    return connection.last_insert_rowid()


def set_rules(connection: apsw.Connection, folder_id: int, rules: Rules) -> None:
    """Change what is taken in; the next look at the folder goes by it."""
    connection.execute(
        "update folder set include = ?, exclude = ?, largest = ? where id = ?", (*_written(rules), folder_id)
    )


def set_state(connection: apsw.Connection, folder_id: int, state: FolderState, notice: str = "") -> None:
    """Note how a folder stands. What of a paused one waits in the queue leaves it, and waits in the folder."""
    connection.execute("update folder set state = ?, notice = ? where id = ?", (state, notice, folder_id))
    if state is not FolderState.WATCHED:
        connection.execute(
            "delete from job where kind = 'file' and state = 'queued' and cursor = '' and subject in "
            "(select path from folder_file where folder_id = ? and state = 'queued')",
            (folder_id,),
        )
        connection.execute(
            "update folder_file set state = 'new' where folder_id = ? and state = 'queued' and not exists "
            "(select 1 from job where subject = path and job.state in ('queued', 'running'))",
            (folder_id,),
        )


def note_look(connection: apsw.Connection, folder_id: int, volume: str, notice: str) -> None:
    """Note that a folder was looked at: on which disk it lies, and what hindered."""
    connection.execute(
        "delete from folder_file where folder_id = ? and state = 'gone' and "
        "request_id not in (select id from request where state = 'hidden')",
        (folder_id,),
    )
    connection.execute(
        "update folder set looked_at = ?, volume = ?, notice = ?, state = iif(state = 'away', 'watched', state) "
        "where id = ?",
        (times.to_store(times.now())[0], volume, notice, folder_id),
    )


def remove_folder(connection: apsw.Connection, folder_id: int) -> None:
    """Watch a folder no more; its files' rows and queued jobs go with it, memories stay."""
    set_state(connection, folder_id, FolderState.PAUSED)
    connection.execute("delete from folder where id = ?", (folder_id,))


def get_folder(connection: apsw.Connection, folder_id: int) -> Folder | None:
    """A folder by its id."""
    return next(iter(_select(connection, "where id = ?", (folder_id,))), None)


def find_folder(connection: apsw.Connection, path: str) -> Folder | None:
    """The folder that is watched at this path."""
    return next(iter(_select(connection, "where path = ?", (path,))), None)


def list_folders(connection: apsw.Connection) -> list[Folder]:
    """All folders, in the order they were added."""
    return _select(connection, "order by id", ())


def standing_of(connection: apsw.Connection, folder: Folder) -> FolderStanding:
    """How a folder stands, by its files."""
    counts: dict[str, int] = dict(
        connection.execute("select state, count(*) from folder_file where folder_id = ? group by state", (folder.id,))
    )
    memories = connection.execute(
        "select count(*) from folder_file f join source s on s.kind = 'file' and s.location = f.path "
        "join memory m on m.source_id = s.id and m.state <> 'forgotten' where f.folder_id = ? and f.state <> 'gone'",
        (folder.id,),
    ).get
    gone = connection.execute(
        "select count(*) from folder_file f join request r on r.id = f.request_id and r.state = 'hidden' "
        "where f.folder_id = ? and f.state = 'gone'",
        (folder.id,),
    ).get
    return FolderStanding(
        folder,
        files=counts.get("in", 0),
        memories=int(memories),
        waiting=counts.get("new", 0) + counts.get("queued", 0),
        failed=counts.get("failed", 0),
        gone=int(gone),
        notice=str(connection.execute("select notice from folder where id = ?", (folder.id,)).get or ""),
    )


def feed(connection: apsw.Connection, most: int) -> int:
    """Queue files that wait in watched folders until `most` jobs wait, the last changed first. Returns how many."""
    room = most - count_queued(connection, most)
    if room <= 0:
        return 0
    rows: list[Any] = connection.execute(
        "select f.id, f.path from folder_file f join folder o on o.id = f.folder_id "
        "where f.state = 'new' and o.state = 'watched' order by f.modified_ns desc limit ?",
        (room,),
    ).fetchall()
    jobs.enqueue(connection, JobKind.FILE, [path for _, path in rows])
    connection.executemany("update folder_file set state = 'queued' where id = ?", [(id_,) for id_, _ in rows])
    return len(rows)


def count_queued(connection: apsw.Connection, most: int) -> int:
    """How many jobs wait in the queue; counting stops at `most`."""
    return int(
        connection.execute("select count(*) from (select 1 from job where state = 'queued' limit ?)", (most,)).get
    )


def count_waiting(connection: apsw.Connection) -> int:
    """How many files of watched folders wait to be queued."""
    return int(
        connection.execute(
            "select count(*) from folder_file f join folder o on o.id = f.folder_id "
            "where f.state = 'new' and o.state = 'watched'"
        ).get
    )


def _select(connection: apsw.Connection, rest: str, values: Sequence[object]) -> list[Folder]:
    return [_read(row) for row in connection.execute(f"select {_COLUMNS} from folder {rest}", tuple(values))]


def _written(rules: Rules) -> tuple[str, str, int]:
    return json.dumps(rules.include), json.dumps(rules.exclude), rules.largest


def _read(row: tuple[Any, ...]) -> Folder:
    id_, path, include, exclude, largest, state, volume, added, looked = row
    return Folder(
        id=id_,
        path=path,
        rules=Rules(tuple(json.loads(include)), tuple(json.loads(exclude)), largest),
        state=FolderState(state),
        added_at=times.from_store(added).astimezone(),
        looked_at=None if looked is None else times.from_store(looked).astimezone(),
        volume=volume,
    )
