"""Backups as the façade offers them: what there is, one more now, a look into one, one put into a new place.

A backup is never put where the vault is: what is restored is a vault of its own in a folder of its own, which the same
passphrase opens. So nothing that is here now can be lost by restoring something older.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event as Flag

from core.consolidation.keep import copies
from core.consolidation.keep.second_place import (
    choose_second_place,
    copy_there,
    folder_there,
    put_there,
    second_place,
)
from core.consolidation.keep.sweeping import trial_folder
from core.errors import EbbError, MachineError, UserError, VaultDamaged
from core.model import times
from core.model.backup import Backup, BackupPreview, Occasion, Restored, SecondPlace
from core.model.work import Progress
from core.store import memories
from core.store.database import Database
from core.store.files import copy_file, machine_error, make_private_folder, remove_file, sync_folder
from core.store.header import copy_header

_VAULT, _HEADER = "vault.db", "vault.json"
_OCCASIONS = {
    "night-": Occasion.NIGHT,
    "hour-": Occasion.HOUR,
    "hand-": Occasion.HAND,
    "before-import-": Occasion.IMPORT,
    "before-": Occasion.UPDATE,
    "after-forgetting": Occasion.FORGETTING,
}
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LARGE = 512 * 1024 * 1024
"""A vault of that size is not copied every hour, nor before an import while there is a backup of the same day."""

Told = Callable[[Progress], None]


class Backups:
    """The backups of one vault."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = database.backup_folder

    def list(self) -> list[Backup]:
        """What backups there are, the newest first."""
        found = []
        for file in self._folder.glob("*.db"):
            try:
                stat = file.stat()
            except FileNotFoundError:
                continue  # it was rotated away just now
            occasion = next((what for name, what in _OCCASIONS.items() if file.name.startswith(name)), Occasion.OTHER)
            made_at = datetime.fromtimestamp(stat.st_mtime, times.now().tzinfo)
            found.append(Backup(file, made_at, stat.st_size, occasion))
        return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)

    @property
    def second_place(self) -> Path | None:
        """Where nightly backups and those made by hand are copied to as well; None where nothing was chosen."""
        with self._database.reading() as connection:
            return second_place(connection)

    def look_at_second_place(self) -> SecondPlace | None:
        """How the second place stands; None where nothing was chosen. Asking a disk that is away can take a while."""
        place, own = self.second_place, folder_there(self._database)
        if place is None or own is None:
            return None
        daily = copies.daily_copies(self._folder)
        newest = daily[max(daily)].name if daily else ""
        there = place.is_dir()
        return SecondPlace(place, there, bool(newest) and not (there and (own / newest).exists()))

    def choose_second_place(self, folder: Path | None) -> None:
        """Copy backups into `folder`, too, from the next one on; None for no second place.

        Raises:
            UserError: it is no folder, or holds the vault itself. MachineError: it cannot be written.
        """
        if folder is not None:
            folder = folder.expanduser().absolute()
            if not folder.is_dir():
                raise UserError(f"There is no folder at {folder}.")
            if folder.is_relative_to(self._database.file.parent):
                raise UserError(f"{folder} is where the vault is. A second place should be on another disk.")
            if not os.access(folder, os.W_OK):
                raise MachineError(f"Ebb may not write into {folder}. Choose another folder.")
        self._database.write(partial(choose_second_place, folder=folder))

    def make(self, stop: Flag | None = None) -> Backup:
        """Make one now and read it back.

        Raises:
            MachineError: there is no room, or it did not read back. VaultDamaged. Cancelled.
        """
        try:
            target = copies.make_copy(self._database, copies.hand_name(times.now().astimezone()), stop)
        except OSError as error:
            raise machine_error(error, self._folder) from error
        second = folder_there(self._database)
        if second is not None:
            if not second.parent.is_dir():
                raise MachineError(
                    f"The backup was made here ({target.name}), but the second place, {second.parent}, is not there."
                )
            try:
                put_there(self._database, target, second, stop)
            except OSError as error:
                raise machine_error(error, second) from error
        return self._told(target)

    def make_if_due(self, stop: Flag | None = None, now: datetime | None = None) -> Backup | None:
        """Make one while the machine is used: the day's where no night has made one, else one for the hour.

        None where the last one is less than an hour old, nothing has changed since, or the vault is so large that only
        the day's are made. The last four by the hour are kept.

        Raises:
            MachineError: there is no room, or it did not read back. VaultDamaged. Cancelled.
        """
        now = (now or times.now()).astimezone()
        last, daily = copies.newest_copy(self._folder), copies.daily_copies(self._folder)
        if last is not None and (now - last < _HOUR or self._is_copied()):
            return None
        newest_day = max(daily, default=None)
        if newest_day is None or copies.made_at(daily[newest_day]) < now - _DAY:
            name = copies.daily_name(now.date())
        elif self._database.size() > _LARGE:
            return None
        else:
            name = copies.hourly_name(now)
        if last is None and self._is_empty():
            return None
        try:
            target = copies.make_copy(self._database, name, stop)
            copies.rotate(self._database, target, now)
        except OSError as error:
            raise machine_error(error, self._folder) from error
        if name.startswith("night-"):
            copy_there(self._database, target, stop)
        return self._told(target)

    def make_before_import(self, stop: Flag | None = None) -> str:
        """Make one before something is brought in, unless there is one that holds all there is.

        Returns a sentence for the user where none could be made: what is brought in can be undone as well.

        Raises:
            VaultDamaged. Cancelled.
        """
        now, last = times.now().astimezone(), copies.newest_copy(self._folder)
        if self._is_empty() or (last is not None and self._is_copied()):
            return ""
        if last is not None and now - last < _DAY and self._database.size() > _LARGE:
            return ""
        try:
            target = copies.make_copy(self._database, copies.import_name(now), stop)
            copies.rotate(self._database, target, now)
        except VaultDamaged:
            raise
        except (MachineError, OSError) as error:
            said = error if isinstance(error, EbbError) else machine_error(error, self._folder)
            return f"No backup was made before it. {said}"
        return ""

    def _is_copied(self) -> bool:
        with self._database.reading() as connection:
            return copies.is_copied(connection)

    def _is_empty(self) -> bool:
        with self._database.reading() as connection:
            return not memories.count_memories(connection)

    def _told(self, file: Path) -> Backup:
        return next(one for one in self.list() if one.path == file)

    def preview(self, backup: Backup, progress: Told | None = None, stop: Flag | None = None) -> BackupPreview:
        """Look into a backup and hold it against what is here now. Nothing is changed, the backup included.

        Raises:
            UserError: it is gone. VaultDamaged: it does not read. MachineError. Cancelled.
        """
        with (
            trial_folder(self._database.file.parent) as folder,
            self._opened(backup, folder, progress, stop) as copy,
            copy.reading() as there,
            self._database.reading() as here,
        ):
            its, ours = memories.all_versions(there), memories.all_versions(here)
            both = its.keys() & ours.keys()
            return BackupPreview(
                backup=backup,
                memories=len(its),
                only_there=len(its) - len(both),
                only_here=len(ours) - len(both),
                newest=memories.newest_stored(there),
                otherwise=sum(its[id_] != ours[id_] for id_ in both),
            )

    def restore_to(
        self, backup: Backup, folder: Path, progress: Told | None = None, stop: Flag | None = None
    ) -> Restored:
        """Put a backup into a folder that is new or empty, as a vault that opens with the present passphrase.

        Raises:
            UserError: the folder holds something, or the backup is gone. VaultDamaged: the backup does not read; the
            folder is left as it was. MachineError. Cancelled.
        """
        folder = folder.expanduser().absolute()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(f"{folder} holds something already. Choose a new or an empty folder.")
        make_private_folder(folder)
        try:
            with self._opened(backup, folder, progress, stop) as copy:
                fault = next(copy.pages_verified(), "")
                if fault:
                    raise MachineError(f"{backup.path.name} is damaged and was not restored: {fault}")
                with copy.reading() as connection:
                    count = len(memories.all_ids(connection))
            self._copy_header(folder)
        except BaseException:
            for left in folder.iterdir():
                shutil.rmtree(left) if left.is_dir() else remove_file(left)
            raise
        sync_folder(folder)
        return Restored(folder, count, (folder / _VAULT).stat().st_size)

    def _copy_header(self, folder: Path) -> None:
        header = self._database.file.with_name(_HEADER)
        if header.exists():
            copy_header(header, folder)

    @contextmanager
    def _opened(self, backup: Backup, folder: Path, progress: Told | None, stop: Flag | None) -> Iterator[Database]:
        """A copy of it in `folder`: opening it brings it up to date, which the backup itself is not to be."""
        if not backup.path.is_file():
            raise UserError(f"The backup {backup.path.name} is no longer there.")
        target = folder / _VAULT

        def told(done: int, total: int) -> None:
            if progress is not None:
                progress(Progress("copying", done // 10**6, total // 10**6, "MB", 0.0, None))

        copy_file(backup.path, target, stop, told)
        with self._database.opening(target) as copy:
            yield copy
