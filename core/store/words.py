"""Search by word: FTS5 over what was said and what it stood beside."""

from __future__ import annotations

from collections.abc import Sequence

import apsw


def search_words(
    connection: apsw.Connection, terms: Sequence[str], *, text_weight: float, context_weight: float, limit: int
) -> list[tuple[int, float]]:
    """Memories that hold any of `terms`, best first: (memory id, BM25 score, higher is better).

    The terms are taken literally, whatever characters they hold; they are stemmed as the memories are. A term counts
    `text_weight` in what was said and `context_weight` in what it stood beside.
    """
    if not terms:
        return []
    rows = connection.execute(
        "select rowid, -rank from word where word match ? and rank match ? order by rank limit ?",
        (" OR ".join(map(_quoted, terms)), f"bm25({text_weight:.6f}, {context_weight:.6f})", limit),
    )
    return [(int(id_), float(score)) for id_, score in rows]


def document_frequency(connection: apsw.Connection, terms: Sequence[str], bound: int) -> dict[str, int]:
    """In how many memories each term stands, in any field; counting stops at `bound`."""
    query = "select count(*) from (select 1 from word where word match ? limit ?)"
    return {term: int(connection.execute(query, (_quoted(term), bound)).get) for term in terms}


def check_words(connection: apsw.Connection) -> bool:
    """Whether the index agrees with the memories, word for word."""
    try:
        connection.execute("insert into word(word, rank) values ('integrity-check', 1)")
    except apsw.CorruptError:
        return False
    return True


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""').replace("\0", "") + '"'
