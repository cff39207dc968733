"""The migration that lets memories ebb: changes, links, tags, topics, nights, and what is to be forgotten."""

from __future__ import annotations

import apsw


def ebbing(connection: apsw.Connection) -> None:
    """Room for what forgetting and sleep do, each act with what it takes to undo it."""
    connection.execute(_EBBING)


# `change.memory_id` and `touched.memory_id` are no references: undoing what made a memory removes the memory, and the
# change that says so stays. Purging removes them by hand.
# What is forgotten is out of the word index from the moment it is asked for, so `worded`, which the index is held
# against, leaves it out.
# How firmly a memory stands changes with every use and decides little of what is found, so it is no change that makes
# what is held of the vault in memory worthless: `memory_changes` leaves it out.
_EBBING = """
create table used(
    id integer primary key,
    memory_id integer not null references memory(id) on delete cascade,
    turn_id integer references turn(id) on delete set null,
    kind text not null check (kind in ('retrieved', 'cited', 'opened', 'confirmed', 'corrected')),
    at integer not null
) strict;
insert into used select id, memory_id, turn_id, kind, at from access;
drop table access;
alter table used rename to access;
create index access_by_memory on access(memory_id, at);

create table revision(
    memory_id integer not null references memory(id) on delete cascade,
    version integer not null,
    text text not null,
    replaced_at integer not null,
    reason text not null default '',
    primary key (memory_id, version)
) strict, without rowid;

create table link(
    first_id integer not null references memory(id) on delete cascade,
    second_id integer not null references memory(id) on delete cascade,
    kind text not null check (kind in ('alike', 'together', 'about', 'follows')),
    weight real not null check (weight > 0),
    reason text not null default '',
    made_at integer not null,
    used_at integer not null,
    primary key (first_id, second_id, kind),
    check (first_id < second_id)
) strict, without rowid;
create index link_by_second on link(second_id);
create index link_by_use on link(used_at) where kind = 'together';

create table tag(
    memory_id integer not null references memory(id) on delete cascade,
    kind text not null check (kind in ('keyword', 'tag', 'role')),
    tag text not null,
    weight real not null default 1.0,
    primary key (memory_id, kind, tag)
) strict, without rowid;
create index tag_by_name on tag(kind, tag);

create table topic(
    memory_id integer primary key references memory(id) on delete cascade,
    above_id integer references topic(memory_id) on delete set null,
    size integer not null default 0
) strict;
create index topic_by_above on topic(above_id);

create table recurrence(
    memory_id integer primary key references memory(id) on delete cascade,
    days real not null check (days > 0),
    next_at integer not null,
    reason text not null default ''
) strict;

create table night(
    id integer primary key autoincrement,
    begun_at integer not null,
    ended_at integer,
    cause text not null check (cause in ('idle', 'hand')),
    state text not null check (state in ('running', 'stopped', 'done', 'undone')),
    owner text not null default ''
) strict;

create table step(
    night_id integer not null references night(id) on delete cascade,
    name text not null,
    position integer not null,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done')),
    cursor text not null default '',
    done integer not null default 0,
    seconds real not null default 0.0,
    primary key (night_id, name)
) strict, without rowid;

create table change(
    id integer primary key autoincrement,
    night_id integer references night(id) on delete set null,
    step text not null default '',
    kind text not null,
    memory_id integer,
    at integer not null,
    reason text not null,
    operations text not null,
    undone_at integer
) strict;
create index change_by_night on change(night_id, id);
create index change_by_memory on change(memory_id);

create table touched(
    memory_id integer not null,
    change_id integer not null references change(id) on delete cascade,
    primary key (memory_id, change_id)
) strict, without rowid;
create index touched_by_change on touched(change_id);

create table request(
    id integer primary key autoincrement,
    asked_at integer not null,
    until integer not null,
    words text not null,
    memories integer not null,
    state text not null check (state in ('hidden', 'restored', 'purged'))
) strict;

create table hidden(
    memory_id integer primary key references memory(id) on delete cascade,
    request_id integer not null references request(id) on delete cascade,
    state text not null
) strict;
create index hidden_by_request on hidden(request_id);

drop view worded;
create view worded(id, text, context) as
    select id, speaker || ' ' || text || ' ' || captions, context from memory where state <> 'forgotten';

create index memory_by_time on memory(coalesce(said_at, stored_at), id);
create index memory_by_state on memory(state, form);
create index parent_by_parent on parent(parent_id);

drop trigger memory_changes;
create trigger memory_changes after update of
    kind, form, text, captions, context, source_id, position, ref, heading, speaker, session, said_at, true_from,
    true_to, true_grain, state, trust, pinned, version, precision, embedded_in on memory
begin
    update tally set value = value + 1 where name = 'changes';
end;
"""
