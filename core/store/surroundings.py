"""What a message stands beside: its context in the word index, worded anew as what is before it goes or returns."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import apsw

from core.model import times
from core.model.wording import CONTEXT_MEMORIES, word_context, word_text
from core.store import words

# Only messages take words from their neighbours; what stands beside a passage of a file is its heading.
_AFTER = f"""
select distinct m.id from json_each(?) g join memory b on b.id = g.value
    join memory m on m.source_id = b.source_id and m.session = b.session and m.form = 'chunk'
        and m.position between b.position + 1 and b.position + {CONTEXT_MEMORIES}
    join source s on s.id = m.source_id
where s.kind in ('conversation', 'import') and m.id not in (select value from json_each(?1))
"""
_BEFORE = f"""
select b.text, b.captions from memory m join memory b on b.source_id = m.source_id and b.session = m.session
    and b.position between m.position - {CONTEXT_MEMORIES} and m.position - 1
where m.id = ? and b.state <> 'forgotten' order by b.position desc
"""


def memories_after(connection: apsw.Connection, ids: Collection[int]) -> list[int]:
    """The messages, other than these, in whose context the words of these may stand."""
    return [row[0] for row in connection.execute(_AFTER, (json.dumps(sorted(ids)),))]


def renew_contexts(connection: apsw.Connection, ids: Collection[int]) -> None:
    """Word the contexts of these messages anew from what stands before them and is not forgotten."""
    for memory_id in ids:
        row: Any = connection.execute(
            "select context, said_at, said_zone from memory where id = ?", (memory_id,)
        ).fetchone()
        before = [
            word_text("", text, json.loads(captions) if captions else ())
            for text, captions in connection.execute(_BEFORE, (memory_id,))
        ]
        context = word_context(before, None if row[1] is None else times.from_store(row[1], row[2]))
        if context != row[0]:
            set_context(connection, memory_id, context)


def set_context(connection: apsw.Connection, memory_id: int, context: str) -> None:
    """Change what a memory is found by beside its own words."""
    words.unindex_memories(connection, [memory_id])
    connection.execute("update memory set context = ? where id = ?", (context, memory_id))
    words.index_memories(connection, [memory_id])
