"""Looking through a folder: which of its files are to be taken in, and what could not be looked at."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Cancelled
from core.ingest.folders.rules import Chooser
from core.store.folder_files import Seen

_MOST_DEEP = 200


@dataclass(slots=True)
class Sight:
    """What was seen below one or more folders.

    `unseen` are folders that could not be opened: of what is in them nothing is known. `devices` are the disks that
    were met. `nameless` counts files whose name is no text.
    """

    files: dict[str, Seen] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    devices: set[int] = field(default_factory=set)
    nameless: int = 0

    def may_be_in(self, path: str) -> bool:
        """Whether a path lies in a folder that could not be opened, so that it may be there all the same."""
        return any(path == folder or path.startswith(folder + os.sep) for folder in self.unseen)


def look_through(
    chooser: Chooser, sight: Sight, start: str = "", *, deep: bool = True, stop: threading.Event | None = None
) -> None:
    """Add to `sight` what lies in the folder `start` (relative to the root, with `/`), and below it with `deep`.

    Links are not followed, so that no loop of them can be entered. Nothing is opened but folders and `.ebbignore`.

    Raises:
        Cancelled: `stop` was set.
    """
    waiting = [start]
    while waiting:
        if stop is not None and stop.is_set():
            raise Cancelled
        inside = waiting.pop()
        folder = chooser.root / inside if inside else chooser.root
        try:
            sight.devices.add(_signed(folder.stat().st_dev))
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue  # it went while this looked
        except OSError:
            sight.unseen.append(str(folder))
            continue
        below: list[str] = []
        for entry in found:
            path = f"{inside}/{entry.name}" if inside else entry.name
            _judge(chooser, sight, entry, path, below)
        if deep and inside.count("/") < _MOST_DEEP:
            waiting += reversed(below)


def _judge(chooser: Chooser, sight: Sight, entry: os.DirEntry[str], path: str, below: list[str]) -> None:
    try:
        path.encode()
    except UnicodeEncodeError:
        sight.nameless += 1
        return
    try:
        if entry.is_symlink():
            return
        if entry.is_dir(follow_symlinks=False):
            if chooser.judge_folder(path).taken:
                below.append(path)
            return
        if not entry.is_file(follow_symlinks=False) or not chooser.judge_file(path).taken:
            return
        # On Windows what a listing tells of a file has neither disk nor number.
        stat = entry.stat(follow_symlinks=False) if os.name == "posix" else Path(entry.path).stat()
    except FileNotFoundError:
        return
    except OSError:
        sight.unseen.append(entry.path)
        return
    if chooser.judge_size(path, stat.st_size) is None:
        sight.files[entry.path] = Seen(
            entry.path, stat.st_size, stat.st_mtime_ns, _signed(stat.st_dev), _signed(stat.st_ino)
        )


def volume_of(folder: Path) -> tuple[str, int]:
    """What tells the disk a folder lies on and the folder on it, and the number the disk has at the moment.

    Raises:
        OSError: it is not there, or may not be opened.
    """
    stat = folder.stat()
    disk = os.statvfs(folder).f_fsid if hasattr(os, "statvfs") else 0
    return f"{disk or stat.st_dev}:{stat.st_ino}", _signed(stat.st_dev)


def _signed(number: int) -> int:
    """The same 64 bits as SQLite keeps a number."""
    number &= 0xFFFF_FFFF_FFFF_FFFF
    return number - (1 << 64) if number >= 1 << 63 else number
