"""Questions whose answer is known: from what the user corrected, confirmed or opened, and memories to make some of."""

from __future__ import annotations

from typing import Any

import apsw

from core.model.memory import Form, SourceKind
from core.store.corrections import LOCATION


def questions_with_answers(connection: apsw.Connection, limit: int) -> list[tuple[str, set[int]]]:
    """What was asked, newest first, each with the memories that the user said or showed to be right."""
    rows: list[Any] = connection.execute(_QUESTIONS, (SourceKind.CAPTURE, LOCATION, limit)).fetchall()
    found: dict[str, set[int]] = {}
    for question, memory_id in rows:
        found.setdefault(question, set()).add(memory_id)
    return list(found.items())


def sample_memories(connection: apsw.Connection, form: Form, count: int, where: float) -> list[int]:
    """Up to `count` memories of a form in everyday reach, a stretch of ids that begins at the share `where` of all.

    Every so many-th is taken, so that they are spread over the vault.
    """
    lowest, highest = connection.execute(
        "select coalesce(min(id), 0), coalesce(max(id), 0) from memory where form = ? and state in ('active', 'faded')",
        (form,),
    ).fetchone() or (0, 0)
    if not highest:
        return []
    stride = max(1, (highest - lowest + 1) // max(1, count))
    first = int(where * stride)
    rows = connection.execute(
        "select id from memory where form = ?1 and state in ('active', 'faded') and id >= ?2 "
        "and (id - ?2) % ?3 = ?4 limit ?5",
        (form, lowest, stride, first, count),
    )
    return [row[0] for row in rows]


def parents_in_reach(connection: apsw.Connection, memory_id: int) -> list[int]:
    """The memories this one was made from, as far as they are in everyday reach."""
    rows = connection.execute(
        "select m.id from parent p join memory m on m.id = p.parent_id where p.memory_id = ? "
        "and m.state in ('active', 'faded')",
        (memory_id,),
    )
    return [row[0] for row in rows]


# A correction answers the question that stands in its context. Of what was opened or confirmed, the question is the
# turn before the answer's.
_QUESTIONS = """
select question, memory_id from (
    select m.context as question, m.id as memory_id, m.stored_at as at from memory m
        join source s on s.id = m.source_id
        where s.kind = ?1 and s.location = ?2 and m.context <> '' and m.state in ('active', 'faded')
    union all
    select (select q.text from turn q where q.chat_id = t.chat_id and q.id < t.id and q.role = 'user'
            order by q.id desc limit 1), a.memory_id, a.at from access a
        join turn t on t.id = a.turn_id join memory m on m.id = a.memory_id
        where a.kind in ('opened', 'confirmed') and m.state in ('active', 'faded')
) where question is not null order by at desc limit ?3
"""
