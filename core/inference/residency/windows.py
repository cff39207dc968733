"""Residency on Windows: `PrefetchVirtualMemory` to read, `VirtualLock` in a larger working set to keep.

What is given back leaves the working set (`VirtualUnlock` of pages that are not locked does that); the system then
takes the pages when it needs them. Written from Microsoft's documentation and tested against a library that answers as
it says; it has not run on Windows yet.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

from core.inference.residency.memory import Region
from core.inference.residency.reading import Reading

_MEM_MAPPED = 0x40000
_LONGEST_PATH = 32_768


class _Range(ctypes.Structure):
    _fields_ = (("address", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Information(ctypes.Structure):
    """`MEMORY_BASIC_INFORMATION` of 64 bits."""

    _fields_ = (
        ("base", ctypes.c_void_p), ("allocation", ctypes.c_void_p), ("allocated_as", ctypes.c_uint32),
        ("partition", ctypes.c_uint16), ("size", ctypes.c_size_t), ("state", ctypes.c_uint32),
        ("protection", ctypes.c_uint32), ("type", ctypes.c_uint32),
    )  # fmt: skip


class Windows:
    """The `Memory` of a file mapped by llama.cpp, which maps it from its first byte."""

    def __init__(self, path: Path, kernel: Any = None) -> None:
        """`kernel` is kernel32, for tests."""
        self._path = path.resolve()
        self._size = self._path.stat().st_size
        self._kernel = kernel or getattr(ctypes, "windll").kernel32  # noqa: B009  mypy on Linux does not know it
        self._kernel.GetCurrentProcess.restype = ctypes.c_void_p
        self._process = self._kernel.GetCurrentProcess()
        self._reading = Reading(self._path)
        self._region = Region(0, 0, 0)
        self._kept = 0

    def find(self) -> Region | None:
        """Go through the process's address space; the name of a mapping begins with a device, not with a letter."""
        tail = str(self._path)[len(self._path.drive) :]
        about, address = _Information(), 0
        while self._kernel.VirtualQuery(ctypes.c_void_p(address), ctypes.byref(about), ctypes.sizeof(about)):
            if about.type == _MEM_MAPPED:
                name = ctypes.create_unicode_buffer(_LONGEST_PATH)
                place = ctypes.c_void_p(about.base)
                length = self._kernel.K32GetMappedFileNameW(ctypes.c_void_p(self._process), place, name, _LONGEST_PATH)
                if length and name.value.endswith(tail):
                    return Region(int(about.allocation), 0, self._size)
            address = int(about.base or 0) + int(about.size)
        return None

    def adopt(self, region: Region) -> None:
        self._region = region

    def fetch(self, begin: int, end: int) -> None:
        begin, end = self._region.clip(begin, end)
        if end <= begin:
            return
        wanted = _Range(self._region.base + begin, end - begin)
        if not self._kernel.PrefetchVirtualMemory(ctypes.c_void_p(self._process), 1, ctypes.byref(wanted), 0):
            self._reading.read(begin, end)

    def give_back(self, begin: int, end: int) -> None:
        self._over("VirtualUnlock", begin, end)

    def keep(self, begin: int, end: int) -> bool:
        """Lock; the working set has to be large enough for all that is locked, and some more."""
        self._kept += end - begin
        least, most = ctypes.c_size_t(self._kept + (64 << 20)), ctypes.c_size_t(self._kept + (1 << 30))
        if not self._kernel.SetProcessWorkingSetSize(ctypes.c_void_p(self._process), least, most):
            return False
        return bool(self._over("VirtualLock", begin, end))

    def release(self, begin: int, end: int) -> None:
        self._kept -= end - begin
        self._over("VirtualUnlock", begin, end)

    def piecewise(self, begin: int, end: int) -> None:
        """Nothing to tell: Windows reads a few pages around what is used, whatever it is told."""

    def close(self) -> None:
        self._reading.close()

    def _over(self, name: str, begin: int, end: int) -> Any:
        begin, end = self._region.clip(begin, end)
        return getattr(self._kernel, name)(ctypes.c_void_p(self._region.base + begin), ctypes.c_size_t(end - begin))
