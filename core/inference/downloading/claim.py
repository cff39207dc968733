"""One download of a model at a time, whichever process asks for it: a lock that the operating system holds.

It goes with the last process that has the file open, however that process ends, so nothing is left locked by one that
was killed. The process that fetches has it open, too: what it still writes when its parent is gone is under the lock.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import ModelUnavailable
from core.store.files import machine_error


@contextmanager
def claimed(path: Path) -> Iterator[int]:
    """Hold the lock `path` for the block. Gives the open file, which a child process may inherit.

    Raises:
        ModelUnavailable: another process holds it. MachineError: the file cannot be made.
    """
    handle = _open_locked(path)
    try:
        yield handle
    finally:
        # Windows does not let go of a file that is open: there it stays, empty.
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _open_locked(path: Path) -> int:
    while True:
        try:
            handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise machine_error(error, path) from error
        try:
            _lock(handle, path)
            # Who held it before may have removed the file: then this locks nothing, and another may hold the real one.
            if os.name != "posix" or _is_still(handle, path):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
            raise ModelUnavailable(
                "This model is being downloaded already, by another window or command of Ebb. Wait for that one."
            ) from error
        raise machine_error(error, path) from error


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.fstat(handle).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
