"""Checking that the vault reads back as it was written, table by table."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from core.consolidation.keep.chore import Part
from core.consolidation.keep.copies import daily_copies
from core.errors import VaultDamaged
from core.store import settings
from core.store.database import Database
from core.store.nights import Journal

_CHECKED = "keep.checked"
_FOR = timedelta(days=7)


class Check:
    """Nothing is to be checked as long as a backup that was read back, which holds the same pages, is new."""

    name = "check"

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """Check the table that comes after `at`."""
        today = now.astimezone().date()
        if not at and not self._is_due(database, now):
            return None
        tables = [table for table in database.tables() if table > at]
        if not tables:

            def write(journal: Journal) -> None:
                settings.set_setting(journal.connection, _CHECKED, today.isoformat())

            return Part(write=write, notes=("All of the vault was read and checked.",) if at else ())
        try:
            faults = database.faults_in(tables[0], stop)
        except VaultDamaged as error:
            return Part(notes=(str(error),), last=True)
        if faults:
            return Part(notes=(_FAULTY.format(n=len(faults), table=tables[0]),), last=True)
        return Part(at=tables[0])

    def _is_due(self, database: Database, now: datetime) -> bool:
        with database.reading() as connection:
            checked = settings.get_setting(connection, _CHECKED)
        backed_up = [day.isoformat() for day in daily_copies(database.backup_folder)]
        last = max([*backed_up, checked or ""])
        return last <= (now.astimezone().date() - _FOR).isoformat()


_FAULTY = (
    "The check found {n} faults in the vault's table “{table}”. Run “ebb verify”, and restore vault.db and vault.json "
    "from a backup if it finds them too."
)
