"""Letting go: forgetting on request, as the façade offers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from core.consolidation.keep.second_place import folder_there, put_there
from core.errors import MachineError, UserError
from core.model import times
from core.model.forgetting import ForgetPreview, ForgetRequest, Meant, RequestState
from core.model.status import Finding
from core.model.typed import storable
from core.store import meant as meanings
from core.store import memories, requests
from core.store.database import Connection, Database
from core.store.files import machine_error
from core.store.meant import Going
from core.store.proof import prove_purged
from core.store.purge import purge_request

KEPT_DAYS = 30
"""How long what was forgotten can be restored."""

_SAMPLES = 5
_LONGEST = 2000


class LettingGo:
    """Forgets what the user wants forgotten in one vault.

    `changed` is called, on the thread that changes, when memories were hidden, purged or restored: what is held of them
    in memory is to be let go. `files` names the files of the profile that are not encrypted.
    """

    def __init__(
        self, database: Database, changed: Callable[[], None], files: Callable[[], Sequence[Path]] = lambda: ()
    ) -> None:
        self._database, self._changed, self._files = database, changed, files

    def preview(self, meant: Meant) -> ForgetPreview:
        """What would go: see `Assistant.preview_forget`.

        Raises:
            UserError: none or several of the parts of `meant` are given.
        """
        meant = _checked(meant)
        with self._database.reading() as connection:
            return self._preview(connection, meant, meanings.find_going(connection, meant))

    def forget(self, meant: Meant, *, for_good: bool, backups: bool) -> ForgetRequest:
        """Forget what is meant: see `Assistant.forget`.

        Raises:
            UserError: nothing that is remembered is meant, or older copies are to go while the memories only hide.
        """
        meant = _checked(meant)
        if backups and not for_good:
            raise UserError("Older copies go only with what is forgotten for good. Nothing was changed.")

        def work(connection: Connection) -> int:
            going = meanings.find_going(connection, meant)
            if not going.ids:
                raise UserError("Nothing that is remembered fits, so nothing was forgotten.")
            now = times.now()
            asked = "" if for_good else _words_of(meant)
            request_id = requests.hide_memories(
                connection, going.ids, asked, now, now if for_good else now + timedelta(days=KEPT_DAYS)
            )
            if for_good:
                purge_request(connection, request_id)
            return request_id

        request_id = self._database.write(work)
        self._changed()
        lingers = for_good and not self._database.checkpoint()
        if backups:
            self._replace_backups()
        return replace(self._request(request_id), lingers=lingers)

    def purge(self, request_id: int) -> ForgetRequest:
        """Purge now what a request has hidden.

        Raises:
            UserError: there is no such request, or it hides nothing any more.
        """

        def work(connection: Connection) -> None:
            _waiting(connection, request_id)
            purge_request(connection, request_id)

        self._database.write(work)
        self._changed()
        lingers = not self._database.checkpoint()
        return replace(self._request(request_id), lingers=lingers)

    def restore(self, request_id: int) -> ForgetRequest:
        """Bring back what a request has hidden: see `Assistant.restore_forgotten`.

        Raises:
            UserError: there is no such request, or what it hid is purged or restored already.
        """

        def work(connection: Connection) -> None:
            _waiting(connection, request_id)
            requests.restore_memories(connection, request_id)

        self._database.write(work)
        self._changed()
        return self._request(request_id)

    def requests(self) -> list[ForgetRequest]:
        """The requests, the newest first."""
        with self._database.reading() as connection:
            return requests.list_requests(connection)

    def prove_purged(self, text: str) -> list[Finding]:
        """Look for a text in all there is of the vault: see `Assistant.verify_purged`.

        Raises:
            UserError: there is no letter or digit in it. VaultDamaged: a page does not read back.
        """
        if not any(sign.isalnum() for sign in text):
            raise UserError("Say which words are to be looked for.")
        return prove_purged(self._database, storable(text), self._files())

    def _preview(self, connection: Connection, meant: Meant, going: Going) -> ForgetPreview:
        shown = memories.get_memories(connection, going.ids[:_SAMPLES])
        return ForgetPreview(
            meant=meant,
            memories=len(going.ids),
            derived=len(going.derived),
            answers=meanings.count_answers(connection, going.ids),
            samples=tuple(shown[id_] for id_ in going.ids[:_SAMPLES] if id_ in shown),
            files=tuple(path for path in meanings.sources_with_files(connection, going.ids) if Path(path).exists()),
            backups=len(self._backups_with(connection, going)),
        )

    def _backups_with(self, connection: Connection, going: Going) -> list[Path]:
        """The copies that may hold what goes: those made since the first of it was stored."""
        first = meanings.stored_since(connection, going.ids)
        if first is None:
            return []
        stored = times.from_store(first)
        made = ((file, datetime.fromtimestamp(file.stat().st_mtime, UTC)) for file in self._database.backups())
        return [file for file, at in made if at >= stored]

    def _replace_backups(self) -> None:
        """Make one copy of the vault as it is now, then remove all older ones."""
        if not self._database.backups():
            return
        fresh = self._database.backup_folder / "after-forgetting.db"
        self._database.backup_to(fresh)
        # Looked for only now: one that was being made all along has got its name meanwhile.
        for file in self._database.backups():
            if file != fresh:
                try:
                    file.unlink(missing_ok=True)
                except OSError as error:
                    raise machine_error(error, file) from error
        second = folder_there(self._database)
        if second is not None and second.is_dir():  # one that is away is put right by the next backup
            try:
                put_there(self._database, fresh, second)
            except OSError as error:
                raise machine_error(error, second) from error

    def _request(self, request_id: int) -> ForgetRequest:
        with self._database.reading() as connection:
            found = requests.get_request(connection, request_id)
        if found is None:
            raise MachineError("The request is gone: another Ebb removed it meanwhile.")
        return found


def _waiting(connection: Connection, request_id: int) -> None:
    found = requests.get_request(connection, request_id)
    if found is None:
        raise UserError(f"There is no request {request_id}. “ebb forget --list” shows those there are.")
    if found.state is RequestState.PURGED:
        raise UserError("What was forgotten then is purged. It cannot be brought back.")
    if found.state is RequestState.RESTORED:
        raise UserError("This was restored already. Nothing was changed.")


def _checked(meant: Meant) -> Meant:
    """The same, if exactly one part of it is given; a span of time is one part."""
    meant = replace(
        meant,
        matching=storable(meant.matching.strip())[:_LONGEST],
        conversation=meant.conversation.strip(),
        source=meant.source.strip(),
    )
    span = meant.since is not None or meant.until is not None
    given = [meant.memory_id is not None, bool(meant.matching), bool(meant.conversation), bool(meant.source), span]
    given.append(bool(meant.memory_ids))
    if sum(given) != 1:
        raise UserError("Say what is to be forgotten in one way: a memory, words, a conversation, a source or a time.")
    if meant.since is not None and meant.until is not None and meant.since >= meant.until:
        raise UserError("The time ends before it begins. Nothing was changed.")
    return meant


def _words_of(meant: Meant) -> str:
    if meant.memory_id is not None:
        return f"memory {meant.memory_id}"
    if meant.memory_ids:
        first, last = min(meant.memory_ids), max(meant.memory_ids)
        return f"memory {first}" if first == last else f"memories {first} to {last}"
    if meant.matching:
        return f"what was said about “{meant.matching}”"
    if meant.conversation:
        return f"the conversation “{meant.conversation}”"
    if meant.source:
        return f"the source “{meant.source}”"
    since = "" if meant.since is None else f"from {_word_time(meant.since)}"
    if meant.until is None:
        until = ""
    elif meant.until.time() == time():  # whole days: the last of them is meant too
        until = f"to {_word_time(meant.until - timedelta(days=1))}"
    else:
        until = f"until {_word_time(meant.until)}"
    return " ".join(filter(None, ("what was said", since, until)))


def _word_time(at: datetime) -> str:
    day = f"{at.day} {at:%B %Y}"
    return day if at.time() == time() else f"{day}, {at:%H:%M}"
