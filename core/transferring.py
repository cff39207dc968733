"""Transferring: what leaves the vault and what comes into it, as the façade offers it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event as Flag

import psutil

from core.errors import MachineError, UserError
from core.model.forgetting import RequestState
from core.model.transfer import ArchivePreview, Exported, Imported, Selected, Selection
from core.model.work import Progress
from core.store import purge, requests, travelling
from core.store.database import Connection, Database
from core.store.imports import NewImport
from core.transfer.archive import Reader, choose, merge_archive, preview_archive, write_archive
from core.transfer.folder import FolderReader, looks_written
from core.transfer.lines import LineReader, looks_like_archive
from core.transfer.markdown import FolderWriter, growing_folder
from core.transfer.pace import teller

ARCHIVE, FOLDER = "an archive", "a Markdown folder"
"""What an import is from that Ebb wrote itself."""

_COPY = "export-"


class Transferring:
    """Exports from and imports into one vault. `changed` is called, on the thread that imports, when one is in.

    `back_up` is called before one; it returns a sentence for the user where no backup could be made.
    """

    def __init__(
        self, database: Database, changed: Callable[[], None], back_up: Callable[[Flag | None], str] = lambda stop: ""
    ) -> None:
        self._database, self._changed, self._back_up = database, changed, back_up

    def count(self, selection: Selection) -> Selected:
        """How much an export of what is chosen would write."""
        with self._database.reading() as connection:
            chosen = travelling.choose_memories(connection, selection)
            return Selected(len(chosen), travelling.count_sources_of(connection, chosen))

    def export(
        self,
        path: Path,
        passphrase: str | None,
        selection: Selection,
        *,
        replace_file: bool = False,
        progress: Callable[[Progress], None] | None = None,
        stop: Flag | None = None,
    ) -> Exported:
        """Write what is chosen into one file, encrypted with `passphrase`, or readable by anybody with None.

        The file is there when it is whole. What is forgotten is not in it, nor is what was said of it elsewhere.

        Raises:
            UserError: nothing fits, there is a file already, the passphrase is empty. MachineError. Cancelled.
        """
        began = time.monotonic()
        path = path.expanduser().absolute()
        _check_target(path, replace_file=replace_file)
        told = teller("exporting", "memories", progress, stop)
        with self._leaving() as (database, hidden), database.reading() as connection:
            writer = write_archive(connection, path, passphrase, selection, told)
        return Exported(
            path=path,
            encrypted=passphrase is not None,
            memories=writer.counts.get("memory", 0),
            sources=writer.counts.get("source", 0),
            chats=writer.counts.get("chat", 0),
            hidden=hidden,
            size=path.stat().st_size,
            seconds=time.monotonic() - began,
        )

    def export_folder(
        self,
        folder: Path,
        selection: Selection,
        *,
        progress: Callable[[Progress], None] | None = None,
        stop: Flag | None = None,
    ) -> Exported:
        """Write what is chosen as Markdown for people into a folder that is new or empty. Nothing in it is encrypted.

        Raises:
            UserError: nothing fits, or the folder holds something. MachineError. Cancelled.
        """
        began = time.monotonic()
        folder = folder.expanduser().absolute()
        _check_place(folder)
        told = teller("exporting", "memories", progress, stop)
        with self._leaving() as (database, hidden), database.reading() as connection:
            chosen = choose(connection, selection)
            with growing_folder(folder) as growing:
                writer = FolderWriter(connection, growing, told)
                writer.write(chosen, whole=selection.is_everything)
                size = sum(file.stat().st_size for file in growing.rglob("*") if file.is_file())
        counts = writer.counts
        seconds = time.monotonic() - began
        return Exported(folder, False, counts["memory"], counts["source"], counts["chat"], hidden, size, seconds)

    def recognises(self, path: Path) -> bool:
        """Whether something looks like an archive, or like a folder of Markdown that Ebb wrote."""
        return looks_written(path) if path.is_dir() else looks_like_archive(path)

    def open_archive(
        self,
        path: Path,
        ask_passphrase: Callable[[], str],
        progress: Callable[[Progress], None] | None = None,
        stop: Flag | None = None,
    ) -> OpenArchive:
        """Read an archive through, prove it whole, and say what importing it would do. Nothing is changed.

        `ask_passphrase` is called, once, if it is encrypted.

        Raises:
            UserError: it is no archive, damaged, or of a newer Ebb. WrongSecret. MachineError. Cancelled.
        """
        path = path.expanduser().absolute()
        if not path.is_file():
            raise UserError(f"There is no file at {path}.")
        return self._open(LineReader(path, ask_passphrase), path, progress, stop)

    def open_folder(
        self, folder: Path, progress: Callable[[Progress], None] | None = None, stop: Flag | None = None
    ) -> OpenArchive:
        """Read a folder of Markdown that Ebb wrote, and say what importing it would do. Nothing is changed.

        Raises:
            UserError: Ebb did not write it. MachineError. Cancelled.
        """
        folder = folder.expanduser().absolute()
        if not folder.is_dir():
            raise UserError(f"There is no folder at {folder}.")
        return self._open(FolderReader(folder), folder, progress, stop)

    def _open(
        self, reader: Reader, path: Path, progress: Callable[[Progress], None] | None, stop: Flag | None
    ) -> OpenArchive:
        with self._database.reading() as connection:
            found = preview_archive(connection, reader, path, teller("checking", "memories", progress, stop))
        return OpenArchive(self._database, self._changed, self._back_up, reader, found)

    @contextmanager
    def _leaving(self) -> Iterator[tuple[Database, int]]:
        """The vault without what is forgotten, and how much that is.

        What is forgotten but can still be restored has left words elsewhere: in chats, in the history of others. As
        purging finds all of them, a copy is made and purged, and that is what is exported.
        """
        with self._database.reading() as connection:
            hidden = travelling.count_hidden(connection)
        if not hidden:
            yield self._database, 0
            return
        profile = self._database.file.parent
        _remove_left(profile)
        with (
            tempfile.TemporaryDirectory(prefix=f"{_COPY}{os.getpid()}-", dir=profile) as folder,
            self._database.copied_to(Path(folder) / "vault.db") as copy,
        ):
            copy.write(_purge_hidden)
            yield copy, hidden


class OpenArchive:
    """An archive that was read through. `preview` says what importing it would do."""

    def __init__(
        self,
        database: Database,
        changed: Callable[[], None],
        back_up: Callable[[Flag | None], str],
        reader: Reader,
        preview: ArchivePreview,
    ) -> None:
        self._database, self._changed, self._back_up, self._reader = database, changed, back_up, reader
        self.preview = preview

    def import_all(
        self,
        *,
        with_purged: bool = False,
        progress: Callable[[Progress], None] | None = None,
        stop: Flag | None = None,
    ) -> Imported:
        """Bring everything in, or nothing: it is one transaction.

        What was purged here stays away, unless it is wanted back `with_purged`.

        Raises:
            UserError: the archive is not as it was previewed. MachineError: the vault cannot be written. Cancelled.
        """
        note = self._back_up(stop)
        began = time.monotonic()
        told = teller("importing", "memories", progress, stop)
        path = self.preview.path
        new = NewImport(ARCHIVE if path.is_file() else FOLDER, str(path), self.preview.digest)
        work = partial(
            merge_archive, reader=self._reader, preview=self.preview, told=told, with_purged=with_purged, new=new
        )
        merged, import_id = self._database.write(lambda connection: work(connection))
        self._changed()
        return Imported(merged, time.monotonic() - began, import_id, (note,) if note else ())


def _purge_hidden(connection: Connection) -> None:
    for request in requests.list_requests(connection, limit=-1):
        if request.state is RequestState.HIDDEN:
            purge.purge_memories(connection, requests.hidden_by(connection, request.id))
            requests.set_state(connection, request.id, RequestState.PURGED)


def _remove_left(profile: Path) -> None:
    """Remove the copies of processes that were killed over an export."""
    for folder in profile.glob(f"{_COPY}*-*"):
        owner = folder.name.removeprefix(_COPY).partition("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _check_target(path: Path, *, replace_file: bool) -> None:
    if path.is_dir():
        raise UserError(f"{path} is a folder. Name the file that is to be written.")
    if path.exists() and not replace_file:
        raise UserError(f"There is a file at {path} already. Choose another name, or say that it is to be replaced.")
    _check_place(path)


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise MachineError(f"There is no folder {path.parent}. Create it, or choose another place.")
