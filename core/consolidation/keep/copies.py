"""The backups of a vault as files: what each is called, making one, and letting those go that are too many."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from core.consolidation.keep.rotation import HOURLY, IMPORTS, kept_of
from core.model import times
from core.store import settings, upkeep
from core.store.database import Connection, Database
from core.store.files import check_room, make_private_folder, remove_file
from core.store.header import copy_header

_DAILY = re.compile(r"night-(\d{4}-\d{2}-\d{2})\.db")
_HOURLY, _IMPORT = "hour-*.db", "before-import-*.db"
_LAST = "keep.copied"
_OTHERS_FOR = timedelta(days=92)
"""How long those made by hand, before a migration or after a purge are kept: as long as the oldest daily ones."""


_NOBODY_WRITES = timedelta(hours=1)


def daily_name(day: date) -> str:
    """The file of a day."""
    return f"night-{day.isoformat()}.db"


def hourly_name(at: datetime) -> str:
    """The file of an hour."""
    return f"hour-{at:%Y-%m-%d-%H%M}.db"


def import_name(at: datetime) -> str:
    """The file that is made before an import."""
    return f"before-import-{at:%Y-%m-%d-%H%M%S}.db"


def hand_name(at: datetime) -> str:
    """The file that is made because somebody wants it."""
    return f"hand-{at:%Y-%m-%d-%H%M%S}.db"


def daily_copies(folder: Path) -> dict[date, Path]:
    """The daily backups in `folder`, by the day they were made."""
    found = {}
    for file in folder.glob("night-*.db"):
        named = _DAILY.fullmatch(file.name)
        with contextlib.suppress(ValueError):
            if named:
                found[date.fromisoformat(named[1])] = file
    return found


def newest_copy(folder: Path) -> datetime | None:
    """When the last backup was finished, whatever it was made for."""
    return max((made_at(file) for file in folder.glob("*.db")), default=None)


def made_at(file: Path) -> datetime:
    """When a backup was finished."""
    return datetime.fromtimestamp(file.stat().st_mtime).astimezone()


def make_copy(database: Database, name: str, stop: threading.Event | None = None) -> Path:
    """Make a backup and read it back; the present header is put beside it.

    Raises:
        MachineError: there is no room for it and for the vault to grow as much, or it did not read back. VaultDamaged.
        Cancelled. OSError: the folder refuses.
    """
    folder = database.backup_folder
    make_private_folder(folder)
    _remove_left(folder)
    check_room(folder, database.size(), leaving=database.size())
    with database.reading() as connection:
        mark = upkeep.mark_of_contents(connection)
    database.backup_to(folder / name, stop)
    header = database.file.with_name("vault.json")
    if header.exists():
        copy_header(header, folder)
    database.write(lambda c: settings.set_setting(c, _LAST, mark))
    return folder / name


def _remove_left(folder: Path) -> None:
    """Remove what was not finished, and is so old that nobody works on it any more."""
    for file in folder.glob(".*.new"):
        with contextlib.suppress(FileNotFoundError):
            if made_at(file) < times.now() - _NOBODY_WRITES:
                remove_file(file)


def is_copied(connection: Connection) -> bool:
    """Whether the last backup, if it is still there, holds what is here now."""
    return settings.get_setting(connection, _LAST) == upkeep.mark_of_contents(connection)


def rotate(database: Database, fresh: Path, now: datetime) -> int:
    """Remove backups that are too many or too old, but never `fresh`. Returns how many went."""
    folder = database.backup_folder
    daily = daily_copies(folder)
    kept = kept_of(daily)
    going = {file for day, file in daily.items() if day not in kept}
    hourly, imports = set(folder.glob(_HOURLY)), set(folder.glob(_IMPORT))
    going |= _but_the_last(hourly, HOURLY) | _but_the_last(imports, IMPORTS)
    for file in set(folder.glob("*.db")) - set(daily.values()) - going:
        if made_at(file) < now - _OTHERS_FOR:
            going.add(file)
    going.discard(fresh)
    for file in going:
        remove_file(file)
    return len(going)


def _but_the_last(files: Iterable[Path], most: int) -> set[Path]:
    return set(sorted(files, key=lambda file: file.name)[:-most])
