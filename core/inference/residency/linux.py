"""Residency on Linux: pages of a mapped file, read, locked and given back.

Measured on 6.18 with ext4: reading 2 MiB at a time into one large page (`MADV_HUGEPAGE`, `MADV_POPULATE_READ`) takes a
fiftieth of the processor time of reading the same bytes into small pages, and is 2 to 4 times as fast, whatever the
device's read-ahead is. Where the file system has no large pages, the bytes are asked for first (`POSIX_FADV_WILLNEED`,
all of them at once): which of the two is quicker is found out with the first reads. Asking is as fast as `preadv`,
takes two thirds of the processor time, and no buffer.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import time
from pathlib import Path
from typing import Any

from core.inference.residency.memory import Region

_PAGE = mmap.PAGESIZE
_READ = 1 << 20
_TRIED = 24
"""Reads of each kind before the quicker one is chosen."""
_NORMAL, _RANDOM, _DONTNEED, _HUGEPAGE, _NOHUGEPAGE, _PAGEOUT, _POPULATE_READ = 0, 1, 4, 14, 15, 21, 22


class Linux:
    """The `Memory` of a file mapped by llama.cpp. Safe to use from several threads."""

    def __init__(self, path: Path, library: Any = None) -> None:
        """Open the file beside the mapping; `library` is the C library, for tests."""
        self._path = os.path.realpath(path)
        self._file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        self._size = os.fstat(self._file).st_size
        self._library = library or _c_library()
        self._region = Region(0, 0, 0)
        self._pieces: list[tuple[int, int]] = []
        self._choice = _Choice()

    def find(self) -> Region | None:
        """Look for the file in /proc/self/maps."""
        maps = Path("/proc/self/maps").read_text("utf-8", "surrogateescape")
        found = [one for line in maps.splitlines() if (one := parse_mapping(line, self._path)) is not None]
        if not found:
            return None
        base = found[0][0] - found[0][2]
        # Advice cuts a mapping into several: they are one as long as each byte is where the first one says.
        alike = [(start, end, offset) for start, end, offset in found if start - offset == base]
        return Region(base, alike[0][2], max(offset + end - start for start, end, offset in alike))

    def adopt(self, region: Region) -> None:
        self._region = region
        begin, end = _inward(region.begin, region.end)
        self._advise(begin, end, _HUGEPAGE)
        # Exactly the page that was touched, one of 2 MiB where there are such: what comes after it is ours to read.
        self._advise(begin, end, _RANDOM)

    def piecewise(self, begin: int, end: int) -> None:
        self._advise(*_inward(*self._region.clip(begin, end)), _NOHUGEPAGE)
        self._pieces.append(_outward(begin, end))

    def fetch(self, begin: int, end: int) -> None:
        begin, end = self._region.clip(*_outward(begin, end))
        if end <= begin:
            return
        exact = any(first <= begin < last for first, last in self._pieces)
        asking = exact or self._choice.asking()
        started = time.perf_counter()
        if asking:
            os.posix_fadvise(self._file, begin, end - begin, os.POSIX_FADV_WILLNEED)
        self._populate(begin, end)
        if not exact:
            self._choice.learn(asking, end - begin, time.perf_counter() - started)

    def give_back(self, begin: int, end: int) -> None:
        begin, end = _inward(*self._region.clip(begin, end))
        if end <= begin:
            return
        # Out of this process first: pages that are mapped are not let go of.
        self._advise(begin, end, _DONTNEED)
        os.posix_fadvise(self._file, begin, end - begin, os.POSIX_FADV_DONTNEED)

    def keep(self, begin: int, end: int) -> bool:
        begin, end = self._region.clip(*_outward(begin, end))
        return bool(self._library.mlock(self._region.base + begin, end - begin) == 0)

    def release(self, begin: int, end: int) -> None:
        begin, end = self._region.clip(*_outward(begin, end))
        self._library.munlock(self._region.base + begin, end - begin)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._file)

    def _copy(self, begin: int, end: int) -> None:
        """Read into the page cache; the copy that comes with it is not looked at."""
        end, buffer = min(end, self._size), memoryview(bytearray(_READ))
        while begin < end:
            count = os.preadv(self._file, [buffer[: min(_READ, end - begin)]], begin)
            if count == 0:
                raise OSError(errno.EIO, "the model file ends too early", self._path)
            begin += count

    def _populate(self, begin: int, end: int) -> None:
        """Map the pages, reading those that are not there."""
        code = self._advise(begin, end, _POPULATE_READ)
        if code in (errno.EFAULT, errno.EIO):
            raise OSError(code, "the model file cannot be read", self._path)
        if code == errno.EINVAL:  # before Linux 5.14: read them; they are mapped when they are touched
            self._copy(begin, end)

    def _advise(self, begin: int, end: int, advice: int) -> int:
        """Give one piece of advice; 0, or why it was not taken."""
        if end <= begin or self._library.madvise(self._region.base + begin, end - begin, advice) == 0:
            return 0
        return ctypes.get_errno()


class _Choice:
    """Whether to ask before populating: both ways are tried, then the quicker one is used."""

    def __init__(self) -> None:
        self._bytes, self._seconds, self._count = [0, 0], [0.0, 0.0], [0, 0]

    def asking(self) -> bool:
        if min(self._count) < _TRIED:
            return self._count[1] < self._count[0]
        return self._speed(1) > self._speed(0)

    def learn(self, asked: bool, size: int, seconds: float) -> None:
        self._bytes[asked] += size
        self._seconds[asked] += seconds
        self._count[asked] += 1

    def _speed(self, asked: int) -> float:
        return self._bytes[asked] / max(self._seconds[asked], 1e-9)


def parse_mapping(line: str, path: str) -> tuple[int, int, int] | None:
    """(first address, end, offset in the file) of a line of /proc/self/maps, if it maps the file at `path`."""
    fields = line.rstrip("\n").split(None, 5)
    if len(fields) < 6 or fields[5] != path:
        return None
    start, end = (int(part, 16) for part in fields[0].split("-"))
    return start, end, int(fields[2], 16)


def _c_library() -> Any:
    library = ctypes.CDLL(None, use_errno=True)
    for name, *more in (("madvise", ctypes.c_int), ("mlock",), ("munlock",)):
        getattr(library, name).argtypes = [ctypes.c_void_p, ctypes.c_size_t, *more]
    return library


def _inward(begin: int, end: int) -> tuple[int, int]:
    """The whole pages inside."""
    return -(-begin // _PAGE) * _PAGE, end // _PAGE * _PAGE


def _outward(begin: int, end: int) -> tuple[int, int]:
    """The whole pages that hold it."""
    return begin // _PAGE * _PAGE, -(-end // _PAGE) * _PAGE
