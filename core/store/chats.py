"""Chats: what was asked and answered. Kept in the vault, read by people, never searched for evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import apsw

from core.model import times
from core.model.answer import Answer, Chat, Citation, Means, Role, Route, Turn
from core.store.prompt_state import forget_prompt_state
from core.store.purged import remember_chat

_LONGEST_TITLE = 80
FORGOTTEN = "[forgotten]"
"""What an answer reads that rests on what was forgotten."""


def begin_chat(connection: apsw.Connection, first_question: str) -> int:
    """Open a chat, named after its first question. Returns its id."""
    title = " ".join(first_question.split())
    title = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
    at = times.to_store(times.now())[0]
    connection.execute("insert into chat(title, started_at, last_at) values (?, ?, ?)", (title, at, at))
    return connection.last_insert_rowid()


def chat_exists(connection: apsw.Connection, chat_id: int) -> bool:
    """Whether there is such a chat."""
    return bool(connection.execute("select count(*) from chat where id = ?", (chat_id,)).get)


def add_turn(connection: apsw.Connection, chat_id: int, role: Role, text: str, answer: Answer | None = None) -> int:
    """Append a turn with its citations; returns its id."""
    at, zone = times.to_store(times.now())
    about = "" if answer is None else json.dumps(_about(answer))
    connection.execute(
        "insert into turn(chat_id, role, text, said_at, said_zone, answer) values (?, ?, ?, ?, ?, ?)",
        (chat_id, role, text, at, zone, about),
    )
    turn_id = connection.last_insert_rowid()
    connection.execute("update chat set last_at = ? where id = ?", (at, chat_id))
    if answer is not None:
        for closest, citations in ((0, answer.citations), (1, answer.closest)):
            connection.executemany(
                "insert into citation(turn_id, number, memory_id, ref, quote, label, channels, closest) "
                "select ?, ?, id, ?, ?, ?, ?, ? from memory where id = ?",
                [
                    (turn_id, c.number, c.ref, c.quote, c.label, json.dumps(c.channels), closest, c.memory_id)
                    for c in citations
                ],
            )
    return turn_id


def list_chats(connection: apsw.Connection, limit: int) -> list[Chat]:
    """Chats, the one used last first."""
    rows = connection.execute(
        "select id, title, started_at, last_at from chat order by last_at desc, id desc limit ?", (limit,)
    )
    return [
        Chat(id_, title, times.from_store(started).astimezone(), times.from_store(last).astimezone())
        for id_, title, started, last in rows
    ]


def chats_by_id(connection: apsw.Connection, ids: list[int]) -> list[Chat]:
    """These chats, in the order of the ids; those that are gone are left out."""
    rows = connection.execute(
        "select id, title, started_at, last_at from chat where id in (select value from json_each(?))",
        (json.dumps(ids),),
    )
    found = {
        id_: Chat(id_, title, times.from_store(started).astimezone(), times.from_store(last).astimezone())
        for id_, title, started, last in rows
    }
    return [found[id_] for id_ in ids if id_ in found]


def list_turns(connection: apsw.Connection, chat_id: int) -> list[Turn]:
    """A chat's turns, oldest first."""
    rows = connection.execute(
        "select id, chat_id, role, text, said_at, said_zone, answer from turn where chat_id = ? order by id", (chat_id,)
    ).fetchall()
    return [_read(connection, row) for row in rows]


def get_turn(connection: apsw.Connection, turn_id: int) -> Turn:
    """One turn.

    Raises:
        KeyError: there is none with this id.
    """
    row = connection.execute(
        "select id, chat_id, role, text, said_at, said_zone, answer from turn where id = ?", (turn_id,)
    ).fetchone()
    if row is None:
        raise KeyError(turn_id)
    return _read(connection, row)


def delete_chat(connection: apsw.Connection, chat_id: int) -> None:
    """Remove a chat for good, as the user wants: an import does not bring it back."""
    remember_chat(connection, chat_id)
    remove_chat(connection, chat_id)


def remove_chat(connection: apsw.Connection, chat_id: int) -> None:
    """Remove a chat with its turns and citations, and what a model has computed of it."""
    forget_prompt_state(connection)
    connection.execute("delete from chat where id = ?", (chat_id,))


def remove_turns(connection: apsw.Connection, turn_ids: Iterable[int], *, but_of: Iterable[int]) -> None:
    """Remove turns with their citations, but those of some chats."""
    connection.execute(
        "delete from turn where id in (select value from json_each(?)) "
        "and chat_id not in (select value from json_each(?))",
        (json.dumps(list(turn_ids)), json.dumps(list(but_of))),
    )


def redact_turns(connection: apsw.Connection, turn_ids: Iterable[int]) -> None:
    """Leave of these answers only that there was one."""
    ids = json.dumps(list(turn_ids))
    connection.execute("delete from citation where turn_id in (select value from json_each(?))", (ids,))
    connection.execute(
        "update turn set text = ?, answer = iif(answer = '', '', json_set(answer, '$.notice', '')) "
        "where id in (select value from json_each(?))",
        (FORGOTTEN, ids),
    )


def _about(answer: Answer) -> dict[str, Any]:
    return {
        "route": answer.route,
        "means": answer.means,
        "abstained": answer.abstained,
        "milliseconds": answer.milliseconds,
        "considered": answer.considered,
        "model": answer.model,
        "tokens_per_second": answer.tokens_per_second,
        "first_token_ms": answer.first_token_ms,
        "stopped": answer.stopped,
        "notice": answer.notice,
        **({"elsewhere": answer.elsewhere} if answer.elsewhere else {}),
    }


def _read(connection: apsw.Connection, row: tuple[Any, ...]) -> Turn:
    id_, chat_id, role, text, said_at, said_zone, about = row
    answer = None
    if about:
        fields = json.loads(about)
        # Before there were routes, this field held the means.
        fields["means"] = Means(fields.get("means", fields["route"]))
        fields["route"] = Route(fields["route"]) if fields["route"] in list(Route) else Route.TARGETED
        if connection.execute(_RESTS_ON_FORGOTTEN, (id_,)).get:
            text = FORGOTTEN
        answer = Answer(
            text=text, citations=_citations(connection, id_, 0), closest=_citations(connection, id_, 1), **fields
        )
    return Turn(id_, chat_id, Role(role), text, times.from_store(said_at, said_zone), answer)


_RESTS_ON_FORGOTTEN = (
    "select exists (select 1 from citation c join memory m on m.id = c.memory_id "
    "where c.turn_id = ? and c.closest = 0 and m.state = 'forgotten')"
)


def _citations(connection: apsw.Connection, turn_id: int, closest: int) -> tuple[Citation, ...]:
    rows = connection.execute(
        "select c.number, c.memory_id, c.ref, c.quote, c.label, c.channels from citation c "
        "join memory m on m.id = c.memory_id where c.turn_id = ? and c.closest = ? and m.state <> 'forgotten' "
        "order by c.number",
        (turn_id, closest),
    )
    return tuple(
        Citation(number, memory_id, ref, quote, label, json.loads(channels))
        for number, memory_id, ref, quote, label, channels in rows
    )
