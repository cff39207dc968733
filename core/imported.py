"""Imported: what imports there were, and taking one back, as the façade offers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Event as Flag

from core.errors import UserError
from core.letting_go import KEPT_DAYS
from core.model import times
from core.model.transfer import ImportGoing, ImportState, PastImport
from core.model.work import Progress
from core.store import changes, chats, imports, leaving, memories, requests
from core.store.database import Connection, Database
from core.store.gathering import gather_words
from core.store.imports import ImportRow
from core.store.meant import Going, find_going_with
from core.transfer.pace import teller

_MEMORIES_A_STEP = 200


class PastImports:
    """The imports of one vault. `changed` is called, on the thread that changes, when one was undone."""

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._database, self._changed = database, changed

    def list(self) -> list[PastImport]:
        """The imports, the newest first."""
        with self._database.reading() as connection:
            return imports.list_imports(connection)

    def preview_undo(self, import_id: int) -> ImportGoing:
        """What undoing an import would do. Nothing is changed.

        Raises:
            UserError: there is no such import, or it was undone already.
        """
        with self._database.reading() as connection:
            row = _undoable(connection, import_id)
            going = find_going_with(connection, imports.memories_of(connection, import_id))
            return _going(connection, row, going, _until())

    def undo(
        self, import_id: int, progress: Callable[[Progress], None] | None = None, stop: Flag | None = None
    ) -> ImportGoing:
        """Take an import back: what it brought is forgotten, what it changed is as it was before.

        It is one request to forget, which can be restored for 30 days. What was here before the import stays. It is
        done in small steps; stopped or killed, what has gone by then is gone, and undoing it again goes on.

        Raises:
            UserError: there is no such import, or it was undone already. MachineError. Cancelled: `stop` was set.
        """
        told = teller("undoing", "memories", progress, stop)
        with self._database.reading() as connection:
            row = _undoable(connection, import_id)
            ids = imports.memories_of(connection, import_id)
            going = find_going_with(connection, ids)
            seen = _going(connection, row, going, _until())
        gather_words(self._database, len(ids), stop)
        begun = partial(_begin, row=row, derived=going.derived, until=seen.until)
        try:
            request_id, put_back, changed = self._database.write(begun)
            for first in range(0, len(ids), _MEMORIES_A_STEP):
                told(first, len(ids))
                hide = partial(_hide, request_id=request_id, ids=ids[first : first + _MEMORIES_A_STEP])
                self._database.write(hide)
            self._database.write(partial(leaving.hide_derived, request_id=request_id))
        finally:
            self._changed()
        return replace(seen, put_back=put_back, changed=changed, request_id=request_id if going.ids else None)


def _begin(connection: Connection, row: ImportRow, derived: Sequence[int], until: datetime) -> tuple[int, int, int]:
    """Undo all but the memories themselves, and make the request that is to hide them.

    Returns the request, how many later versions were put back, and how many could not be.
    """
    put_back, changed = _put_back(connection, row.past.id)
    _remove_chats(connection, row.past.id)
    request_id = row.past.request_id
    if request_id is None:
        request_id = requests.hide_memories(connection, [], _words_of(row.past), times.now(), until)
        imports.set_undone(connection, row.past.id, request_id)
    _hide(connection, request_id, derived)
    return request_id, put_back, changed


def _hide(connection: Connection, request_id: int, ids: Sequence[int]) -> None:
    """Hide those that nobody has hidden meanwhile."""
    requests.hide_more(connection, request_id, memories.not_forgotten(connection, ids))


def _until() -> datetime:
    return times.now() + timedelta(days=KEPT_DAYS)


def _undoable(connection: Connection, import_id: int) -> ImportRow:
    found = imports.get_import(connection, import_id)
    if found is None:
        raise UserError(f"There is no import {import_id}. “ebb import --list” shows those there were.")
    if found.past.state is ImportState.PURGED:
        raise UserError("What came with this import is purged already. Nothing was changed.")
    if found.past.state is ImportState.UNDONE and not found.past.left:
        raise UserError("This import was undone already. Nothing was changed.")
    return found


def _put_back(connection: Connection, import_id: int) -> tuple[int, int]:
    """Undo the later versions that came with an import. Returns how many were put back, and how many could not be."""
    put_back = changed = 0
    for change_id in reversed(imports.parts_of(connection, import_id, "change")):
        try:
            changes.undo_change(connection, change_id)
            put_back += 1
        except UserError:  # changed again since, or purged
            changed += 1
    return put_back, changed


def _remove_chats(connection: Connection, import_id: int) -> None:
    """Remove the chats that came with an import, and what it added to others. What was gone on with since stays."""
    kept = set(imports.chats_grown(connection, import_id))
    for chat_id in imports.parts_of(connection, import_id, "chat"):
        if chat_id not in kept:
            chats.remove_chat(connection, chat_id)
    chats.remove_turns(connection, imports.parts_of(connection, import_id, "turn"), but_of=kept)


def _going(connection: Connection, row: ImportRow, going: Going, until: datetime) -> ImportGoing:
    grown = len(imports.chats_grown(connection, row.past.id))
    return ImportGoing(
        past=row.past,
        memories=len(going.ids),
        derived=len(going.derived),
        put_back=len(imports.parts_of(connection, row.past.id, "change")),
        changed=0,
        chats=len(imports.parts_of(connection, row.past.id, "chat")) - grown,
        chats_kept=grown,
        until=until,
        stays=_stays(row),
    )


def _stays(row: ImportRow) -> tuple[str, ...]:
    said = []
    if row.met:
        said.append("What it said of memories that were here before stays: their links, and how firmly they stand.")
    if row.settings:
        said.append("Settings that came with it stay.")
    return tuple(said)


def _words_of(past: PastImport) -> str:
    day = f"{past.begun_at.day} {past.begun_at:%B %Y}"
    return f"what was imported from {past.product} on {day}"
