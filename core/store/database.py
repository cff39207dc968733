"""The encrypted database: one connection that writes, in order, and a small pool that reads."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import apsw
import sqlite_vec

from core.errors import EbbError, MachineError, VaultBusy, VaultDamaged
from core.store import integrity, pages
from core.store.backup import copy_database
from core.store.files import make_private_file, remove_file
from core.store.interruption import interruptible
from core.store.migrations import MIGRATIONS, apply_migrations, version_of

T = TypeVar("T")
Connection = apsw.Connection

_BUSY_MS = 30_000
_CACHE_KIB = 32 * 1024
_READERS = 4


class Database:
    """An open vault database. Writes run one after another on a thread of their own, each in one transaction."""

    def __init__(self, file: Path, key: bytes, *, backups: Path) -> None:
        """Open (and create or migrate) the database in `file` with the raw 32-byte `key`.

        Raises:
            MachineError: a newer Ebb wrote it, or the disk refuses.
            VaultDamaged: it does not read under this key. VaultBusy: another process holds it.
        """
        self.file, self.backup_folder = file, backups
        self._key = bytearray(key)
        # The last one used comes first: it has in its cache what is asked for again.
        self._idle: queue.LifoQueue[apsw.Connection] = queue.LifoQueue()
        self._slots = threading.BoundedSemaphore(_READERS)
        self._readers: list[apsw.Connection] = []
        self._closed = False
        self._log_is_full = False
        self._lock = threading.Lock()
        self._writer = ThreadPoolExecutor(1, "store-writer")
        make_private_file(file)
        try:
            with translated():
                self._connection = self._writer.submit(self._connect).result()
                self._writer.submit(self._migrate).result()
        except BaseException:
            self._writer.shutdown()
            raise

    def write(self, work: Callable[[apsw.Connection], T]) -> T:
        """Run `work` in one transaction on the writing thread and return what it returns.

        The transaction is durable on return, and rolled back when `work` raises.

        Raises:
            MachineError: the disk is full or the vault is locked; VaultBusy; VaultDamaged.
        """
        if self._closed:
            raise MachineError("The vault is locked.")
        with translated():
            return self._writer.submit(self._transact, work).result()

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection that sees one unmoving state of the vault, however long it takes; it blocks no writer."""
        self._slots.acquire()
        connection: apsw.Connection | None = None
        try:
            with translated():
                connection = self._reader()
                connection.execute("begin")
                try:
                    yield connection
                finally:
                    if connection.in_transaction:
                        connection.execute("rollback")
        finally:
            if connection is not None:
                if self._closed:
                    connection.close()
                else:
                    self._idle.put(connection)
            self._slots.release()

    def backup_to(self, target: Path, stop: threading.Event | None = None, *, verified: bool = True) -> None:
        """Copy the whole database, under the same key, to `target` while it stays in use: see `copy_database`.

        Raises:
            Cancelled: `stop` was set. MachineError: there is no copy, and the sentence says why.
        """
        with translated(), self._own_connection() as source:
            copy_database(source, target, self._open_with_key, stop=stop, verified=verified)

    @contextmanager
    def copied_to(self, target: Path, stop: threading.Event | None = None) -> Iterator[Database]:
        """A copy of the database in `target`, under the same key, to try something out on. Its files are removed."""
        self.backup_to(target, stop, verified=False)
        copy = Database(target, bytes(self._key), backups=target.parent)
        try:
            yield copy
        finally:
            copy.close()
            for file in target.parent.glob(f"{target.name}*"):
                remove_file(file)

    @contextmanager
    def opening(self, file: Path) -> Iterator[Database]:
        """Another database under the same key, brought up to date if it is older."""
        other = Database(file, bytes(self._key), backups=file.parent / self.backup_folder.name)
        try:
            yield other
        finally:
            other.close()

    def pages_verified(self) -> Iterator[str]:
        """Read every page and check it. Yields one sentence per fault: none means all is well."""
        with translated(), self._own_connection() as connection:
            for (said,) in connection.execute("pragma integrity_check(20)"):
                if said != "ok":
                    yield str(said)

    def tables(self) -> list[str]:
        """The tables that hold something, by name: what `faults_in` can check."""
        with self.reading() as connection:
            return integrity.table_names(connection)

    def faults_in(self, table: str, stop: threading.Event | None = None) -> list[str]:
        """Read all of a table and check it. One sentence per fault: none means all is well.

        Raises:
            VaultDamaged: a page does not read back. Cancelled: `stop` was set.
        """
        with self.reading() as connection, interruptible(connection, stop):
            return integrity.faults_in(connection, table)

    def checkpoint(self, stop: threading.Event | None = None) -> bool:
        """Write what the write-ahead log holds into the database, and empty it.

        False where somebody read an older state for 30 seconds, or with `stop` at all: then the next write that finds
        nobody reading empties it, or whoever closes the vault last.

        Raises:
            Cancelled: `stop` was set before the end.
        """
        with translated(), self._own_connection() as connection, interruptible(connection, stop):
            if stop is not None:
                # Waiting for others cannot be broken off.
                connection.set_busy_timeout(0)
            self._log_is_full = not _empty_log(connection)
        return not self._log_is_full

    def raw_pages(self, file: Path) -> Iterator[tuple[int, bytes]]:
        """The decrypted pages of this database's file, its log, or a copy of it: see `pages`."""
        if self._closed:
            raise MachineError("The vault is locked.")
        read = pages.decrypted_log if file.name.endswith("-wal") else pages.decrypted_pages
        return read(file, bytes(self._key))

    def backups(self) -> list[Path]:
        """The copies of this database that lie under its folder, unfinished ones too, the oldest first."""
        found = [file for folder in _COPIES for file in self.file.parent.glob(folder) if not file.name.endswith("-shm")]
        return sorted(found, key=lambda file: (file.stat().st_mtime, file.name))

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        files = (self.file, self.file.with_name(self.file.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Finish running writes, close every connection, forget the key. May be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._writer.submit(self._connection.close).result()
        self._writer.shutdown()
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                break
        for index in range(len(self._key)):
            self._key[index] = 0

    def _transact(self, work: Callable[[apsw.Connection], T]) -> T:
        connection = self._connection
        connection.execute("begin immediate")
        try:
            result = work(connection)
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        if self._log_is_full:
            connection.set_busy_timeout(0)
            self._log_is_full = not _empty_log(connection)
            connection.set_busy_timeout(_BUSY_MS)
        return result

    def _reader(self) -> apsw.Connection:
        if self._closed:
            raise MachineError("The vault is locked.")
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
            connection.pragma("query_only", True)
            return connection

    @contextmanager
    def _own_connection(self) -> Iterator[apsw.Connection]:
        if self._closed:
            raise MachineError("The vault is locked.")
        connection = self._connect()
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self) -> apsw.Connection:
        connection = self._open_with_key(self.file)
        connection.pragma("journal_mode", "wal")
        return connection

    def _open_with_key(self, file: Path) -> apsw.Connection:
        connection = apsw.Connection(str(file))
        try:
            connection.set_busy_timeout(_BUSY_MS)
            connection.pragma("cipher", "chacha20")
            # "raw:" skips the passphrase derivation: the key is random already.
            connection.execute(f"pragma key = 'raw:{self._key.hex()}'")
            connection.execute("select count(*) from sqlite_master")
            for name, value in _PRAGMAS:
                connection.pragma(name, value)
            connection.enable_load_extension(True)
            connection.load_extension(sqlite_vec.loadable_path())
            connection.enable_load_extension(False)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self) -> None:
        version = version_of(self._connection)
        if version > len(MIGRATIONS):
            raise MachineError("This vault was written by a newer Ebb. Update Ebb to open it; nothing was changed.")
        if 0 < version < len(MIGRATIONS):
            target = self.backup_folder / f"before-{MIGRATIONS[version].__name__}.db"
            copy_database(self._connection, target, self._open_with_key)
        apply_migrations(self._connection)


_COPIES = ("*/*.db*", "*/.*.db*")

_PRAGMAS: tuple[tuple[str, str | int], ...] = (
    ("synchronous", "full"),
    ("foreign_keys", "on"),
    ("secure_delete", "on"),
    ("temp_store", "memory"),  # never a temporary file: it would hold plaintext
    ("cell_size_check", "on"),
    ("cache_size", -_CACHE_KIB),
)


def _empty_log(connection: apsw.Connection) -> bool:
    row = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    return row is not None and row[0] == 0


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the store's library raises into Ebb's errors."""
    try:
        yield
    except EbbError:
        raise
    except apsw.NotADBError as error:
        raise VaultDamaged(_DAMAGED) from error
    except apsw.CorruptError as error:
        raise VaultDamaged(_DAMAGED) from error
    except apsw.BusyError as error:
        raise VaultBusy(
            "Another Ebb is writing to this vault and did not finish within 30 seconds. Nothing was changed; "
            "wait for it, or close it, and try again."
        ) from error
    except apsw.FullError as error:
        raise MachineError(
            "The disk is full, so nothing more was written. What was saved before is safe. Free some space and go on."
        ) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise MachineError("The vault's files cannot be opened for writing. Check the rights of its folder.") from error
    except apsw.IOError as error:
        raise MachineError("The disk refused to read or write the vault. What was saved before is safe.") from error


_DAMAGED = (
    "The vault is damaged: a page does not read back as it was written. Nothing was changed. "
    "Restore vault.db and vault.json from a backup."
)
