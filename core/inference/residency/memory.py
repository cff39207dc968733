"""What flash residency asks of the operating system: one protocol, one implementation a platform."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Region:
    """Where the file's bytes from `begin` to `end` are mapped: byte N of the file is at the address `base` + N."""

    base: int
    begin: int
    end: int

    def clip(self, begin: int, end: int) -> tuple[int, int]:
        """The part of `begin` to `end` that is mapped."""
        begin = max(begin, self.begin)
        return begin, max(begin, min(end, self.end))


class Memory(Protocol):
    """The pages of one mapped file. Offsets and lengths are in bytes of the file."""

    def find(self) -> Region | None:
        """Where the file is mapped into this process now; None while it is not."""
        ...

    def adopt(self, region: Region) -> None:
        """Work on this mapping from now on, and tell the system that we read ahead ourselves."""
        ...

    def fetch(self, begin: int, end: int) -> None:
        """Read these bytes into memory, in large reads, and map them. Returns when they are there.

        Raises:
            OSError: they cannot be read.
        """
        ...

    def give_back(self, begin: int, end: int) -> None:
        """Let these pages go now: they can be read again."""
        ...

    def keep(self, begin: int, end: int) -> bool:
        """Lock these pages in memory. False where that is not allowed: they then stay as long as the system likes."""
        ...

    def release(self, begin: int, end: int) -> None:
        """Undo `keep`."""
        ...

    def piecewise(self, begin: int, end: int) -> None:
        """Tell the system that of these bytes only small parts are used: it must not read what lies around them."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_memory(path: Path) -> Memory:
    """The memory of this platform for the model file at `path`.

    Raises:
        OSError: the file cannot be opened.
        NotImplementedError: flash residency does not know this platform.
    """
    system = platform.system()
    if system == "Linux":
        from core.inference.residency.linux import Linux

        return Linux(path)
    if system == "Darwin":
        from core.inference.residency.macos import MacOS

        return MacOS(path)
    if system == "Windows":
        from core.inference.residency.windows import Windows

        return Windows(path)
    raise NotImplementedError(system)
