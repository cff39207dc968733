"""What was purged, remembered so that an import does not bring it back unasked: a keyed hash of each, nothing else.

The hash tells whether somebody who has the record already sees one that was purged here. It cannot be turned back, and
outside this vault, whose key it is made with, it tells nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Sequence

import apsw

from core.model.memory import Form, Kind
from core.store.settings import get_setting, set_setting

_KEY = "purged.key"
_BYTES = 20


def purging(connection: apsw.Connection) -> None:
    """The migration: room to remember what was purged."""
    connection.execute("create table purged(digest blob primary key) strict, without rowid")


class Digester:
    """Makes the hashes of one vault."""

    def __init__(self, connection: apsw.Connection, *, make_key: bool = False) -> None:
        """Read the vault's key for this; with `make_key` make it if there is none."""
        kept = get_setting(connection, _KEY)
        if kept is None and make_key:
            kept = secrets.token_hex(32)
            set_setting(connection, _KEY, kept)
        self._key = bytes.fromhex(kept or "")

    def of_memory(self, source: Sequence[str], kind: str, form: str, ref: str, original: str) -> bytes:
        """The hash of a memory: where it came from, and how it first read.

        `source` is the kind of its source with the hash of its content, else its location.
        """
        return self._digest("memory", *source, kind, form, ref, original)

    def of_chat(self, started_at: int) -> bytes:
        """The hash of a chat: when it was begun, to the millisecond."""
        return self._digest("chat", str(started_at))

    def _digest(self, *parts: str) -> bytes:
        said = json.dumps(parts).encode("ascii")
        return hashlib.blake2b(said, digest_size=_BYTES, key=self._key).digest()


def mark_of(kind: str, location: str, content_hash: str) -> tuple[str, str]:
    """How a source is told apart from vault to vault; `content_hash` is hexadecimal, or empty."""
    return kind, content_hash or location


def remember_purged(connection: apsw.Connection, ids: Collection[int]) -> None:
    """Remember these memories, which are about to be purged."""
    digester = Digester(connection, make_key=True)
    rows = connection.execute(
        "select s.kind, s.location, s.content_hash, m.kind, m.form, m.ref, coalesce((select r.text from revision r "
        "where r.memory_id = m.id order by r.version limit 1), m.text) from memory m "
        "join source s on s.id = m.source_id where m.id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    _remember(
        connection,
        [
            digester.of_memory(mark_of(kind, location, content_hash.hex()), *told)
            for kind, location, content_hash, *told in rows
        ],
    )


def remember_chat(connection: apsw.Connection, chat_id: int) -> None:
    """Remember a chat that is about to be removed."""
    started = connection.execute("select started_at from chat where id = ?", (chat_id,)).fetchone()
    if started is not None:
        _remember(connection, [Digester(connection, make_key=True).of_chat(started[0])])


def _remember(connection: apsw.Connection, digests: Collection[bytes]) -> None:
    connection.executemany("insert or ignore into purged(digest) values (?)", [(digest,) for digest in digests])


def anything_purged(connection: apsw.Connection) -> bool:
    """Whether anything was ever purged here."""
    return bool(connection.execute("select exists (select 1 from purged)").get)


def is_purged(connection: apsw.Connection, digest: bytes) -> bool:
    """Whether this was purged here."""
    return bool(connection.execute("select exists (select 1 from purged where digest = ?)", (digest,)).get)


def purged_messages(
    connection: apsw.Connection, kind: str, location: str, said: Iterable[tuple[str, str]]
) -> dict[str, bytes]:
    """Of messages of a conversation, given as ref and text, those that were purged here: their refs and hashes."""
    digester, mark = Digester(connection), mark_of(kind, location, "")
    digests = {ref: digester.of_memory(mark, Kind.EPISODIC, Form.CHUNK, ref, text) for ref, text in said}
    return {ref: digest for ref, digest in digests.items() if is_purged(connection, digest)}


def forget_purged(connection: apsw.Connection, digest: bytes) -> None:
    """Remember no longer that this was purged: it was asked for again."""
    connection.execute("delete from purged where digest = ?", (digest,))
