"""Purge: the physical end of memories: rows, words, vectors, what was kept of them elsewhere, in one transaction.

`secure_delete` overwrites what is removed from a page and the pages that come free; FTS5's own `secure-delete` takes
the words out of its blocks. What was written before stands in the write-ahead log until `Database.checkpoint`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import apsw

from core.model.forgetting import RequestState
from core.store import changes, imports, memories, requests, sources, words
from core.store.chats import redact_turns
from core.store.prompt_state import forget_prompt_state
from core.store.purged import remember_purged
from core.store.surroundings import memories_after, renew_contexts, set_context
from core.store.traces import Traces, emptied_sources, find_traces
from core.store.upkeep import forget_samples


def purge_memories(connection: apsw.Connection, hidden: Sequence[int], traces: Traces | None = None) -> int:
    """Remove hidden memories for good, with what was made from them and cannot stay without them. Returns how many.

    `traces` were looked for before, by `find_traces`; without, they are looked for now.

    Answers that rest on them, and every line of a chat that holds a word which only they said, read “[forgotten]”. What
    a model has computed of a prompt can no longer be read.
    """
    traces = traces or find_traces(connection, hidden)
    ids = traces.ids
    remember_purged(connection, ids)
    forget_prompt_state(connection)
    redact_turns(connection, traces.answers)
    changes.purge_changes(connection, ids)
    after, emptied = memories_after(connection, ids), emptied_sources(connection, ids)
    memories.delete_memories(connection, ids)
    for statement, keys in traces.rows:
        connection.executemany(statement, keys)
    renew_contexts(connection, after)
    for memory_id in traces.contexts:
        if memory_id not in after:
            set_context(connection, memory_id, "")
    for source_id in emptied:
        _forget_job_of(connection, source_id)
        _forget_gone_file_of(connection, source_id)
        sources.delete_source(connection, source_id)
    forget_samples(connection)
    words.clear_marks(connection, traces.tokens)
    return len(ids)


def purge_request(connection: apsw.Connection, request_id: int, stopped: Callable[[], None] = lambda: None) -> int:
    """Purge what a request has hidden. Returns how many memories went. `stopped` is called now and then."""
    hidden = requests.hidden_by(connection, request_id)
    gone = purge_memories(connection, hidden, find_traces(connection, hidden, stopped))
    requests.set_state(connection, request_id, RequestState.PURGED)
    imports.forget_path(connection, request_id)
    return gone


def _forget_job_of(connection: apsw.Connection, source_id: int) -> None:
    connection.execute(
        "delete from job where state not in ('queued', 'running') "
        "and subject in (select location from source where id = ?)",
        (source_id,),
    )


def _forget_gone_file_of(connection: apsw.Connection, source_id: int) -> None:
    """A file that is still there stays known to its folder: else it would be taken in again."""
    connection.execute(
        "delete from folder_file where state = 'gone' and path in (select location from source where id = ?)",
        (source_id,),
    )
