"""Importing: what other products exported, as the façade offers it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event as Flag

from core.errors import UserError
from core.ingest.conversation import Message
from core.ingest.conversation_intake import store_messages
from core.ingest.outcome import Outcome
from core.model.memory import SourceKind
from core.model.transfer import Talks, TalksTaken
from core.model.work import Progress, Skipped
from core.store import imports
from core.store.database import Connection, Database
from core.store.imports import NewImport
from core.store.purged import anything_purged, purged_messages
from core.store.sources import NewSource
from core.transfer.bundle import Bundle
from core.transfer.importers.browser import Browser
from core.transfer.importers.chatgpt import ChatGPT
from core.transfer.importers.claude import Claude
from core.transfer.importers.copilot import Copilot
from core.transfer.importers.discord import Discord
from core.transfer.importers.gemini import Gemini
from core.transfer.importers.joplin import Joplin
from core.transfer.importers.mbox import Mbox
from core.transfer.importers.memories import Letta, Mem0
from core.transfer.importers.signal import Signal
from core.transfer.importers.slack import Slack
from core.transfer.importers.talk import Importer, LeftOut, Said, Talk
from core.transfer.importers.telegram import Telegram
from core.transfer.importers.whatsapp import WhatsApp
from core.transfer.pace import Told, teller

IMPORTERS: dict[str, Importer] = {
    "chatgpt": ChatGPT(),
    "claude": Claude(),
    "whatsapp": WhatsApp(),
    "telegram": Telegram(),
    "slack": Slack(),
    "discord": Discord(),
    "signal": Signal(),
    "gemini": Gemini(),
    "copilot": Copilot(),
    "joplin": Joplin(),
    "letta": Letta(),
    "mem0": Mem0(),
    "browser": Browser(),
    "mbox": Mbox(),
}
"""The products, by what they are called in a command."""

_BATCH = 500
_MOST_SPEAKERS = 8
_MOST_LISTED = 1000
_EVERY = 64


class Importing:
    """Imports into one vault. `changed` is called, on the thread that imports, when something came in.

    `back_up` is called before that; it returns a sentence for the user where no backup could be made.
    """

    def __init__(
        self, database: Database, changed: Callable[[], None], back_up: Callable[[Flag | None], str] = lambda stop: ""
    ) -> None:
        self._database, self._changed, self._back_up = database, changed, back_up

    def preview(
        self,
        path: Path,
        product: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        stop: Flag | None = None,
    ) -> Talks:
        """Read an export through and say what it holds. Nothing is changed.

        Raises:
            UserError: no product is recognised, or it is not the one that was named. MachineError. Cancelled.
        """
        told = teller("checking", "messages", progress, stop)
        with self._database.reading() as connection:
            purged = anything_purged(connection)
        with _opened(path, product) as (bundle, importer):
            count = _Count(self._database if purged else None)
            for talk in importer.talks(bundle):
                if isinstance(talk, LeftOut):
                    count.leave_out(talk)
                    continue
                count.talks += 1
                for said in talk.messages:
                    count.note(talk, said)
                    if not count.messages % _EVERY:
                        told(count.messages, 0)
                count.unsaid += talk.unsaid
                count.look_for_purged(talk)
        return Talks(
            product=importer.product,
            path=bundle.path,
            talks=count.talks,
            messages=count.messages,
            since=count.first,
            until=count.last,
            speakers=tuple(name for name, _ in count.speakers.most_common(_MOST_SPEAKERS)),
            unsaid=dict(count.unsaid),
            left_out=tuple(count.left_out),
            purged=count.purged,
        )

    def take(
        self,
        path: Path,
        product: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        stop: Flag | None = None,
        *,
        with_purged: bool = False,
    ) -> TalksTaken:
        """Take in every conversation of an export. What is here already stays as it is.

        What was purged here stays away, unless it is wanted back `with_purged`.

        Some 500 messages are one transaction. Stopped or killed, what was taken in stays; importing again goes on, and
        both are one import.

        Raises:
            UserError: no product is recognised, or it is not the one that was named.
            MachineError: the export cannot be read, or the vault cannot be written. Cancelled.
        """
        began = time.monotonic()
        told = teller("importing", "messages", progress, stop)
        taking: _Taking | None = None
        try:
            with _opened(path, product) as (bundle, importer):
                note = self._back_up(stop)
                taking = _Taking(self._database, told, _import_of(importer, bundle), with_purged=with_purged)
                for talk in importer.talks(bundle):
                    if isinstance(talk, LeftOut):
                        taking.leave_out(talk)
                    else:
                        taking.take(talk)
                import_id = taking.finish()
        finally:
            if taking is not None and taking.outcome.memories:
                self._changed()
        return TalksTaken(
            product=importer.product,
            talks=taking.talks,
            new=taking.outcome.memories,
            already=taking.outcome.already,
            purged=taking.outcome.purged,
            unsaid=dict(taking.unsaid),
            left_out=tuple(taking.outcome.skipped),
            seconds=time.monotonic() - began,
            forgotten=taking.outcome.forgotten,
            import_id=import_id,
            notes=(note,) if note else (),
        )


@contextmanager
def _opened(path: Path, product: str | None) -> Iterator[tuple[Bundle, Importer]]:
    path = path.expanduser().absolute()
    with Bundle(path) as bundle:
        recognised = next((name for name, importer in IMPORTERS.items() if importer.recognises(bundle)), None)
        if recognised is None:
            named = "" if product is None else f" of {IMPORTERS[product].product}"
            raise UserError(f"{path} does not look like an export{named}. Nothing was changed.")
        if product is not None and recognised != product:
            raise UserError(
                f"{path} looks like an export of {IMPORTERS[recognised].product}. Nothing was changed; use “ebb import "
                f"{recognised}”."
            )
        yield bundle, IMPORTERS[recognised]


def _import_of(importer: Importer, bundle: Bundle) -> NewImport:
    """An export is the one that was begun before if it lies at the same place and looks the same."""
    stat = bundle.path.stat()
    return NewImport(importer.product, str(bundle.path), f"{stat.st_size}:{stat.st_mtime_ns}:{len(bundle.names)}")


@dataclass(slots=True)
class _Count:
    """What was found while looking through; where anything was purged, `here` tells what of it."""

    here: Database | None
    talks: int = 0
    messages: int = 0
    first: datetime | None = None
    last: datetime | None = None
    speakers: Counter[str] = field(default_factory=Counter)
    unsaid: Counter[str] = field(default_factory=Counter)
    left_out: list[Skipped] = field(default_factory=list)
    purged: int = 0
    unlooked: list[tuple[str, str]] = field(default_factory=list)

    def note(self, talk: Talk, said: Said) -> None:
        self.messages += 1
        if self.here is not None:
            self.unlooked.append((said.id, said.text))
            if len(self.unlooked) >= _EVERY:
                self.look_for_purged(talk)
        self.speakers[said.speaker] += 1
        if said.time is not None:
            self.first = said.time if self.first is None else min(self.first, said.time)
            self.last = said.time if self.last is None else max(self.last, said.time)

    def look_for_purged(self, talk: Talk) -> None:
        """Look up what was noted of a conversation since the last time: a little at a time, so no reading lasts."""
        if self.here is not None and self.unlooked:
            with self.here.reading() as connection:
                self.purged += len(purged_messages(connection, SourceKind.IMPORT, talk.location, self.unlooked))
        self.unlooked.clear()

    def leave_out(self, talk: LeftOut) -> None:
        if len(self.left_out) < _MOST_LISTED:
            self.left_out.append(Skipped(talk.where, talk.reason))


class _Taking:
    """Stores messages of many conversations, some 500 in a transaction."""

    def __init__(self, database: Database, told: Told, new: NewImport, *, with_purged: bool) -> None:
        self._database, self._told, self._new, self._with_purged = database, told, new, with_purged
        self._waiting: list[tuple[NewSource, list[Said]]] = []
        self._count = 0
        self.outcome, self.talks, self.seen = Outcome(), 0, 0
        self.unsaid: Counter[str] = Counter()

    def leave_out(self, talk: LeftOut) -> None:
        if len(self.outcome.skipped) < _MOST_LISTED:
            self.outcome.skipped.append(Skipped(talk.where, talk.reason))

    def take(self, talk: Talk) -> None:
        self.talks += 1
        about = NewSource(SourceKind.IMPORT, talk.title, talk.location, talk.media_type)
        self._waiting.append((about, []))
        for said in talk.messages:
            self._waiting[-1][1].append(said)
            self._count += 1
            self.seen += 1
            if not self.seen % _EVERY:
                self._told(self.seen, 0)
            if self._count >= _BATCH:
                self.store()
                self._waiting.append((about, []))
        self.unsaid += talk.unsaid

    def store(self) -> None:
        """Store what waits."""
        waiting, self._waiting, self._count = self._waiting, [], 0
        part = self._database.write(lambda connection: self._store(connection, waiting))
        part.skipped = part.skipped[: max(0, _MOST_LISTED - len(self.outcome.skipped))]
        self.outcome.add(part)

    def finish(self) -> int | None:
        """Store what still waits. Returns the number of the import, None where nothing came of it."""
        self.store()
        return self._database.write(lambda c: imports.finish(c, self._new))

    def _store(self, connection: Connection, waiting: list[tuple[NewSource, list[Said]]]) -> Outcome:
        part, ids = Outcome(), list[int]()
        for about, said in waiting:
            messages = [_message(about, one) for one in said]
            ids += store_messages(connection, about, messages, about.title, part, with_purged=self._with_purged)
        if ids:
            imports.note_memories(connection, imports.go_on(connection, self._new), ids)
        return part


def _message(about: NewSource, said: Said) -> Message:
    return Message(
        conversation=about.location,
        session=said.session,
        id=said.id,
        time=said.time,
        speaker=said.speaker,
        text=said.text,
        captions=said.captions,
        line=0,
        next_byte=0,
        machine=said.machine,
    )
