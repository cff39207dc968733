"""A pipe that wakes a thread which waits for a socket."""

from __future__ import annotations

import os
import select
from typing import Protocol


class _Readable(Protocol):
    def fileno(self) -> int: ...


class Bell:
    """Rung from any thread, once; `wait` then says that it is over."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self._rung = False

    def ring(self) -> None:
        if not self._rung:
            self._rung = True
            os.write(self._write, b"!")

    def wait(self, other: _Readable) -> bool:
        """Wait until there is something to read; False when it was rung."""
        ready, _, _ = select.select([other, self._read], [], [])
        return self._read not in ready

    def __del__(self) -> None:
        os.close(self._read)
        os.close(self._write)
