"""Taking in one conversation file: message by message, in batches, each batch one transaction with the cursor."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import apsw

from core.errors import Cancelled, MachineError
from core.ingest.conversation import Broken, Message, read_messages
from core.ingest.outcome import Outcome, Unreadable
from core.ingest.understanding import store_understood
from core.model.memory import Kind, NewMemory, SourceKind, Span, Trust
from core.model.wording import CONTEXT_MEMORIES, word_context, word_text
from core.model.work import Job, JobState, Skipped
from core.store import imports, jobs, memories, sources
from core.store.database import Database
from core.store.imports import NewImport
from core.store.purged import anything_purged, forget_purged, purged_messages
from core.store.sources import NewSource

CONVERSATIONS = "a conversation file"
"""What an import is from that came as JSON lines."""

_BATCH = 500
_MACHINES = frozenset({"assistant", "chatgpt", "claude", "gemini", "copilot", "ai", "bot", "model", "ebb"})


def take_conversation(
    database: Database,
    path: Path,
    job: Job,
    cursor: str,
    outcome: Outcome,
    stored: Callable[[int], None],
    stop: threading.Event,
) -> None:
    """Store a conversation file's messages and finish the job. Messages that are there already are left as they are.

    Raises:
        Unreadable: the file cannot be read. Cancelled: stopped; the cursor stands behind the last batch stored.
    """
    try:
        stat = path.stat()
        size = stat.st_size
        batch: list[Message] = []
        broken: list[Skipped] = []
        conversations: set[str] = set()
        start_byte, start_line, as_it_was = json.loads(cursor) if cursor else (0, 1, None)
        now = [size, stat.st_mtime_ns]
        if as_it_was != now:  # a byte in another file means nothing: begin again, what is known is passed over
            start_byte, start_line = 0, 1
        for item in _read(path, start_byte, start_line):
            if isinstance(item, Broken):
                broken.append(Skipped(f"{path}:{item.line}", item.reason))
                continue
            batch.append(item)
            conversations.add(item.conversation)
            if len(batch) >= _BATCH:
                if stop.is_set():
                    raise Cancelled
                _store_batch(database, job, path, batch, broken, now, outcome, stored)
                batch, broken = [], []
        _store_batch(database, job, path, batch, broken, now, outcome, stored)
    except OSError as error:
        raise Unreadable(f"The file could not be read: {error.strerror}.") from error
    outcome.sources += len(conversations)
    outcome.size += size
    notes = [Skipped(str(path), reason) for reason in _left_out(outcome)]
    outcome.skipped += notes
    database.write(lambda c: _finish(c, job, path, now, notes))


def allow_purged(database: Database, path: Path) -> int:
    """Let those messages of a conversation file come in that were purged here. Returns how many there are.

    Raises:
        MachineError: the file cannot be read.
    """
    with database.reading() as connection:
        if not anything_purged(connection):
            return 0
        found = {
            digest
            for item in read_messages(path)
            if isinstance(item, Message)
            for digest in purged_messages(
                connection, SourceKind.CONVERSATION, item.conversation, [(item.id, item.text)]
            ).values()
        }
    if found:
        database.write(lambda c: _forget_purged(c, found))
    return len(found)


def _forget_purged(connection: apsw.Connection, digests: set[bytes]) -> None:
    for digest in digests:
        forget_purged(connection, digest)


def _left_out(outcome: Outcome) -> Iterator[str]:
    """What was known of old and not wanted, in sentences."""
    if outcome.purged:
        they = (
            "1 message was left out: you removed it"
            if outcome.purged == 1
            else (f"{outcome.purged:,} messages were left out: you removed them")
        )
        yield f"{they} for good. “ebb import conversation FILE --with-purged” takes in what was."
    if outcome.forgotten:
        they = "1 message is" if outcome.forgotten == 1 else f"{outcome.forgotten:,} messages are"
        yield f"{they} forgotten here, and so it stays. “ebb forget --list” tells what can be restored."


def _finish(connection: apsw.Connection, job: Job, path: Path, now: list[int], notes: list[Skipped]) -> None:
    jobs.note_skipped(connection, job.id, notes)
    imports.finish(connection, _import_of(path, now))
    jobs.finish(connection, job.id, JobState.DONE)


def _import_of(path: Path, now: list[int]) -> NewImport:
    return NewImport(CONVERSATIONS, str(path), ":".join(map(str, now)))


def _read(path: Path, start_byte: int, start_line: int) -> Iterator[Message | Broken]:
    try:
        yield from read_messages(path, start_byte, start_line)
    except MachineError as error:
        raise Unreadable(str(error)) from error


def _store_batch(
    database: Database,
    job: Job,
    path: Path,
    batch: list[Message],
    broken: list[Skipped],
    now: list[int],
    outcome: Outcome,
    stored: Callable[[int], None],
) -> None:
    if not batch and not broken:
        return
    part = database.write(lambda c: _store(c, job, path, batch, broken, now))
    outcome.add(part)
    stored(part.memories)


def _store(
    connection: apsw.Connection, job: Job, path: Path, batch: list[Message], broken: list[Skipped], now: list[int]
) -> Outcome:
    part, new = Outcome(skipped=list(broken)), list[int]()
    for name, messages in groupby(batch, key=lambda message: message.conversation):
        about = NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl")
        new += store_messages(connection, about, list(messages), str(path), part)
    if new:
        imports.note_memories(connection, imports.go_on(connection, _import_of(path, now)), new)
    jobs.note_skipped(connection, job.id, part.skipped)
    if batch:
        last = batch[-1]
        cursor = json.dumps([last.next_byte, last.line + 1, now])
        jobs.advance(connection, job.id, cursor=cursor, done=last.next_byte, total=now[0])
    return part


def store_messages(
    connection: apsw.Connection,
    about: NewSource,
    run: list[Message],
    where: str,
    part: Outcome,
    *,
    with_purged: bool = False,
) -> list[int]:
    """Store consecutive messages of one conversation, after those it has; those that are there are left as they are.

    The conversation is the source of the kind and location of `about`, made if there is none. What was purged here
    stays away, unless it is wanted back `with_purged`. What came of it is added to `part`, with `where` in front of
    what was left out. Returns the ids of the new memories.
    """
    run = _without_purged(connection, about, run, part, with_purged=with_purged)
    if not run:
        return []
    source = sources.find_by_location(connection, about.kind, about.location)
    source_id = source.id if source is not None else sources.insert_source(connection, about)
    known = memories.known_refs(connection, source_id, [message.id for message in run])
    part.forgotten += memories.count_forgotten(connection, source_id, list(known)) if known else 0
    position = memories.next_position(connection, source_id)
    # What was said just before, nearest first: it goes into the context of what comes next.
    last = memories.last_memories(connection, source_id, CONTEXT_MEMORIES)
    before = [(memory.session, _told(memory.text, memory.captions)) for memory in last]
    new: list[NewMemory] = []
    for message in run:
        if message.id in known:
            part.already += 1
            if known[message.id] != message.text:
                reason = f"Message “{message.id[:60]}” is there already with other words; the first ones are kept."
                part.skipped.append(Skipped(where, reason))
            continue
        known[message.id] = message.text
        new.append(_memory(message, [text for session, text in before if session == message.session]))
        before = [(message.session, _told(message.text, message.captions)), *before][:CONTEXT_MEMORIES]
    ids = store_understood(connection, source_id, position, new)
    sources.grow_source(connection, source_id, sum(len(memory.text) for memory in new))
    part.memories += len(new)
    return ids


def _without_purged(
    connection: apsw.Connection, about: NewSource, run: list[Message], part: Outcome, *, with_purged: bool
) -> list[Message]:
    if not anything_purged(connection):
        return run
    gone = purged_messages(connection, about.kind, about.location, [(one.id, one.text) for one in run])
    if with_purged:
        for digest in gone.values():
            forget_purged(connection, digest)
        return run
    kept = [one for one in run if one.id not in gone]
    part.purged += len(run) - len(kept)
    return kept


def _memory(message: Message, before: list[str]) -> NewMemory:
    machine = message.speaker.strip().lower() in _MACHINES if message.machine is None else message.machine
    return NewMemory(
        text=message.text,
        span=Span(message.id, 0, len(message.text)),
        kind=Kind.EPISODIC,
        # What an assistant said is kept, found and shown, but it is never evidence.
        trust=Trust.MODEL if machine else Trust.IMPORTED,
        context=word_context(before, message.time),
        speaker=message.speaker,
        session=message.session,
        said_at=message.time,
        captions=message.captions,
    )


def _told(text: str, captions: tuple[str, ...]) -> str:
    return word_text("", text, captions)
