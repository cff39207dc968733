"""Archives: everything that is kept, or a part of it, in one file. `docs/archive-format.md` specifies them."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import psutil

from core.errors import UserError
from core.model import times
from core.model.transfer import ArchivePreview, Merged, Selection
from core.store import imports, travelling
from core.store.arriving import Unfit
from core.store.database import Connection
from core.store.files import machine_error, sync_folder
from core.store.imports import NewImport
from core.store.travelling import Ids, Record
from core.transfer.fields import Sequence
from core.transfer.lines import Damaged, LineWriter
from core.transfer.merging import Merge
from core.transfer.pace import Told


class Reader(Protocol):
    """What records come from, from the beginning to the end, as often as wanted.

    `about` is the first of them, and says what it is. After each reading, `digest` is a checksum of what was read, and
    `left_out` says where something stands that is no record.
    """

    encrypted: bool
    about: Record
    digest: str
    left_out: tuple[str, ...]

    def records(self) -> Iterator[Record]: ...


_EVERY = 256


def write_archive(
    connection: Connection, path: Path, passphrase: str | None, selection: Selection, told: Told
) -> LineWriter:
    """Write what is chosen into a new file at `path`, whole or not at all. Returns the writer, which has counted.

    Raises:
        UserError: nothing is chosen, or the passphrase is empty. MachineError: the disk refuses. Cancelled.
    """
    chosen = choose(connection, selection)
    with growing(path) as file, LineWriter(file, passphrase) as writer:
        writer.begin({"made_at": times.to_store(times.now())[0], "by": "Ebb", "whole": selection.is_everything})
        for number, record in enumerate(_records(connection, chosen, selection)):
            if not number % _EVERY:
                told(min(writer.counts.get("memory", 0), len(chosen)), len(chosen))
            writer.add(record)
        writer.end()
    told(len(chosen), len(chosen))
    return writer


def choose(connection: Connection, selection: Selection) -> Ids:
    """The ids of the memories that leave, in order.

    Raises:
        UserError: nothing is chosen.
    """
    chosen = travelling.choose_memories(connection, selection)
    if not len(chosen):
        raise UserError("There is nothing to export: no memory fits.")
    return chosen


def _records(connection: Connection, chosen: Ids, selection: Selection) -> Iterator[Record]:
    """Every record, in the order of the format."""
    whole = selection.is_everything
    parts: list[tuple[str, Iterator[Record]]] = [
        ("source", travelling.source_records(connection, chosen, every=whole)),
        ("entity", travelling.entity_records(connection, chosen)),
        ("memory", travelling.memory_records(connection, chosen, contexts=whole)),
        ("parents", travelling.parent_records(connection, chosen)),
        ("link", travelling.link_records(connection, chosen)),
        ("topic", travelling.topic_records(connection, chosen)),
    ]
    if whole:
        parts += [
            ("chat", travelling.chat_records(connection)),
            ("turn", travelling.turn_records(connection)),
            ("setting", travelling.setting_records(connection)),
        ]
    for type_, records in parts:
        for record in records:
            yield {"type": type_, **record}


@contextlib.contextmanager
def growing(path: Path) -> Iterator[BinaryIO]:
    """A private file that becomes `path` when it is complete; whatever ends it before, there is no such file.

    What a process that was killed left of one is removed.

    Raises:
        MachineError: the disk is full or refuses.
    """
    neighbour = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        for left in path.parent.glob(f".{path.name}.*.new"):
            owner = re.fullmatch(r"\.(\d+)\.new", left.name.removeprefix(f".{path.name}"))
            if owner and not psutil.pid_exists(int(owner[1])):
                left.unlink(missing_ok=True)
        with os.fdopen(os.open(neighbour, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        neighbour.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise machine_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            neighbour.unlink(missing_ok=True)


def preview_archive(connection: Connection, reader: Reader, path: Path, told: Told) -> ArchivePreview:
    """Read an archive through, prove that it is whole, and say what importing it would do. Writes nothing.

    Raises:
        Damaged: it is not whole, or not as the format says. MachineError: it cannot be read. Cancelled.
    """
    merge = Merge(connection, write=False)
    count, first, last = 0, None, None
    for number, record in enumerate(_checked(reader)):
        if not number % _EVERY:
            told(count, 0)
        if record["type"] == "memory":
            count += 1
            at = record["stored_at"] if record["said_at"] is None else record["said_at"]
            first, last = min(at, at if first is None else first), max(at, at if last is None else last)
        merge.take(record)
    merged = merge.finish()
    made_at = reader.about.get("made_at")
    return ArchivePreview(
        path=path,
        encrypted=reader.encrypted,
        made_at=times.from_store(made_at if type(made_at) is int and 0 <= made_at < 2**47 else 0).astimezone(),
        memories=count,
        since=None if first is None else times.from_store(first).astimezone(),
        until=None if last is None else times.from_store(last).astimezone(),
        merged=merged,
        digest=reader.digest,
        left_out=reader.left_out,
    )


def merge_archive(
    connection: Connection, reader: Reader, preview: ArchivePreview, told: Told, *, with_purged: bool, new: NewImport
) -> tuple[Merged, int | None]:
    """Bring everything in, in the transaction of `connection`, which must be rolled back if anything is raised.

    Returns what came of it, and the number of the import `new`, None where nothing came.

    Raises:
        Damaged: the archive is another one than was previewed, or not as the format says. MachineError; Cancelled.
    """
    merge = Merge(connection, write=True, with_purged=with_purged, import_id=imports.go_on(connection, new))
    count = 0
    try:
        for number, record in enumerate(_checked(reader)):
            if not number % _EVERY:
                told(count, preview.memories)
            count += record["type"] == "memory"
            merge.take(record)
    except Unfit:
        raise Damaged("Two records of the archive stand at the same place. Nothing was changed.") from None
    if reader.digest != preview.digest:
        raise Damaged("The archive was changed while it was read. Nothing was changed here; try again.")
    merged = merge.finish()
    met = merged.already + merged.newer
    return merged, imports.finish(connection, new, settings=merged.settings, met=met)


def _checked(reader: Reader) -> Iterator[Record]:
    records, sequence = reader.records(), Sequence()
    next(records)
    for line, record in enumerate(records, 2):
        sequence.check(record, line)
        yield record
