"""Files that only their owner may read, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from pathlib import Path

from core.errors import MachineError


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
