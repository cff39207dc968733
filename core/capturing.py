"""Capturing, as the façade offers it: a note is kept at once, or waits sealed until the vault is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from core.errors import SecretRefused, UserError
from core.ingest.document import PLAIN, Document, Section
from core.ingest.segment import segment
from core.ingest.understanding import store_understood
from core.model import times
from core.model.memory import Kind, NewMemory, SourceKind, Span, Trust
from core.store import memories, waiting
from core.store.database import Connection, Database
from core.store.sources import NewSource, find_by_location, insert_source
from core.understanding.secret import find_secret

LONGEST = 100_000
LOCATION, TITLE, SPEAKER = "notes", "Notes", "me"


@dataclass(frozen=True, slots=True)
class Captured:
    """What was captured. `memory_ids` are its memories; empty where it waits under `name` until the vault is opened."""

    text: str
    memory_ids: tuple[int, ...] = ()
    name: str = ""


def check_note(text: str, *, anyway: bool = False) -> str:
    """The note as it is to be kept.

    Raises:
        UserError: it is empty, or longer than a note can be. SecretRefused: it holds a secret.
    """
    text = text.strip()
    if not text:
        raise UserError("There is nothing to keep: the note is empty.")
    if len(text) > LONGEST:
        raise UserError(f"This note is longer than {LONGEST:,} characters. Save it as a file, and add that.")
    if not anyway and (kind := find_secret(text)) is not None:
        raise SecretRefused(kind.value)
    return text


def leave_note(profile: Path, text: str, *, anyway: bool = False) -> Captured:
    """Let a note wait for the vault in `profile`, which need not be open. It is sealed and on the disk on return.

    Raises:
        UserError, SecretRefused: as `check_note`. MachineError: there is no vault, or the disk refuses.
    """
    text = check_note(text, anyway=anyway)
    return Captured(text, name=waiting.put(profile, text, times.now()))


def take_back_note(profile: Path, name: str) -> bool:
    """Take back a note that waits. False where it waits no longer: it is in the vault by now, or was taken back."""
    return waiting.take_back(profile, name)


class Capturing:
    """Captures into one open vault. `changed` is called when something came in."""

    def __init__(self, database: Database, profile: Path, changed: Callable[[], None]) -> None:
        self._database, self._profile, self._changed = database, profile, changed

    def prepare(self) -> None:
        """Let notes be left while the vault is locked.

        Raises:
            MachineError: the profile cannot be written.
        """
        waiting.prepare(self._database, self._profile)

    def capture(self, text: str, *, anyway: bool = False) -> Captured:
        """Keep a note as the user's own word. Found by word on return, by meaning a moment later.

        Raises:
            UserError, SecretRefused: as `check_note`. MachineError: the vault cannot be written.
        """
        text = check_note(text, anyway=anyway)
        ids = self._database.write(partial(_store, text=text, at=times.now(), name=""))
        self._changed()
        return Captured(text, tuple(ids))

    def take_in_waiting(self) -> int:
        """Take in what was left while the vault was locked. Returns how many notes that were.

        Each is one transaction, and its file goes only then; killed in between, it is known by its name and not taken
        in again.
        """
        number = 0
        for note in waiting.waiting(self._database, self._profile):
            if self._database.write(partial(_store, text=note.text, at=note.at, name=note.name)):
                number += 1
            waiting.done(self._profile, note.name)
        if number:
            self._changed()
        return number


def _store(connection: Connection, text: str, at: datetime, name: str) -> list[int]:
    """Store a note; nothing where one of this name is there already."""
    source = find_by_location(connection, SourceKind.CAPTURE, LOCATION)
    if source is None:
        source_id = insert_source(connection, NewSource(SourceKind.CAPTURE, TITLE, LOCATION, PLAIN))
    else:
        source_id = source.id
    ref = f"{LOCATION}#{name or times.to_store(at)[0]}"
    position = memories.next_position(connection, source_id)
    pieces = segment(Document(TITLE, PLAIN, text, (Section(0, len(text)),)))
    refs = [ref if len(pieces) == 1 else f"{ref}.{number}" for number, _ in enumerate(pieces, 1)]
    if name and memories.known_refs(connection, source_id, refs):
        return []
    said = [
        NewMemory(
            text=piece.text,
            span=Span(ref, piece.start, piece.end),
            speaker=SPEAKER,
            kind=Kind.EPISODIC,
            trust=Trust.USER,
            said_at=at,
            session=at.astimezone().date().isoformat(),
        )
        for ref, piece in zip(refs, pieces, strict=True)
    ]
    return store_understood(connection, source_id, position, said)
