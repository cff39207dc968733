"""Taking in one file: told apart by content, read in the child, cut into segments, stored."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import apsw

from core.errors import Cancelled, EbbError
from core.ingest.document import Document
from core.ingest.outcome import Outcome, Unreadable
from core.ingest.readers import LARGEST
from core.ingest.renewal import renew_source
from core.ingest.sandbox import Reader
from core.ingest.segment import Segment, segment
from core.ingest.understanding import store_understood
from core.model.memory import Kind, NewMemory, Source, SourceKind, Span, Trust
from core.model.place import write_place
from core.model.wording import word_context
from core.model.work import Job, JobState, Skipped
from core.store import folder_files, jobs, leaving, memories, sources
from core.store.database import Database
from core.store.sources import NewSource

_PIECE = 1024 * 1024
_MOST_READS = 3
# Memories a transaction: small enough that a chat's turn never waits long behind a large file.
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size: int
    modified: datetime
    digest: bytes
    stamp: tuple[int, int, int]


def take_file(
    database: Database,
    reader: Reader,
    path: Path,
    job: Job,
    cursor: str,
    outcome: Outcome,
    stored: Callable[[int], None],
    stop: threading.Event,
    *,
    tries: int = _MOST_READS,
) -> None:
    """Store a file's segments and finish the job. A file whose content is there already is stored once.

    What was written to while it was read is read again, a few times at most.

    Raises:
        Unreadable: the file cannot be read. Cancelled: stopped between two transactions.
    """
    file = _look_at(path, stop)
    with database.reading() as connection:
        same, before = (
            sources.find_by_hash(connection, file.digest),
            sources.find_by_location(connection, SourceKind.FILE, str(path)),
        )
    done = json.loads(cursor) if cursor else {}
    resumed = before is not None and done.get("hash") == file.digest.hex() and before.content_hash == file.digest
    if same is not None and not resumed:
        _note_already(database, same, before, file, job, outcome)
        return
    document, segments = _read(reader, path, stop)
    if tries > 1 and _is_other(file, stop):
        take_file(database, reader, path, job, cursor, outcome, stored, stop, tries=tries - 1)
        return
    if document.notice:
        outcome.skipped.append(Skipped(str(path), document.notice))
    if before is not None and not resumed:
        renewed = database.write(lambda c: _renew(c, file, document, before, job))
        if renewed is not None:
            stored(renewed)
            outcome.memories += renewed
            outcome.size += file.size
            return
    new = [_memory(file, document, piece) for piece in segments]
    if resumed and before is not None:
        source_id, position = before.id, int(done["position"])
        outcome.memories -= position
    else:
        begun = database.write(lambda c: _begin(c, file, document, before, job, new))
        if begun is None:
            # Another Ebb took in a copy while this one was reading.
            take_file(database, reader, path, job, "", outcome, stored, stop, tries=tries)
            return
        source_id, position = begun, min(len(new), _BATCH)
        outcome.sources += 1
        stored(position)
    for first in range(position, len(new), _BATCH):
        if stop.is_set():
            raise Cancelled
        batch = new[first : first + _BATCH]
        database.write(
            partial(_store, source_id=source_id, first=first, batch=batch, file=file, job=job, total=len(new))
        )
        stored(len(batch))
    if resumed or len(new) > _BATCH:
        database.write(partial(_finish, job=job, file=file, notes=_notes(file, document)))
    outcome.memories += len(new)
    outcome.size += file.size


def _look_at(path: Path, stop: threading.Event) -> _File:
    """Hash a file without holding it in memory."""
    digest = hashlib.sha256()
    try:
        stat = path.stat()
        if not path.is_file():
            raise Unreadable("This is not a file.")
        if stat.st_size > LARGEST:  # before it is hashed, which alone would take minutes
            raise Unreadable(
                f"This file is {stat.st_size / 1024**3:.1f} GB. Ebb reads files up to {LARGEST // 1024**2} MB. "
                "Split it into smaller files, and add those."
            )
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                if stop.is_set():
                    raise Cancelled
                digest.update(piece)
    except FileNotFoundError:
        raise Unreadable("The file is not there any more.") from None
    except PermissionError:
        raise Unreadable("The file may not be read: change its rights, then try again.") from None
    except OSError as error:
        raise Unreadable(f"The file could not be read: {error.strerror}.") from error
    return _File(path, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC), digest.digest(), _stamp_of(stat))


def _stamp_of(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _is_other(file: _File, stop: threading.Event) -> bool:
    """Whether a file holds something else by now: it was written to, or another took its place."""
    try:
        if _stamp_of(file.path.stat()) == file.stamp:
            return False
    except OSError:
        return False  # it went: what was read is what it said last
    return _look_at(file.path, stop).digest != file.digest


def _read(reader: Reader, path: Path, stop: threading.Event) -> tuple[Document, list[Segment]]:
    try:
        document = reader.read(path, stop)
    except Cancelled:
        raise
    except EbbError as error:
        raise Unreadable(str(error)) from error
    return document, segment(document)


def _renew(connection: apsw.Connection, file: _File, document: Document, before: Source, job: Job) -> int | None:
    """Bring what is known of a changed file up to what it says, all in one transaction.

    Returns how many memories are new; None where it is to be taken in as if it were a new one.
    """
    now = sources.get_source(connection, before.id)
    if now is None or now.content_hash != before.content_hash or sources.find_by_hash(connection, file.digest):
        return None
    new = renew_source(connection, before.id, document, partial(_memory, file, document))
    if new is not None:
        sources.renew_source(connection, before.id, _source_of(file, document))
        _finish(connection, job=job, file=file, notes=_notes(file, document))
    return new


def _begin(
    connection: apsw.Connection, file: _File, document: Document, before: Source | None, job: Job, new: list[NewMemory]
) -> int | None:
    """Store the first of the file's memories, and finish if they are all; what an older state of it held goes.

    Most files are small, and each transaction waits for the disk. Returns the source's id, or None when this content
    came in by another way meanwhile.
    """
    if sources.find_by_hash(connection, file.digest) is not None:
        return None
    if before is not None:
        _remove(connection, before)
    source_id = sources.insert_source(connection, _source_of(file, document))
    _store(connection, source_id=source_id, first=0, batch=new[:_BATCH], file=file, job=job, total=len(new))
    if len(new) <= _BATCH:
        _finish(connection, job=job, file=file, notes=_notes(file, document))
    return source_id


def _store(
    connection: apsw.Connection,
    *,
    source_id: int,
    first: int,
    batch: list[NewMemory],
    file: _File,
    job: Job,
    total: int,
) -> None:
    store_understood(connection, source_id, first, batch)
    done = first + len(batch)
    jobs.advance(connection, job.id, cursor=_cursor(file, done), done=done, total=total)


def _finish(connection: apsw.Connection, *, job: Job, file: _File, notes: list[Skipped]) -> None:
    folder_files.note_taken(connection, str(file.path), file.digest)
    jobs.note_skipped(connection, job.id, notes)
    jobs.finish(connection, job.id, JobState.DONE)


def _source_of(file: _File, document: Document) -> NewSource:
    return NewSource(
        SourceKind.FILE, document.title, str(file.path), document.media_type, file.size, file.digest, file.modified
    )


def _notes(file: _File, document: Document) -> list[Skipped]:
    return [Skipped(str(file.path), document.notice)] if document.notice else []


def _cursor(file: _File, position: int) -> str:
    return json.dumps({"hash": file.digest.hex(), "position": position})


def _remove(connection: apsw.Connection, source: Source) -> None:
    memories.delete_memories_of(connection, source.id)
    sources.delete_source(connection, source.id)


def _note_already(
    database: Database, same: Source, before: Source | None, file: _File, job: Job, outcome: Outcome
) -> None:
    moved = same.location != str(file.path) and not Path(same.location).exists()

    def note(connection: apsw.Connection) -> int:
        if before is not None and before.id != same.id:
            _remove(connection, before)  # this path holds other words now: those of `same`
        if moved:
            sources.move_source(connection, same, str(file.path))
        leaving.bring_back(connection, file.digest, str(file.path))
        folder_files.note_taken(connection, str(file.path), file.digest)
        jobs.finish(connection, job.id, JobState.DONE)
        there = sources.get_source(connection, same.id)
        return 0 if there is None else there.memories or 0

    outcome.already += database.write(note)


def _memory(file: _File, document: Document, piece: Segment) -> NewMemory:
    ref = f"{file.path}#{write_place(piece.place)}" if piece.place else str(file.path)
    return NewMemory(
        text=piece.text,
        span=Span(ref, piece.start, piece.end, piece.page, piece.line, piece.heading),
        kind=Kind.SEMANTIC if piece.said is None else Kind.EPISODIC,
        trust=Trust.FILE,
        context=word_context((), piece.said, headings=(document.title, piece.heading)),
        speaker=piece.speaker,
        said_at=piece.said,
        session=piece.heading,
    )
