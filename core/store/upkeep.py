"""Upkeep of the indexes, in slices: the word index becomes one piece again, the planner learns what there is."""

from __future__ import annotations

import hashlib
import json

import apsw

_PAGES_A_SLICE = 500
_SMALL_SHARE, _MOST_PIECES = 0.1, 16
_ROWS_LOOKED_AT = 400


def is_scattered(connection: apsw.Connection) -> bool:
    """Whether the word index lies in so many pieces that searching gains from making it one.

    Each piece is looked through for each word. Making it one writes all of it anew: that is done when the small pieces
    together come to a tenth of the largest, or are many.
    """
    sizes = sorted(row[0] for row in connection.execute("select count(*) from word_idx group by segid"))
    return len(sizes) > 1 and (sum(sizes[:-1]) > _SMALL_SHARE * sizes[-1] or len(sizes) > _MOST_PIECES)


def gather_words(connection: apsw.Connection, *, begin: bool) -> bool:
    """Write some pages of the word index anew. `begin` starts with all its pieces. True as long as more is to be done.

    FTS5 says that it is done by writing next to nothing: https://sqlite.org/fts5.html#the_merge_command
    """
    before = connection.total_changes()
    pages = -_PAGES_A_SLICE if begin else _PAGES_A_SLICE
    connection.execute("insert into word(word, rank) values ('merge', ?)", (pages,))
    return connection.total_changes() - before >= 2


def learn_sizes(connection: apsw.Connection) -> None:
    """Let the query planner look at tables that have grown since it last did.

    The samples of values it takes along are removed at once: they may hold words of memories.
    """
    connection.pragma("analysis_limit", _ROWS_LOOKED_AT)
    connection.execute("pragma optimize(0x10002)").fetchall()
    forget_samples(connection)


def forget_samples(connection: apsw.Connection) -> None:
    """Remove the values that the query planner keeps as samples; without them it plans a little less well."""
    if connection.execute("select count(*) from sqlite_schema where name = 'sqlite_stat4'").get:
        connection.execute("delete from sqlite_stat4")


def mark_of_contents(connection: apsw.Connection) -> str:
    """A hash that changes with memories, chats, uses, requests and settings, and not by a night alone."""
    ended = connection.execute("select name, seq from sqlite_sequence where name <> 'night' order by name").fetchall()
    rows = connection.execute("select name, value from tally order by name").fetchall()
    used = connection.execute("select max(id) from access").get
    kept = connection.execute("select key, value from setting where key not like 'keep.%' order by key").fetchall()
    return hashlib.sha256(json.dumps([ended, rows, used, kept]).encode()).hexdigest()
