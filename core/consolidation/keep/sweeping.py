"""Removing files that something which was killed has left: copies for a dry run, and files that were not finished."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from core.consolidation.keep.chore import Part
from core.store import jobs
from core.store.database import Database
from core.store.files import remove_file

_TRIAL = "dry-run-"
_OLD = timedelta(days=1)
"""Nothing that is still being written is that old."""


@contextmanager
def trial_folder(beside: Path) -> Iterator[Path]:
    """A folder for a dry run, which is removed again. Its name says whose it is."""
    with tempfile.TemporaryDirectory(prefix=f"{_TRIAL}{jobs.this_process()}-", dir=beside) as folder:
        yield Path(folder)


class Sweep:
    """What was left behind goes."""

    name = "sweep"

    def plan(self, database: Database, at: str, now: datetime, stop: threading.Event) -> Part | None:
        """Remove what nobody works on."""
        profile = database.file.parent
        removed = False
        for folder in profile.glob(f"{_TRIAL}*"):
            if folder.is_dir() and not _is_used(folder, now):
                for file in folder.iterdir():
                    remove_file(file)
                folder.rmdir()
                removed = True
        for place in (profile, database.backup_folder):
            for file in place.glob(".*.new*"):
                if _is_old(file, now):
                    remove_file(file)
                    removed = True
        return Part(notes=(_REMOVED,)) if removed else None


def _is_used(folder: Path, now: datetime) -> bool:
    owner, _, _ = folder.name.removeprefix(_TRIAL).rpartition("-")
    return jobs.is_alive(owner) if owner else not _is_old(folder, now)


def _is_old(file: Path, now: datetime) -> bool:
    try:
        return datetime.fromtimestamp(file.lstat().st_mtime, now.tzinfo) < now - _OLD
    except FileNotFoundError:
        return False


_REMOVED = "Files were removed that something had left which did not come to its end."
