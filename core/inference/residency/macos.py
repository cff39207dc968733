"""Residency on macOS: `F_RDADVISE` and reads ahead, `madvise` and `msync` to give back, `mlock` to keep.

Written from the headers of macOS (sys/fcntl.h, sys/mman.h, sys/proc_info.h) and tested against a library that answers
as they say; it has not run on a Mac yet.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path
from typing import Any

from core.inference.residency.memory import Region
from core.inference.residency.reading import Reading

_PAGE = 16 << 10
_F_RDADVISE = 44
_RANDOM, _WILLNEED, _DONTNEED = 1, 3, 4
_MS_DEACTIVATE = 8
_REGION_PATH = 8
_INFO, _INFO_SIZE = struct.Struct("=16xQ56xQQ152x1024s"), 1272
"""`struct proc_regionwithpathinfo`: of it the offset in the file, the address, the size and the path."""


class MacOS:
    """The `Memory` of a file mapped by llama.cpp."""

    def __init__(self, path: Path, library: Any = None) -> None:
        """Open the file beside the mapping; `library` is the C library, for tests."""
        self._path = os.path.realpath(path)
        self._file = os.open(self._path, os.O_RDONLY)
        self._library = library or ctypes.CDLL(None, use_errno=True)
        self._reading = Reading(Path(self._path))
        self._region = Region(0, 0, 0)

    def find(self) -> Region | None:
        """Go through the process's regions."""
        address, found = 0, None
        while True:
            raw = ctypes.create_string_buffer(_INFO_SIZE)
            place = ctypes.c_uint64(address)
            if self._library.proc_pidinfo(os.getpid(), _REGION_PATH, place, raw, _INFO_SIZE) <= 0:
                return found
            offset, start, size, path = _INFO.unpack(raw.raw)
            if path.partition(b"\0")[0].decode("utf-8", "replace") == self._path:
                found = found or Region(start - offset, offset, offset + size)
                found = Region(found.base, found.begin, max(found.end, offset + size))
            address = start + size

    def adopt(self, region: Region) -> None:
        self._region = region
        self._call("madvise", region.begin, region.end, _RANDOM)

    def fetch(self, begin: int, end: int) -> None:
        begin, end = self._region.clip(begin, end)
        if end <= begin:
            return
        self._library.fcntl(self._file, _F_RDADVISE, struct.pack("=qi", begin, end - begin))
        self._reading.read(begin, end)
        self._call("madvise", begin, end, _WILLNEED)

    def give_back(self, begin: int, end: int) -> None:
        begin, end = self._region.clip(-(-begin // _PAGE) * _PAGE, end // _PAGE * _PAGE)
        if end > begin:
            self._call("madvise", begin, end, _DONTNEED)
            self._call("msync", begin, end, _MS_DEACTIVATE)

    def keep(self, begin: int, end: int) -> bool:
        return self._call("mlock", *self._region.clip(begin, end)) == 0

    def release(self, begin: int, end: int) -> None:
        self._call("munlock", *self._region.clip(begin, end))

    def piecewise(self, begin: int, end: int) -> None:
        """Nothing to tell: `adopt` has said that nothing is read around what is used."""

    def close(self) -> None:
        os.close(self._file)
        self._reading.close()

    def _call(self, name: str, begin: int, end: int, *more: int) -> int:
        address, length = ctypes.c_void_p(self._region.base + begin), ctypes.c_size_t(end - begin)
        return int(getattr(self._library, name)(address, length, *more))
