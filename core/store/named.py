"""Sources and chats by their names, and the tags in memories: for search over everything and its completions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import apsw

from core.store.sources import SHOWN

_TAG = re.compile(r"(?<![\w#&/])#(\w[\w-]*)")
_TAGGED = 500

_LONGEST_WORD = 100


def sources_named(connection: apsw.Connection, words: Sequence[str], limit: int) -> list[int]:
    """The ids of the sources whose title or location holds every word, those whose title begins so first."""
    holder = f"(select s.* from source s where {SHOWN})"
    return _named(connection, holder, "id", "title || ' ' || location", "added_at", words, limit)


def chats_named(connection: apsw.Connection, words: Sequence[str], limit: int) -> list[int]:
    """The ids of the chats whose title holds every word, those that begin so first."""
    return _named(connection, "chat", "id", "title", "last_at", words, limit)


def titles_of_sources(connection: apsw.Connection, limit: int) -> list[str]:
    """The titles of sources, each once, the newest first."""
    rows = connection.execute(
        f"select s.title from source s where {SHOWN} group by s.title order by max(s.added_at) desc, s.title limit ?",
        (limit,),
    )
    return [row[0] for row in rows]


def tags_of(connection: apsw.Connection) -> list[str]:
    """The tags (“#garden”) of the newest memories that have some, the most frequent first."""
    rows = connection.execute(
        "select text from memory where +state in ('active', 'faded') and text like '%#%' order by id desc limit ?",
        (_TAGGED,),
    )
    found: dict[str, int] = {}
    for (text,) in rows:
        for tag in _TAG.findall(text):
            found[tag] = found.get(tag, 0) + 1
    return sorted(found, key=lambda tag: (-found[tag], tag))


def words_beginning(connection: apsw.Connection, prefix: str, limit: int) -> list[str]:
    """The first `limit` indexed words, by the alphabet, that begin with `prefix`, which is in lower case."""
    rows = connection.execute(
        "select term from vocabulary where term >= ? and term < ? limit ?", (prefix, prefix + "\U0010ffff", limit)
    )
    return [row[0] for row in rows]


def _named(
    connection: apsw.Connection, table: str, key: str, text: str, newest: str, words: Sequence[str], limit: int
) -> list[int]:
    if not words:
        return []
    holds = " and ".join([f"{text} like ? escape '\\'"] * len(words))
    # SQLite refuses patterns of more than 50,000 bytes; no title is told apart by so many characters anyway.
    words = [word[:_LONGEST_WORD] for word in words]
    quoted = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words]
    values: list[Any] = [f"%{word}%" for word in quoted]
    rows = connection.execute(
        f"select {key} from {table} where {holds} order by title like ? escape '\\' desc, {newest} desc, {key} limit ?",
        (*values, f"{quoted[0]}%", limit),
    )
    return [row[0] for row in rows]
