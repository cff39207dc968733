"""The nightly backup: a copy under the same key, read back before it counts, and a bounded number of them."""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

from core.consolidation.keep.chore import Part
from core.consolidation.keep.rotation import kept_of
from core.consolidation.keep.second_place import copy_there, is_missing_there
from core.errors import Cancelled, MachineError, VaultDamaged
from core.store import settings, upkeep
from core.store.database import Database
from core.store.files import machine_error, make_private_folder, remove_file
from core.store.header import copy_header
from core.store.nights import Journal

_LAST = "keep.backup"
_NAME = re.compile(r"night-(\d{4}-\d{2}-\d{2})\.db")
_OTHERS_FOR = timedelta(days=92)
"""How long copies are kept that were made before a migration or after a purge: as long as the oldest nightly ones."""


class BackUp:
    """One copy a day at the most, and none while nothing has changed since the last one."""

    name = "backup"

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """Make it, verify it, and let those go that are too many."""
        target = _file_of(database.backup_folder, now.astimezone().date())
        with database.reading() as connection:
            mark = upkeep.mark_of_contents(connection)
            last = settings.get_setting(connection, _LAST)
        nightly = nightly_backups(database.backup_folder)
        if target.exists() or (last == mark and nightly):
            return _catch_up(database, nightly, stop)
        try:
            _look_for_room(database)
            database.backup_to(target, stop)
            if (header := database.file.with_name("vault.json")).exists():
                copy_header(header, database.backup_folder)
            gone = _rotate(database, target, now)
            size = target.stat().st_size
        except Cancelled:
            raise
        except VaultDamaged as error:
            return Part(notes=(f"No backup was made, and the earlier ones were left as they are. {error}",), last=True)
        except MachineError as error:
            return Part(notes=(f"No backup was made. {error}",))
        except OSError as error:
            return Part(notes=(f"No backup was made. {machine_error(error, target)}",))

        def write(journal: Journal) -> None:
            settings.set_setting(journal.connection, _LAST, mark)

        nightly = nightly_backups(database.backup_folder)
        copied = copy_there(database, target, stop)
        return Part(write=write, notes=tuple(filter(None, (_say(size, len(nightly), gone), copied))))


def _catch_up(database: Database, nightly: dict[date, Path], stop: threading.Event) -> Part | None:
    """Copy the last backup to the second place where that was away, or the night was cut short."""
    newest = nightly[max(nightly)] if nightly else None
    if newest is None or not is_missing_there(database, newest):
        return None
    said = copy_there(database, newest, stop)
    return Part(notes=(said,)) if said else None


def nightly_backups(folder: Path) -> dict[date, Path]:
    """The nightly backups in `folder`, by the day they were made."""
    found = {}
    for file in folder.glob("night-*.db"):
        named = _NAME.fullmatch(file.name)
        with contextlib.suppress(ValueError):
            if named:
                found[date.fromisoformat(named[1])] = file
    return found


def _file_of(folder: Path, day: date) -> Path:
    return folder / f"night-{day.isoformat()}.db"


def _look_for_room(database: Database) -> None:
    """Raise where a copy would leave the disk less room than the vault takes, which has to grow."""
    make_private_folder(database.backup_folder)
    needed, free = 2 * database.size(), shutil.disk_usage(database.backup_folder).free
    if free < needed:
        raise MachineError(
            f"It takes {_size(database.size())} and should leave as much free, but the disk has {_size(free)}. "
            "Free some space."
        )


def _rotate(database: Database, fresh: Path, now: datetime) -> int:
    nightly = nightly_backups(database.backup_folder)
    kept = kept_of(nightly)
    going = [file for day, file in nightly.items() if day not in kept]
    going += [
        file
        for file in database.backup_folder.glob("*.db")
        if file not in nightly.values() and datetime.fromtimestamp(file.stat().st_mtime, now.tzinfo) < now - _OTHERS_FOR
    ]
    for file in going:
        if file != fresh:
            remove_file(file)
    return len(going)


def _say(size: int, kept: int, gone: int) -> str:
    made = f"A backup of {_size(size)} was made and read back."
    there = "It is the only one." if kept == 1 else f"There are {kept} of them now."
    return " ".join([made, there, *([f"{gone} old ones went." if gone > 1 else "An old one went."] if gone else [])])


def _size(size: int) -> str:
    power = min(max((len(str(size)) - 1) // 3, 1), len(_UNITS))
    return f"{size / 1000**power:.1f} {_UNITS[power - 1]}"


_UNITS = ("KB", "MB", "GB", "TB")
