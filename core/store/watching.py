"""The migration that makes room for watched folders and what is known of each file in them."""

from __future__ import annotations

import apsw


def watching(connection: apsw.Connection) -> None:
    """Folders with their rules, and a row for each file: how it looked last, what became of it."""
    connection.execute(_WATCHING)


# `digest` is the SHA-256 of what was taken in, empty until then. A file that is `gone` keeps the request that hides
# its memories, so that they come back with it; it goes with the request.
_WATCHING = """
create table folder(
    id integer primary key autoincrement,
    path text not null unique,
    include text not null default '[]',
    exclude text not null default '[]',
    largest integer not null check (largest > 0),
    state text not null default 'watched' check (state in ('watched', 'paused', 'away')),
    volume text not null default '',
    notice text not null default '',
    added_at integer not null,
    looked_at integer
) strict;

create table folder_file(
    id integer primary key,
    folder_id integer not null references folder(id) on delete cascade,
    path text not null unique,
    size integer not null,
    modified_ns integer not null,
    device integer not null,
    inode integer not null,
    digest blob not null default x'',
    state text not null check (state in ('new', 'queued', 'in', 'failed', 'gone')),
    request_id integer references request(id) on delete cascade
) strict;
create index folder_file_by_folder on folder_file(folder_id, state);
create index folder_file_by_digest on folder_file(digest) where length(digest) > 0;
create index folder_file_by_request on folder_file(request_id) where request_id is not null;
"""
