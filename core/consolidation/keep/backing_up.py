"""The daily backup: a copy under the same key, read back before it counts, and a bounded number of them."""

from __future__ import annotations

import threading
from datetime import date, datetime
from pathlib import Path

from core.consolidation.keep.chore import Part
from core.consolidation.keep.copies import daily_copies, daily_name, make_copy, rotate
from core.consolidation.keep.second_place import copy_there, is_missing_there
from core.errors import Cancelled, MachineError, VaultDamaged
from core.store import settings, upkeep
from core.store.database import Database
from core.store.files import machine_error, say_size
from core.store.nights import Journal

_LAST = "keep.backup"


class BackUp:
    """One copy a day at the most, and none while nothing has changed since the last one."""

    name = "backup"

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """Make it, verify it, and let those go that are too many."""
        name = daily_name(now.astimezone().date())
        target = database.backup_folder / name
        with database.reading() as connection:
            mark = upkeep.mark_of_contents(connection)
            last = settings.get_setting(connection, _LAST)
        daily = daily_copies(database.backup_folder)
        if target.exists() or (last == mark and daily):
            return _catch_up(database, daily, stop)
        try:
            make_copy(database, name, stop)
            gone = rotate(database, target, now)
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

        kept = len(daily_copies(database.backup_folder))
        copied = copy_there(database, target, stop)
        return Part(write=write, notes=tuple(filter(None, (_say(size, kept, gone), copied))))


def _catch_up(database: Database, daily: dict[date, Path], stop: threading.Event) -> Part | None:
    """Copy the last backup to the second place where that was away, or the night was cut short."""
    newest = daily[max(daily)] if daily else None
    if newest is None or not is_missing_there(database, newest):
        return None
    said = copy_there(database, newest, stop)
    return Part(notes=(said,)) if said else None


def _say(size: int, kept: int, gone: int) -> str:
    made = f"A backup of {say_size(size)} was made and read back."
    there = "It is the only one." if kept == 1 else f"There are {kept} of them now."
    return " ".join([made, there, *([f"{gone} old ones went." if gone > 1 else "An old one went."] if gone else [])])
