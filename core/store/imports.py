"""Imports: which memories came with each, and what else it changed, so that all of it can be taken back.

An import is noted in the transactions that store what it brings. One that was stopped, or whose process was killed, is
still `begun`: the same file imported again goes on with it, and both together are one import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import apsw

from core.model import times
from core.model.forgetting import RequestState
from core.model.transfer import ImportState, PastImport

Part = Literal["change", "chat", "turn"]


def importing(connection: apsw.Connection) -> None:
    """The migration: room for imports, and for what came with them."""
    connection.execute(_IMPORTING)


# A memory that is purged goes from here, too. `stamp` tells whether a file is the one that was read before.
# `part` names what an archive brought besides memories: chats, turns in chats that were here, later versions.
_IMPORTING = """
create table import(
    id integer primary key autoincrement,
    product text not null,
    path text not null,
    stamp text not null,
    begun_at integer not null,
    state text not null default 'begun' check (state in ('begun', 'done', 'undone')),
    sources integer not null default 0,
    settings integer not null default 0,
    met integer not null default 0,
    request_id integer references request(id) on delete set null
) strict;
create index import_by_request on import(request_id) where request_id is not null;

create table imported(
    memory_id integer primary key references memory(id) on delete cascade,
    import_id integer not null references import(id) on delete cascade
) strict;
create index imported_by_import on imported(import_id);

create table import_part(
    import_id integer not null references import(id) on delete cascade,
    kind text not null check (kind in ('change', 'chat', 'turn')),
    part_id integer not null,
    primary key (import_id, kind, part_id)
) strict, without rowid;
"""


@dataclass(frozen=True, slots=True)
class NewImport:
    """What is being imported: from which product, from where, and how the file looked (its size and time)."""

    product: str
    path: str
    stamp: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What is kept of one: see `PastImport`. `met`: memories that were here before; `settings` that it brought."""

    past: PastImport
    settings: int
    met: int


def go_on(connection: apsw.Connection, new: NewImport) -> int:
    """The id of this import: of the one that was begun with the same file and never finished, else of a new one."""
    row = connection.execute(
        "select max(id) from import where state = 'begun' and product = ? and path = ? and stamp = ?",
        (new.product, new.path, new.stamp),
    ).get
    if row is not None:
        return int(row)
    connection.execute(
        "insert into import(product, path, stamp, begun_at) values (?, ?, ?, ?)",
        (new.product, new.path, new.stamp, times.to_store(times.now())[0]),
    )
    return connection.last_insert_rowid()


def note_memories(connection: apsw.Connection, import_id: int, ids: Sequence[int]) -> None:
    """Note that these memories came with an import."""
    connection.executemany(
        "insert into imported(memory_id, import_id) values (?, ?)", [(memory_id, import_id) for memory_id in ids]
    )


def note_part(connection: apsw.Connection, import_id: int, kind: Part, part_id: int) -> None:
    """Note what else came with an import, or was changed by it."""
    connection.execute(
        "insert or ignore into import_part(import_id, kind, part_id) values (?, ?, ?)", (import_id, kind, part_id)
    )


def finish(connection: apsw.Connection, new: NewImport, *, settings: int = 0, met: int = 0) -> int | None:
    """Note that an import is over. Returns its id; None, and nothing is kept of it, where nothing came with it.

    `settings` came with it, and it met `met` memories that were here before.
    """
    row = connection.execute(
        "select max(id) from import where state = 'begun' and product = ? and path = ? and stamp = ?",
        (new.product, new.path, new.stamp),
    ).get
    if row is None:
        return None
    if not connection.execute(_HOLDS_SOMETHING, (row,)).get:
        connection.execute("delete from import where id = ?", (row,))
        return None
    connection.execute(
        f"update import as i set state = 'done', sources = ({_COUNT_SOURCES}), settings = ?, met = ? where id = ?",
        (settings, met, row),
    )
    return int(row)


def list_imports(connection: apsw.Connection, limit: int = 200) -> list[PastImport]:
    """Imports, the newest first."""
    return [_read(row).past for row in connection.execute(f"{_SELECT} order by i.id desc limit ?", (limit,))]


def get_import(connection: apsw.Connection, import_id: int) -> ImportRow | None:
    """One import, or None."""
    rows = connection.execute(f"{_SELECT} where i.id = ?", (import_id,))
    return next((_read(row) for row in rows), None)


def memories_of(connection: apsw.Connection, import_id: int) -> list[int]:
    """The ids of what came with an import and is not forgotten."""
    rows = connection.execute(
        "select m.id from imported i join memory m on m.id = i.memory_id "
        "where i.import_id = ? and m.state <> 'forgotten' order by m.id",
        (import_id,),
    )
    return [row[0] for row in rows]


def parts_of(connection: apsw.Connection, import_id: int, kind: Part) -> list[int]:
    """What else came with an import, or was changed by it, by id."""
    rows = connection.execute(
        "select part_id from import_part where import_id = ? and kind = ? order by part_id", (import_id, kind)
    )
    return [row[0] for row in rows]


def chats_grown(connection: apsw.Connection, import_id: int) -> list[int]:
    """Of the chats that came with an import, those that were gone on with since, by id."""
    rows = connection.execute(
        "select p.part_id from import_part p where p.import_id = ?1 and p.kind = 'chat' and exists "
        "(select 1 from turn t where t.chat_id = p.part_id and not exists (select 1 from import_part o "
        "where o.import_id = ?1 and o.kind = 'turn' and o.part_id = t.id)) order by p.part_id",
        (import_id,),
    )
    return [row[0] for row in rows]


def set_undone(connection: apsw.Connection, import_id: int, request_id: int | None) -> None:
    """Note that an import was undone; `request_id` hides what came with it, None where nothing was left of that."""
    connection.execute("update import set state = 'undone', request_id = ? where id = ?", (request_id, import_id))
    connection.execute("delete from import_part where import_id = ?", (import_id,))


def forget_path(connection: apsw.Connection, request_id: int) -> None:
    """Keep no longer where that came from which a request has purged."""
    connection.execute("update import set path = '', stamp = '' where request_id = ?", (request_id,))


_HOLDS_SOMETHING = (
    "select exists (select 1 from imported where import_id = ?1) "
    "or exists (select 1 from import_part where import_id = ?1)"
)
_COUNT_SOURCES = (
    "select count(distinct m.source_id) from imported p join memory m on m.id = p.memory_id where p.import_id = i.id"
)
_SELECT = (
    "select i.id, i.product, i.path, i.begun_at, i.state, (select count(*) from imported p where p.import_id = i.id), "
    f"iif(i.state = 'begun', ({_COUNT_SOURCES}), i.sources), i.settings, i.met, r.id, r.until, r.state, "
    "iif(i.state = 'undone', (select count(*) from imported p join memory m on m.id = p.memory_id "
    "where p.import_id = i.id and m.state <> 'forgotten'), 0) "
    "from import i left join request r on r.id = i.request_id"
)


def _read(row: tuple[Any, ...]) -> ImportRow:
    id_, product, path, begun, state, memories, sources, settings, met, request_id, until, became, left = row
    if became == RequestState.RESTORED:
        state, request_id, until = ImportState.DONE, None, None
    elif became == RequestState.PURGED:
        state, request_id, until = ImportState.PURGED, None, None
    past = PastImport(
        id=id_,
        product=product,
        path=path,
        begun_at=times.from_store(begun).astimezone(),
        state=ImportState(state),
        memories=memories,
        sources=sources,
        request_id=request_id,
        until=None if until is None else times.from_store(until).astimezone(),
        left=left if state == ImportState.UNDONE else 0,
    )
    return ImportRow(past, settings, met)
