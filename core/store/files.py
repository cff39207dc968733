"""Files that only their owner may read, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from core.errors import Cancelled, MachineError

_CHUNK = 4 * 1024 * 1024
_UNITS = ("KB", "MB", "GB", "TB")


def make_private_folder(folder: Path) -> None:
    """Create `folder` with its parents, readable by its owner alone.

    Raises:
        MachineError: it cannot be created.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise machine_error(error, folder) from error


def make_private_file(path: Path) -> None:
    """Create an empty file with mode 0600 if there is none."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise machine_error(error, path) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content`: a temporary neighbour, mode 0600, fsync, rename, fsync of the folder.

    Raises:
        MachineError: the disk is full or refuses; the old file is untouched.
    """
    neighbour = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(neighbour, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        neighbour.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            neighbour.unlink(missing_ok=True)
        raise machine_error(error, path) from error


def copy_file(
    source: Path,
    target: Path,
    stop: threading.Event | None = None,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Copy a file, readable by its owner alone; it is `target` when it is whole and on the disk.

    `told` hears how many bytes are copied, and of how many.

    Raises:
        MachineError: there is no room, or the disk refuses. Cancelled: `stop` was set. In each case nothing half is
        left, and an older `target` is untouched.
    """
    growing = target.with_name(f".{target.name}.new")
    try:
        size = source.stat().st_size
        check_room(target.parent, size)
        make_private_file(growing)
        with source.open("rb") as reading, growing.open("r+b") as writing:
            while chunk := reading.read(_CHUNK):
                if stop is not None and stop.is_set():
                    raise Cancelled
                writing.write(chunk)
                told(writing.tell(), size)
            writing.truncate()
            writing.flush()
            os.fsync(writing.fileno())
        if growing.stat().st_size != size:
            raise MachineError(f"The copy in {target.parent} is not as long as {source.name}, so it was removed.")
        growing.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise machine_error(error, target) from error
    finally:
        remove_file(growing)


def check_room(folder: Path, needed: int, *, leaving: int = 0) -> None:
    """Look whether `needed` bytes can be written into a folder and `leaving` of them still be free then.

    Raises:
        MachineError: there is not enough room.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + leaving:
        leave = f" and should leave {say_size(leaving)} free" if leaving else ""
        raise MachineError(
            f"There is not enough room in {folder}: it takes {say_size(needed)}{leave}, and {say_size(free)} are free. "
            "Free some space."
        )


def say_size(size: int) -> str:
    """`45.2 MB`."""
    power = min(max((len(str(size)) - 1) // 3, 1), len(_UNITS))
    return f"{size / 1000**power:.1f} {_UNITS[power - 1]}"


def remove_file(path: Path) -> None:
    """Remove a file, if it is there. The room of a large one is freed in the background, for that takes a second."""
    try:
        descriptor = os.open(path, os.O_RDONLY) if os.name == "posix" else None
    except OSError:
        descriptor = None
    path.unlink(missing_ok=True)
    if descriptor is not None:
        threading.Thread(target=os.close, args=(descriptor,), name="freeing").start()


def machine_error(error: OSError, path: Path) -> MachineError:
    """Put an operating system's refusal into a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MachineError(f"The disk is full: {path} could not be written. What was there is safe. Free some space.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return MachineError(f"{path} may not be written. Choose a folder that belongs to you, or change its rights.")
    return MachineError(f"{path} could not be written: {error.strerror or type(error).__name__}.")


def sync_folder(folder: Path) -> None:
    """Let what was renamed in a folder outlast a loss of power."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
