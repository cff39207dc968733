"""Reading a file into the page cache in large pieces, for platforms that are told little by advice."""

from __future__ import annotations

import errno
import threading
from io import FileIO
from pathlib import Path

_READ = 4 << 20


class Reading:
    """One file, read by several threads, each with a handle and a buffer of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._own = threading.local()
        self._opened: list[FileIO] = []

    def read(self, begin: int, end: int) -> None:
        """Read these bytes, and look at none of them.

        Raises:
            OSError: they cannot be read.
        """
        if not hasattr(self._own, "file"):
            self._own.file = self._path.open("rb", buffering=0)
            self._opened.append(self._own.file)
            self._own.buffer = memoryview(bytearray(_READ))
        end = min(end, self._size)
        self._own.file.seek(begin)
        while begin < end:
            count = self._own.file.readinto(self._own.buffer[: min(_READ, end - begin)])
            if not count:
                raise OSError(errno.EIO, "the model file ends too early", str(self._path))
            begin += count

    def close(self) -> None:
        """Close every thread's handle; nobody may be reading."""
        for file in self._opened:
            file.close()
