"""Read-only views for answering, and an authorizer under which nothing but they can be read.

What may be evidence stands in `said`: not what an assistant said, not what was archived, superseded or forgotten.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from core.model import times

_EVIDENCE = "m.trust <> 'model' and +m.state in ('active', 'faded')"
_LOCAL = "(m.said_at + m.said_zone * 60000) / 1000, 'unixepoch'"

# Temporary, so that they belong to the reading connection and no migration has to know of them. Sources are looked up
# and not joined: of a joined table without a wanted column the authorizer is not told through which view it is read.
_VIEWS = f"""
create temp view if not exists said as
    select m.id as memory_id, m.ref, m.text, m.form, m.speaker, m.session, m.heading, m.source_id, m.position,
        (select s.title from source s where s.id = m.source_id) as title,
        (select s.kind from source s where s.id = m.source_id) as source_kind,
        (select s.media_type from source s where s.id = m.source_id) as media_type,
        m.said_at, m.said_zone, m.true_from, m.true_to,
        date({_LOCAL}) as said_day,
        cast(strftime('%Y', {_LOCAL}) as integer) as said_year,
        cast(strftime('%m', {_LOCAL}) as integer) as said_month
    from memory m where {_EVIDENCE};
create temp view if not exists said_word as select rowid as memory_id, word as words from word;
"""

_BASES = {"said": {"memory", "source"}, "said_word": {"word"}}
# What the word index reads of its own while a statement runs; a statement that names one of them is refused before.
_INNER = frozenset({"word_data", "word_idx", "word_config", "word_docsize"})
_FUNCTIONS = frozenset({"avg", "count", "date", "json_each", "match", "max", "min", "strftime", "sum"})
# A common table expression may bear the name of a view, and the authorizer is then told that name.
_WITH = re.compile(r"\bwith\b", re.IGNORECASE)

# `form` is "chunk" for what was written itself; what was derived from it would be counted twice.
_WRITTEN = """
select memory_id, ref, text, speaker, heading, title, source_id, media_type, said_at, said_zone
from said
where form = 'chunk' and (?2 is null or said_at is null or said_at >= ?2)
    and memory_id in (select memory_id from said_word where words match ?1)
order by said_at is null, said_at, source_id, position
"""
_VOICES = "select distinct speaker from said where source_id = ? limit ?"

MOST_ROWS = 50_000
MOST_SECONDS = 3.0
_STEPS = 20_000


class TooMuch(Exception):
    """A query would give more rows, or take more time, than an answer is worth."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written or said in one memory, as `said` shows it. `title` is its source's."""

    memory_id: int
    ref: str
    text: str
    speaker: str
    heading: str
    title: str
    source_id: int
    media_type: str
    said_at: datetime | None


def written_with(
    connection: apsw.Connection, words: Iterable[str], *, since: datetime | None = None, most: int = MOST_ROWS
) -> list[Written]:
    """What was said with any of `words` in it, oldest first, what has no time last; with `since` nothing older.

    Words are taken literally, whatever characters they hold; they are stemmed as the memories are.

    Raises:
        TooMuch: there is more than `most`.
    """
    any_of = " OR ".join('"' + word.replace('"', '""').replace("\0", "") + '"' for word in words)
    earliest = None if since is None else times.to_store(since)[0]
    rows = select_rows(connection, _WRITTEN, (f"{{text}} : ({any_of})", earliest), most_rows=most) if any_of else []
    return [_read(row) for row in rows]


def voices_of(connection: apsw.Connection, source_id: int, most: int) -> list[str]:
    """Up to `most` of the speakers of a source, each once."""
    return [row[0] for row in select_rows(connection, _VOICES, (source_id, most))]


def select_rows(
    connection: apsw.Connection,
    sql: str,
    parameters: Sequence[str | int | float | None] = (),
    *,
    most_rows: int = MOST_ROWS,
    most_seconds: float = MOST_SECONDS,
) -> list[tuple[Any, ...]]:
    """Run one SELECT over the views `said` and `said_word` and return its rows.

    Raises:
        TooMuch: it gave more than `most_rows` or took longer than `most_seconds`.
        apsw.AuthError: it reads something else, writes, or is more than one statement: a bug of the caller.
    """
    _make_views(connection)
    if _WITH.search(sql):
        raise apsw.AuthError("a query over the views has no common table expressions")
    guard = _Guard(time.monotonic() + most_seconds)
    cursor = connection.cursor()
    cursor.exec_trace = guard.begin
    connection.authorizer = guard.allow
    connection.set_progress_handler(guard.too_late, _STEPS)
    rows: list[tuple[Any, ...]] = []
    try:
        for row in cursor.execute(sql, tuple(parameters), can_cache=False):
            if len(rows) >= most_rows:
                raise TooMuch
            rows.append(row)
    except apsw.InterruptError:
        raise TooMuch from None
    finally:
        cursor.close(True)
        connection.set_progress_handler(None)
        connection.authorizer = None
    return rows


class _Guard:
    """Decides about each thing a statement does, first while it is prepared, then while it runs."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._running = False

    def begin(self, _cursor: apsw.Cursor, _sql: str, _bindings: object) -> bool:
        """Called between the preparing of a statement and its first step; false stops it."""
        first, self._running = not self._running, True
        if not first:
            raise apsw.AuthError("only one statement at a time")
        return True

    def allow(self, action: int, first: str | None, second: str | None, _database: str | None, view: str | None) -> int:
        """The authorizer: `SQLITE_OK` or `SQLITE_DENY`."""
        if self._permits(action, first, second, view):
            return apsw.SQLITE_OK
        return apsw.SQLITE_DENY

    def too_late(self) -> bool:
        """The progress handler: true stops the statement."""
        return time.monotonic() > self._until

    def _permits(self, action: int, first: str | None, second: str | None, view: str | None) -> bool:
        match action:
            case apsw.SQLITE_SELECT:
                return True
            case apsw.SQLITE_READ:
                if first in _BASES or first == "json_each":
                    return True
                return first in _BASES.get(view or "", ()) or (self._running and first in _INNER)
            case apsw.SQLITE_FUNCTION:
                return second in _FUNCTIONS
            case apsw.SQLITE_PRAGMA:
                return self._running and first == "data_version"  # asked by the word index itself
            case _:
                return False


def _read(row: tuple[Any, ...]) -> Written:
    memory_id, ref, text, speaker, heading, title, source_id, media_type, said_at, said_zone = row
    said = None if said_at is None else times.from_store(said_at, said_zone)
    return Written(memory_id, ref, text, speaker, heading, title, source_id, media_type, said)


def _make_views(connection: apsw.Connection) -> None:
    """Make the views on this connection, once; and let the word index read its settings before the guard is there."""
    if not connection.execute("select count(*) from sqlite_temp_master where name = 'said_word'").get:
        only = connection.pragma("query_only")
        connection.pragma("query_only", False)
        try:
            connection.execute(_VIEWS)
        finally:
            connection.pragma("query_only", only)
    connection.execute("select rowid from word limit 0").fetchall()
