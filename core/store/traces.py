"""Traces: where else in the vault the words of memories stand that are to be purged."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import apsw

from core.store import words
from core.store.chats import FORGOTTEN
from core.store.meant import find_derived
from core.store.telling import Telling, split

Key = tuple[Any, ...]

# What must not keep a telling word: the table, its key, the columns that may hold one, and what is done about it.
# A job that still waits is left: without its path the file could not be read.
_PLACES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("turn", ("id",), ("text",), f"update turn set text = '{FORGOTTEN}' where id = ?"),
    ("chat", ("id",), ("title",), f"update chat set title = '{FORGOTTEN}' where id = ?"),
    ("citation", ("turn_id", "closest", "number"), ("quote", "label", "ref"),
     "delete from citation where turn_id = ? and closest = ? and number = ?"),
    ("revision", ("memory_id", "version"), ("text", "reason"),
     "delete from revision where memory_id = ? and version = ?"),
    ("change", ("id",), ("reason", "operations"), "delete from change where id = ?"),
    ("link", ("first_id", "second_id", "kind"), ("reason",),
     "update link set reason = '' where first_id = ? and second_id = ? and kind = ?"),
    ("tag", ("memory_id", "kind", "tag"), ("tag",), "delete from tag where memory_id = ? and kind = ? and tag = ?"),
    ("recurrence", ("memory_id",), ("reason",), "update recurrence set reason = '' where memory_id = ?"),
    ("step", ("night_id", "name"), ("cursor",), "update step set cursor = '' where night_id = ? and name = ?"),
    ("request", ("id",), ("words",), "update request set words = '' where id = ?"),
    ("import", ("id",), ("path",), "update import set path = '' where id = ?"),
    ("job", ("id",), ("subject", "cursor", "problem"),
     "delete from job where id = ? and state not in ('queued', 'running')"),
    ("skipped", ("id",), ("place", "reason"), "delete from skipped where id = ?"),
)  # fmt: skip

_TITLE = f"update chat set title = '{FORGOTTEN}' where id = ?"


@dataclass(frozen=True, slots=True)
class Traces:
    """What stands elsewhere of the words of some memories.

    `ids` are the memories that go, with what was made from them. `rows` are statements with the keys of the rows they
    are for; `contexts` are memories that stand beside a telling word; `answers` are turns that rest on the memories;
    `tokens` are all the words, as the index holds them.
    """

    ids: tuple[int, ...]
    rows: tuple[tuple[str, tuple[Key, ...]], ...]
    contexts: tuple[int, ...]
    answers: tuple[int, ...]
    tokens: frozenset[str]


def find_traces(
    connection: apsw.Connection, hidden: Collection[int], stopped: Callable[[], None] = lambda: None
) -> Traces:
    """Look for what hidden memories say in everything else that is kept. Writes nothing.

    A word that a memory which stays says too tells nothing: it is left where it is. `stopped` is called now and then.
    """
    ids = tuple(dict.fromkeys([*hidden, *find_derived(connection, hidden)]))
    texts = list(_texts_of(connection, ids))
    telling = Telling(connection, texts, among=ids)
    rows = []
    for table, key, columns, statement in _PLACES if telling else ():
        found = []
        both = " || ' ' || ".join(columns)
        for number, (text, *values) in enumerate(connection.execute(f"select {both}, {', '.join(key)} from {table}")):
            if not number % 64:
                stopped()
            if telling.stands_in(text):
                found.append(tuple(values))
        if found:
            rows.append((statement, tuple(found)))
        if found and table == "turn":
            rows.append((_TITLE, _begun_with(connection, found)))
    beside = words.beside_any(connection, sorted(telling.tokens))
    answers = connection.execute(
        "select distinct turn_id from citation where closest = 0 and memory_id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    every = {token for text in texts for word in split(text) for token in words.tokens_of(connection, word)}
    return Traces(ids, tuple(rows), tuple(beside), tuple(row[0] for row in answers), frozenset(every))


def _begun_with(connection: apsw.Connection, turns: Collection[Key]) -> tuple[Key, ...]:
    """The chats that begin with one of these turns: a title is its first words, and need not hold the telling one."""
    found = connection.execute(
        "select chat_id from (select chat_id, min(id) as first from turn group by chat_id) "
        "where first in (select value from json_each(?))",
        (json.dumps([turn for (turn,) in turns]),),
    )
    return tuple(found)


def _texts_of(connection: apsw.Connection, ids: Collection[int]) -> list[str]:
    """All that these memories said, in every version; and the names of the sources that have nothing else."""
    these = json.dumps(list(ids))
    queries = (
        "select speaker || ' ' || text || ' ' || captions from memory m where id in (select value from json_each(?1))",
        "select text from revision where memory_id in (select value from json_each(?1))",
        "select ref || ' ' || session || ' ' || heading from memory where id in (select value from json_each(?1)) "
        f"and source_id in ({_EMPTIED})",
        f"select title || ' ' || location from source where id in ({_EMPTIED})",
    )
    return [row[0] for query in queries for row in connection.execute(query, (these,))]


_EMPTIED = (
    "select s.id from source s where s.id in "
    "(select source_id from memory where id in (select value from json_each(?1))) and not exists "
    "(select 1 from memory m where m.source_id = s.id and m.id not in (select value from json_each(?1)))"
)


def emptied_sources(connection: apsw.Connection, ids: Collection[int]) -> list[int]:
    """The sources that hold nothing but these memories."""
    return [row[0] for row in connection.execute(_EMPTIED, (json.dumps(list(ids)),))]
