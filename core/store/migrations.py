"""Migrations: named functions, each applied and recorded in one transaction.

One that was ever released is never changed; the next one follows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import apsw
import numpy as np

from core.model import times
from core.store import codes
from core.store.ebbing import ebbing
from core.store.imports import importing
from core.store.narrowing import narrowing
from core.store.notes import noting
from core.store.purged import purging
from core.store.watching import watching

APPLICATION_ID = 0x45626256  # "EbbV"

Migration = Callable[[apsw.Connection], None]


def version_of(connection: apsw.Connection) -> int:
    """How many migrations this database has had."""
    return int(connection.pragma("user_version"))


def apply_migrations(connection: apsw.Connection) -> None:
    """Bring the database to the newest shape; every step is kept or undone as a whole."""
    for number in range(version_of(connection), len(MIGRATIONS)):
        migration = MIGRATIONS[number]
        connection.execute("begin immediate")
        try:
            # Another process may have been quicker between the look and the lock.
            if version_of(connection) == number:
                migration(connection)
                connection.execute(
                    "insert into migration(number, name, applied_at) values (?, ?, ?)",
                    (number + 1, migration.__name__, times.to_store(times.now())[0]),
                )
                connection.pragma("user_version", number + 1)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise


def first_light(connection: apsw.Connection) -> None:
    """The first shape: sources, memories, words, embedding spaces, jobs, chats, accesses."""
    connection.pragma("application_id", APPLICATION_ID)
    connection.execute(_FIRST_LIGHT)
    connection.execute("insert into word(word, rank) values ('secure-delete', 1)")


# Times are milliseconds since 1970 UTC (`*_at`), with the zone's offset in minutes where a clock was read (`*_zone`).
_FIRST_LIGHT = """
create table migration(number integer primary key, name text not null, applied_at integer not null) strict;

create table setting(key text primary key, value text not null) strict, without rowid;

create table source(
    id integer primary key,
    kind text not null check (kind in ('file', 'conversation', 'capture', 'import')),
    title text not null,
    location text not null,
    content_hash blob not null,
    media_type text not null,
    size integer not null,
    added_at integer not null,
    modified_at integer
) strict;
create unique index source_by_location on source(kind, location);
create index source_by_hash on source(content_hash) where length(content_hash) > 0;

create table memory(
    id integer primary key,
    kind text not null check (kind in ('core', 'episodic', 'semantic', 'procedural')),
    form text not null check (form in ('chunk', 'fact', 'triple', 'event', 'summary', 'concept', 'lesson')),
    text text not null,
    captions text not null default '',
    context text not null default '',
    source_id integer not null references source(id) on delete cascade,
    position integer not null,
    ref text not null,
    span_start integer not null,
    span_end integer not null,
    page integer,
    line integer,
    heading text not null default '',
    speaker text not null default '',
    session text not null default '',
    said_at integer,
    said_zone integer not null default 0,
    true_from integer,
    true_to integer,
    stored_at integer not null,
    significance real not null default 0.5 check (significance between 0 and 1),
    stability real not null check (stability > 0),
    reinforced_at integer not null,
    recalls integer not null default 0,
    state text not null default 'active' check (state in ('active', 'faded', 'archived', 'superseded', 'forgotten')),
    trust text not null check (trust in ('user', 'file', 'imported', 'model')),
    pinned integer not null default 0,
    version integer not null default 1,
    precision text not null default 'float' check (precision in ('float', 'int8', 'bit')),
    embedded_in integer not null default 0
) strict;
create unique index memory_by_place on memory(source_id, position);
create index memory_by_ref on memory(source_id, ref);
create index memory_unembedded on memory(id) where embedded_in = 0;
create index memory_by_speaker on memory(speaker);

create table parent(
    memory_id integer not null references memory(id) on delete cascade,
    parent_id integer not null references memory(id) on delete cascade,
    primary key (memory_id, parent_id)
) strict, without rowid;

create view worded(id, text, context) as
    select id, speaker || ' ' || text || ' ' || captions, context from memory;

create virtual table word using fts5(
    text, context, content='worded', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
create virtual table vocabulary using fts5vocab(word, 'row');

create table space(
    id integer primary key autoincrement,
    model text not null,
    fingerprint text not null,
    dimension integer not null check (dimension between 1 and 8192),
    created_at integer not null,
    current integer not null default 0
) strict;

create table job(
    id integer primary key autoincrement,
    kind text not null check (kind in ('file', 'conversation')),
    subject text not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    done integer not null default 0,
    total integer not null default 0,
    cursor text not null default '',
    problem text not null default '',
    attempts integer not null default 0,
    owner text not null default '',
    created_at integer not null,
    updated_at integer not null
) strict;
create index job_by_state on job(state, id);
create unique index job_waiting on job(kind, subject) where state in ('queued', 'running');

create table skipped(
    id integer primary key,
    job_id integer not null references job(id) on delete cascade,
    place text not null,
    reason text not null
) strict;
create index skipped_by_job on skipped(job_id);

create table chat(
    id integer primary key autoincrement,
    title text not null,
    started_at integer not null,
    last_at integer not null
) strict;

create table turn(
    id integer primary key autoincrement,
    chat_id integer not null references chat(id) on delete cascade,
    role text not null check (role in ('user', 'assistant')),
    text text not null,
    said_at integer not null,
    said_zone integer not null,
    answer text not null default ''
) strict;
create index turn_by_chat on turn(chat_id, id);

create table citation(
    turn_id integer not null references turn(id) on delete cascade,
    number integer not null,
    memory_id integer not null references memory(id) on delete cascade,
    ref text not null,
    quote text not null,
    label text not null,
    closest integer not null default 0,
    primary key (turn_id, closest, number)
) strict, without rowid;
create index citation_by_memory on citation(memory_id);

create table access(
    id integer primary key,
    memory_id integer not null references memory(id) on delete cascade,
    turn_id integer references turn(id) on delete set null,
    kind text not null check (kind in ('retrieved', 'cited', 'opened', 'corrected')),
    at integer not null
) strict;
create index access_by_memory on access(memory_id, at);
"""


def understanding(connection: apsw.Connection) -> None:
    """What a memory says: when it was true, whom and what it names, what holds of them; why a citation was found."""
    connection.execute(_UNDERSTANDING)


# `subject` and `object` are folded for comparison; `*_shown` is how they were written. A subject is empty when
# a thing is nobody's in particular ("the gate code"). `standing`: holds, held (and does not any more), denied (ended,
# or never).
# What is derived from a memory goes with it: rows by cascade, names that nothing mentions any more by trigger.
_UNDERSTANDING = """
alter table citation add column channels text not null default '{}';

alter table memory add column true_grain text not null default '';
alter table memory add column understood_in integer not null default 0;
create index memory_by_understanding on memory(understood_in);

create table entity(
    id integer primary key,
    name text not null,
    folded text not null,
    kind text not null check (kind in ('person', 'place', 'organisation', 'thing', 'amount', 'address')),
    mentions integer not null default 0
) strict;
create unique index entity_by_folded on entity(folded);

create table mention(
    memory_id integer not null references memory(id) on delete cascade,
    entity_id integer not null references entity(id) on delete cascade,
    span_start integer not null,
    span_end integer not null,
    means text not null check (means in ('name', 'alias', 'pronoun')),
    primary key (memory_id, entity_id)
) strict, without rowid;
create index mention_by_entity on mention(entity_id, memory_id);

create trigger mention_comes after insert on mention begin
    update entity set mentions = mentions + 1 where id = new.entity_id;
end;
create trigger mention_goes after delete on mention begin
    update entity set mentions = mentions - 1 where id = old.entity_id;
    delete from entity where id = old.entity_id and mentions <= 0;
end;

create table alias(
    folded text not null,
    entity_id integer not null references entity(id) on delete cascade,
    memory_id integer not null references memory(id) on delete cascade,
    primary key (folded, entity_id, memory_id)
) strict, without rowid;
create index alias_by_entity on alias(entity_id);
create index alias_by_memory on alias(memory_id);

create table triple(
    id integer primary key,
    memory_id integer not null references memory(id) on delete cascade,
    subject text not null,
    subject_shown text not null,
    relation text not null,
    object text not null,
    object_shown text not null,
    span_start integer not null,
    span_end integer not null,
    stable integer not null default 0,
    standing text not null default 'holds' check (standing in ('holds', 'held', 'denied')),
    true_from integer,
    true_to integer
) strict;
create index triple_by_relation on triple(relation, subject);
create index triple_by_subject on triple(subject);
create index triple_by_object on triple(object);
create index triple_by_memory on triple(memory_id);
"""


def scale(connection: apsw.Connection) -> None:
    """What a million memories need: codes, vectors in a plain table, where words occur, a count that is kept."""
    connection.execute(_SCALE)
    row: Any = connection.execute("select id, dimension from space where current = 1").fetchone()
    if row is None:
        return
    space_id, dimension = row
    connection.execute("create table plain(memory_id integer primary key, embedding blob not null) strict")
    connection.execute(f"insert into plain select memory_id, embedding from vector_{space_id}")
    connection.execute(f"drop table vector_{space_id}")
    connection.execute(f"alter table plain rename to vector_{space_id}")
    codes.create_codes(connection, space_id)
    batch = f"select memory_id, embedding from vector_{space_id} where memory_id > ? order by memory_id limit ?"
    found: list[Any] = connection.execute(batch, (0, codes.CHUNK)).fetchall()
    while found:
        rows = np.frombuffer(b"".join(blob for _, blob in found), np.float32).reshape(-1, dimension)
        codes.put_codes(connection, space_id, [id_ for id_, _ in found], rows)
        found = connection.execute(batch, (found[-1][0], codes.CHUNK)).fetchall()


_SCALE = """
create virtual table occurrence using fts5vocab(word, 'instance');

create table tally(name text primary key, value integer not null) strict, without rowid;
insert into tally(name, value) select 'memories', count(*) from memory;
insert into tally(name, value) values ('changes', 0);
create trigger memory_comes after insert on memory begin
    update tally set value = value + 1;
end;
create trigger memory_changes after update on memory begin
    update tally set value = value + 1 where name = 'changes';
end;
create trigger memory_goes after delete on memory begin
    update tally set value = value + case name when 'changes' then 1 else -1 end;
end;
"""

MIGRATIONS: tuple[Migration, ...] = (
    first_light,
    understanding,
    scale,
    ebbing,
    purging,
    narrowing,
    noting,
    watching,
    importing,
)
