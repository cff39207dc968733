"""A second place for the nightly backups: a folder on another disk, which may not be there tonight."""

from __future__ import annotations

import threading
from pathlib import Path

from core.errors import Cancelled, EbbError
from core.store import settings
from core.store.database import Connection, Database
from core.store.files import copy_file, machine_error, make_private_folder, remove_file
from core.store.header import copy_header, read_header

_KEY, _HEADER = "backup.second", "vault.json"


def second_place(connection: Connection) -> Path | None:
    """The folder that was chosen; None where there is none."""
    kept = settings.get_setting(connection, _KEY)
    return Path(kept) if kept else None


def choose_second_place(connection: Connection, folder: Path | None) -> None:
    """Keep the choice; None for no second place. It does not travel: the path is one of this machine."""
    settings.set_setting(connection, _KEY, "" if folder is None else str(folder))


def folder_there(database: Database) -> Path | None:
    """Where in the second place this vault's copies go: a folder of its own, for others may use the same place.

    None where no second place was chosen.
    """
    with database.reading() as connection:
        place = second_place(connection)
    if place is None:
        return None
    header = database.file.with_name(_HEADER)
    return place / (f"ebb-{read_header(header).vault_id[:8]}" if header.exists() else "ebb")


def is_missing_there(database: Database, backup: Path) -> bool:
    """Whether the second place is there, and this backup is not in it."""
    folder = folder_there(database)
    return folder is not None and folder.parent.is_dir() and not (folder / backup.name).exists()


def copy_there(database: Database, backup: Path, stop: threading.Event | None = None) -> str:
    """Copy a finished backup to the second place; what is no longer kept here goes there, too.

    Returns what the report of the night says; empty where no second place was chosen. Never raises for a place that is
    away or full: the backup here is made all the same.

    Raises:
        Cancelled: `stop` was set; nothing half is left there.
    """
    folder = folder_there(database)
    if folder is None:
        return ""
    if not folder.parent.is_dir():
        return f"The second place for backups, {folder.parent}, is not there tonight: the backup is on this disk only."
    try:
        put_there(database, backup, folder, stop)
    except Cancelled:
        raise
    except (EbbError, OSError) as error:
        said = error if isinstance(error, EbbError) else machine_error(error, folder)
        return f"The backup is on this disk only. {said}"
    return f"The backup was copied to {folder}, too."


def put_there(database: Database, backup: Path, folder: Path, stop: threading.Event | None = None) -> None:
    """Copy a backup and the header into `folder`, and remove from there what is no longer kept here.

    Raises:
        MachineError: there is no room, or the folder refuses. OSError: what is old cannot be removed. Cancelled.
    """
    make_private_folder(folder)
    copy_file(backup, folder / backup.name, stop)
    header = database.file.with_name(_HEADER)
    if header.exists():
        copy_header(header, folder)
    kept = {file.name for file in database.backups()}
    for file in folder.glob("*.db"):
        if file.name not in kept:
            remove_file(file)
