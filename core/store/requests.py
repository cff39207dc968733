"""Requests to forget: what each has hidden, how to bring it back, and when it is to be purged.

What is hidden is 'forgotten': it has no words in the index, no vector and no code, and stands beside nothing. What its
words were understood to say is left, and left out of every answer, so that it comes back as it was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import apsw

from core.model import times
from core.model.forgetting import ForgetRequest, RequestState
from core.store import vectors, words
from core.store.meant import find_derived
from core.store.prompt_state import forget_prompt_state
from core.store.surroundings import memories_after, renew_contexts


def hide_memories(connection: apsw.Connection, ids: Sequence[int], asked: str, at: datetime, until: datetime) -> int:
    """Hide memories, none of which is hidden yet, from everything at once. Returns the id of the request.

    `asked` says what was asked for; `until` is when they are to be purged.
    """
    connection.execute(
        "insert into request(asked_at, until, words, memories, state) values (?, ?, ?, 0, 'hidden')",
        (times.to_store(at)[0], times.to_store(until)[0], asked),
    )
    request_id = connection.last_insert_rowid()
    hide_more(connection, request_id, ids)
    return request_id


def hide_more(connection: apsw.Connection, request_id: int, ids: Sequence[int]) -> None:
    """Hide memories, none of which is hidden yet, under a request that was made before."""
    connection.execute("update request set memories = memories + ? where id = ?", (len(ids), request_id))
    these = json.dumps(list(ids))
    forget_prompt_state(connection)
    words.unindex_memories(connection, ids)
    vectors.delete_vectors(connection, ids)
    connection.execute(
        "insert into hidden(memory_id, request_id, state) select id, ?, state from memory "
        "where id in (select value from json_each(?))",
        (request_id, these),
    )
    connection.execute(
        "update memory set state = 'forgotten', embedded_in = 0 where id in (select value from json_each(?))", (these,)
    )
    renew_contexts(connection, memories_after(connection, ids))


def restore_memories(connection: apsw.Connection, request_id: int) -> list[int]:
    """Bring back what a request has hidden, each memory in the state it was in. Returns their ids.

    They are found by word at once, and wait for their vectors. What was made from memories that another request hides
    stays hidden with these.
    """
    _leave_to_others(connection, request_id)
    ids = hidden_by(connection, request_id)
    connection.execute(
        "update memory set state = hidden.state from hidden "
        "where hidden.memory_id = memory.id and hidden.request_id = ?",
        (request_id,),
    )
    connection.execute("delete from hidden where request_id = ?", (request_id,))
    words.index_memories(connection, ids)
    renew_contexts(connection, memories_after(connection, ids))
    renew_contexts(connection, _messages(connection, ids))
    set_state(connection, request_id, RequestState.RESTORED)
    return ids


def _leave_to_others(connection: apsw.Connection, request_id: int) -> None:
    others: dict[int, list[int]] = {}
    for memory_id, other in connection.execute(
        "select memory_id, request_id from hidden where request_id <> ?", (request_id,)
    ):
        others.setdefault(other, []).append(memory_id)
    for other, ids in others.items():
        connection.execute(
            "update hidden set request_id = ? where request_id = ? and memory_id in (select value from json_each(?))",
            (other, request_id, json.dumps(find_derived(connection, ids))),
        )


def hidden_by(connection: apsw.Connection, request_id: int, limit: int = -1) -> list[int]:
    """The ids of what a request hides, at most `limit` of them."""
    rows = connection.execute(
        "select memory_id from hidden where request_id = ? order by memory_id limit ?", (request_id, limit)
    )
    return [row[0] for row in rows]


def set_state(connection: apsw.Connection, request_id: int, state: RequestState) -> None:
    """Note what became of a request; of what was purged no word is kept."""
    connection.execute(
        "update request set state = ?1, words = iif(?1 = 'purged', '', words) where id = ?2", (state, request_id)
    )


def get_request(connection: apsw.Connection, request_id: int) -> ForgetRequest | None:
    """One request, or None."""
    rows = connection.execute(f"{_SELECT} where id = ?", (request_id,))
    return next((_read(row) for row in rows), None)


def list_requests(connection: apsw.Connection, limit: int = 200) -> list[ForgetRequest]:
    """Requests, the newest first."""
    return [_read(row) for row in connection.execute(f"{_SELECT} order by id desc limit ?", (limit,))]


def expired_requests(connection: apsw.Connection, at: datetime) -> list[int]:
    """The ids of the requests whose memories are to be purged by now, the oldest first."""
    rows = connection.execute(
        "select id from request where state = 'hidden' and until <= ? order by id", (times.to_store(at)[0],)
    )
    return [row[0] for row in rows]


_SELECT = "select id, asked_at, until, words, memories, state from request"


def _messages(connection: apsw.Connection, ids: Sequence[int]) -> list[int]:
    """Those of these memories that have their context from the messages before them."""
    rows = connection.execute(
        "select m.id from memory m join source s on s.id = m.source_id where m.form = 'chunk' "
        "and s.kind in ('conversation', 'import') and m.id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def _read(row: tuple[Any, ...]) -> ForgetRequest:
    id_, asked_at, until, asked, count, state = row
    return ForgetRequest(
        id=id_,
        asked_at=times.from_store(asked_at).astimezone(),
        until=times.from_store(until).astimezone(),
        words=asked,
        memories=count,
        state=RequestState(state),
    )
