"""Copies of the database, encrypted under the same key."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from core.errors import Cancelled, MachineError
from core.store.contents import hash_contents
from core.store.files import machine_error, make_private_file, make_private_folder, remove_file, sync_folder
from core.store.integrity import count_rows, faults_in, table_names
from core.store.interruption import interruptible

_PAGES_A_STEP = 512
"""Some ten milliseconds of copying. What was copied is also made durable so often: all at once could take seconds."""

Opener = Callable[[Path], apsw.Connection]


def copy_database(
    source: apsw.Connection,
    target: Path,
    open_with_key: Opener,
    *,
    stop: threading.Event | None = None,
    verified: bool = False,
) -> None:
    """Copy `source` into `target` (replaced when it is complete), readers and writers undisturbed.

    The copy is of one moment, however long it takes. `verified`: before it takes its place it is opened with the key,
    every table of it is checked, and what it holds is compared with the source.

    Raises:
        MachineError: the folder cannot be written, or the copy does not read back as it was written.
        Cancelled: `stop` was set. apsw.Error: the copy failed. In each case an older `target` is untouched.
    """
    make_private_folder(target.parent)
    growing = target.with_name(f".{target.name}.new")
    _remove(growing)
    try:
        make_private_file(growing)
        with _one_moment(source):
            _copy_pages(source, growing, open_with_key, stop)
            if verified:
                _verify(source, growing, open_with_key, stop)
        growing.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise machine_error(error, target) from error
    finally:
        _remove(growing)


def _copy_pages(source: apsw.Connection, growing: Path, open_with_key: Opener, stop: threading.Event | None) -> None:
    # The file is closed last: closing it would let go of the locks that SQLite holds on it.
    with growing.open("rb+") as file:
        copy = open_with_key(growing)
        try:
            # An unfinished copy is thrown away, so there is nothing to roll back.
            copy.pragma("journal_mode", "off")
            copy.pragma("synchronous", "off")
            with copy.backup("main", source, "main") as backup:
                while not backup.done:
                    if stop is not None and stop.is_set():
                        raise Cancelled
                    backup.step(_PAGES_A_STEP)
                    os.fsync(file.fileno())
        finally:
            copy.close()
        os.fsync(file.fileno())


def _verify(source: apsw.Connection, growing: Path, open_with_key: Opener, stop: threading.Event | None) -> None:
    copy = open_with_key(growing)
    try:
        copy.pragma("query_only", True)
        with interruptible(copy, stop), interruptible(source, stop):
            sound = not any(faults_in(copy, table) for table in table_names(copy))
            same = sound and count_rows(copy) == count_rows(source) and hash_contents(copy) == hash_contents(source)
    except (apsw.CorruptError, apsw.NotADBError):
        same = False
    finally:
        copy.close()
    if not same:
        raise MachineError("The copy did not read back as it was written, so it was removed. Check the disk.")


@contextmanager
def _one_moment(source: apsw.Connection) -> Iterator[None]:
    """Let `source` see one state of the vault: without, a copy would begin anew whenever somebody writes."""
    if source.in_transaction:
        yield
        return
    source.execute("begin")
    try:
        source.execute("select count(*) from sqlite_master").fetchall()
        yield
    finally:
        _end_transaction(source)


def _end_transaction(source: apsw.Connection) -> None:
    if source.in_transaction:
        source.execute("rollback")


def _remove(growing: Path) -> None:
    for file in growing.parent.glob(f"{growing.name}*"):
        remove_file(file)
