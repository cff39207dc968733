"""Search by word: FTS5 over what was said and what it stood beside."""

from __future__ import annotations

import bisect
import json
from collections.abc import Collection, Sequence
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

_TOKENIZER = ("porter", ["unicode61", "remove_diacritics", "2"])
_LONGEST_SIZE = 8
_TOTALS = 1


def search_words(
    connection: apsw.Connection, terms: Sequence[str], *, text_weight: float, context_weight: float, limit: int
) -> list[tuple[int, float]]:
    """Memories that hold any of `terms`, best first: (memory id, BM25 score, higher is better).

    The terms are taken literally, whatever characters they hold; they are stemmed as the memories are. A term counts
    `text_weight` in what was said and `context_weight` in what it stood beside. FTS5 looks at each memory with one of
    them, at 6 µs each.
    """
    if not terms:
        return []
    rows = connection.execute(
        "select rowid, -rank from word where word match ? and rank match ? order by rank limit ?",
        (" OR ".join(map(_quoted, terms)), f"bm25({text_weight:.6f}, {context_weight:.6f})", limit),
    )
    return [(int(id_), float(score)) for id_, score in rows]


def index_memories(connection: apsw.Connection, ids: Sequence[int]) -> None:
    """Make stored memories findable by word. None of them may be in the index yet."""
    connection.execute(
        "insert into word(rowid, text, context) select id, text, context from worded "
        "where id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )


def unindex_memories(connection: apsw.Connection, ids: Sequence[int]) -> None:
    """Take memories out of the index. Their rows must still hold the words that were indexed."""
    connection.execute(
        "insert into word(word, rowid, text, context) select 'delete', id, text, context from worded "
        "where id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )


def document_frequency(connection: apsw.Connection, terms: Sequence[str], bound: int) -> dict[str, int]:
    """In how many memories each term stands, in any field; counting stops at `bound`."""
    query = "select count(*) from (select 1 from word where word match ? limit ?)"
    return {term: int(connection.execute(query, (_quoted(term), bound)).get) for term in terms}


def ranked_with(connection: apsw.Connection, ways: Sequence[Sequence[str]]) -> list[int]:
    """The ids of all memories that hold, in what was said, one way of each of `ways`; the best by BM25 first."""
    every = " AND ".join("(" + " OR ".join(map(_quoted, either)) + ")" for either in ways)
    rows = connection.execute("select rowid from word where word match ? order by rank, rowid", (f"text : ({every})",))
    return [row[0] for row in rows]


def beside_any(connection: apsw.Connection, tokens: Sequence[str]) -> list[int]:
    """The ids of the memories that stand beside one of these tokens, as the index holds them."""
    rows = connection.execute(
        "select distinct doc from json_each(?) w join occurrence o on o.term = w.value where o.col = 'context'",
        (json.dumps(list(tokens)),),
    )
    return [row[0] for row in rows]


def is_said(connection: apsw.Connection, term: str, apart_from: Collection[int] = ()) -> bool:
    """Whether a memory other than these says the term itself: beside another one is not enough."""
    rows = connection.execute("select rowid from word where word match ?", (f"text : {_quoted(term)}",))
    return any(row[0] not in apart_from for row in rows)


def tokens_of(connection: apsw.Connection, term: str) -> tuple[str, ...]:
    """The tokens a term is indexed by: none when it is only signs, several when it has signs inside."""
    made = connection.fts5_tokenizer(*_TOKENIZER)(_encoded(term), apsw.FTS5_TOKENIZE_QUERY, None, include_offsets=False)
    return tuple(str(token[0]) for token in made)


def occurrences(connection: apsw.Connection, token: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where a token stands: a memory id for each time, in ascending order, and whether it is in the context there."""
    said = connection.execute(
        "select group_concat(doc * 2 + (col = 'context')) from occurrence where term = ?", (token,)
    ).get
    both = _numbers(said)
    return both >> 1, (both & 1).astype(np.bool_)


def newest_with(connection: apsw.Connection, term: str, field: str, limit: int) -> NDArray[np.int64]:
    """The ids of the newest `limit` memories with a term in `field` (“text” or “context”), newest first."""
    said = connection.execute(
        "select group_concat(rowid) from (select rowid from word where word match ? order by rowid desc limit ?)",
        (f"{field} : {_quoted(term)}", limit),
    ).get
    return _numbers(said)


def sizes_after(connection: apsw.Connection, after_id: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids of the memories after `after_id`, and how many tokens each has, text and context together."""
    # FTS5 keeps a size for each column: big-endian groups of seven bits, the last group without its eighth. A group of
    # nothing but the eighth bit adds nothing: with it all are made equally long.
    row: Any = connection.execute(
        "select group_concat(id), group_concat(substr(hex(sz) || ?, 1, ?), '') from word_docsize where id > ?",
        ("80" * _LONGEST_SIZE, 2 * _LONGEST_SIZE, after_id),
    ).fetchone()
    ids, sizes = row
    groups = np.frombuffer(bytes.fromhex(sizes or ""), np.uint8).reshape(-1, _LONGEST_SIZE)
    total, value = np.zeros(len(groups), np.int64), np.zeros(len(groups), np.int64)
    for group in groups.T:
        value = (value << 7) | (group & 0x7F)
        last = group < 0x80
        total += np.where(last, value, 0)
        value = np.where(last, 0, value)
    return _numbers(ids), total


def totals(connection: apsw.Connection) -> tuple[int, int]:
    """How many memories the index holds, and how many tokens in all."""
    block = connection.execute("select block from word_data where id = ?", (_TOTALS,)).get
    numbers, value = [], 0
    for byte in block or b"":
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return (numbers[0], sum(numbers[1:])) if numbers else (0, 0)


def check_words(connection: apsw.Connection) -> bool:
    """Whether the index agrees with the memories, word for word."""
    try:
        connection.execute("insert into word(word, rank) values ('integrity-check', 1)")
    except apsw.CorruptError:
        return False
    return True


def clear_marks(connection: apsw.Connection, gone: Collection[str]) -> None:
    """Let nothing in the index tell of tokens that are `gone` from it; call it in the transaction that removed them.

    A removed word leaves the index at once, but between two pages stands a mark: the first letters, or all, of what
    once began the second. If one is of a word that is gone, the index is written anew, from what is in it.
    """
    _flush(connection)
    if telling_marks(connection, gone):
        # FTS5 leaves an index of one segment as it is: a memory that is indexed anew makes a second one.
        newest = connection.execute("select max(rowid) from word_docsize").get
        if newest is None:
            connection.execute("insert into word(word) values ('delete-all')")
            return
        unindex_memories(connection, [newest])
        _flush(connection)
        index_memories(connection, [newest])
        _flush(connection)
        connection.execute("insert into word(word) values ('optimize')")


def telling_marks(connection: apsw.Connection, gone: Collection[str]) -> bool:
    """Whether a mark in the index tells of tokens that are `gone` from it."""
    tokens = sorted(token.encode() for token in gone if not is_indexed(connection, token))
    for (mark,) in connection.execute("select term from word_idx where length(term) > 1"):
        begun = bytes(mark)[1:]
        place = bisect.bisect_left(tokens, begun)
        if place < len(tokens) and tokens[place].startswith(begun) and not _begins_a_word(connection, begun):
            return True
    return False


def is_indexed(connection: apsw.Connection, token: str) -> bool:
    """Whether the index holds a token, in any field."""
    return bool(connection.execute("select exists (select 1 from vocabulary where term = ?)", (token,)).get)


def _begins_a_word(connection: apsw.Connection, begun: bytes) -> bool:
    first = connection.execute(
        "select min(term) from vocabulary where term >= ?", (begun.decode("utf-8", "ignore"),)
    ).get
    return first is not None and first.encode().startswith(begun)


def _flush(connection: apsw.Connection) -> None:
    """Make FTS5 write what it gathers during a transaction."""
    connection.execute("savepoint words")
    connection.execute("release words")


def _numbers(said: str | None) -> NDArray[np.int64]:
    return np.fromstring(said or "", np.int64, sep=",")


def _quoted(term: str) -> str:
    return '"' + _encoded(term).decode().replace('"', '""') + '"'


def _encoded(term: str) -> bytes:
    return term.replace("\0", "").encode("utf-8", "replace")
