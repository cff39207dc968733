"""On macOS and Windows the right calls are made, in the order their documentation asks for. The platforms are faked."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path
from typing import Any

import pytest

from core.inference.residency.macos import MacOS
from core.inference.residency.memory import Region
from core.inference.residency.windows import Windows

_SIZE = 4 << 20
_BASE = 1 << 40


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(bytes(_SIZE))
    return path


def _value(argument: Any) -> Any:
    return getattr(argument, "value", argument)


class Darwin:
    """The calls of macOS's C library, with two regions in the process: another file's and the model's."""

    def __init__(self, path: Path) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.may_lock = True
        self._regions = [
            (0, 4096, 4096, b"/usr/lib/dyld"),
            (32 << 10, _BASE + (32 << 10), _SIZE - (32 << 10), bytes(path)),
        ]

    def proc_pidinfo(self, pid: int, flavour: int, address: Any, buffer: Any, size: int) -> int:
        assert (pid, flavour, size) == (os.getpid(), 8, 1272)
        for offset, start, length, path in self._regions:
            if start + length > address.value:
                struct.pack_into("=Q", buffer, 16, offset)
                struct.pack_into("=QQ", buffer, 80, start, length)
                struct.pack_into(f"={len(path)}s", buffer, 248, path)
                return size
        return 0

    def fcntl(self, _: int, command: int, wanted: bytes) -> int:
        self.calls.append(("fcntl", command, *struct.unpack("=qi", wanted)))
        return 0

    def mlock(self, *arguments: Any) -> int:
        self.calls.append(("mlock", *map(_value, arguments)))
        return 0 if self.may_lock else -1

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            self.calls.append((name, *map(_value, arguments)))
            return 0

        return call


def test_macos(model: Path) -> None:
    darwin = Darwin(model)
    memory = MacOS(model, darwin)
    region = memory.find()
    assert region == Region(_BASE, 32 << 10, _SIZE)
    memory.adopt(region)
    memory.fetch(0, 1 << 20)
    assert ("fcntl", 44, 32 << 10, (1 << 20) - (32 << 10)) in darwin.calls
    assert darwin.calls[-1] == ("madvise", _BASE + (32 << 10), (1 << 20) - (32 << 10), 3)
    memory.give_back(1 << 20, 2 << 20)
    assert darwin.calls[-2:] == [("madvise", _BASE + (1 << 20), 1 << 20, 4), ("msync", _BASE + (1 << 20), 1 << 20, 8)]
    assert memory.keep(1 << 20, 2 << 20)
    darwin.may_lock = False
    assert not memory.keep(1 << 20, 2 << 20)
    memory.release(1 << 20, 2 << 20)
    assert darwin.calls[-1] == ("munlock", _BASE + (1 << 20), 1 << 20)
    memory.close()


class _Called:
    """A function of kernel32 that says what it was called with."""

    def __init__(self, name: str, calls: list[tuple[Any, ...]], answer: int) -> None:
        self._name, self._calls, self.answer = name, calls, answer

    def __call__(self, *arguments: Any) -> int:
        self._calls.append((self._name, *map(_value, arguments)))
        return self.answer


class Kernel32:
    """kernel32 of a process that has mapped one file."""

    def __init__(self, path: Path) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._path = path
        for name in ("PrefetchVirtualMemory", "VirtualLock", "VirtualUnlock", "SetProcessWorkingSetSize"):
            setattr(self, name, _Called(name, self.calls, 1))
        self.GetCurrentProcess = _Called("GetCurrentProcess", [], 7)

    def VirtualQuery(self, address: Any, about: Any, _: int) -> int:  # noqa: N802  Windows' own name
        if (address.value or 0) >= _BASE + _SIZE:
            return 0
        mapped = (address.value or 0) >= _BASE
        found = about._obj
        found.base, found.allocation = (_BASE, _BASE) if mapped else (0, 0)
        found.size, found.type = (_SIZE, 0x40000) if mapped else (_BASE, 0x20000)
        return 48

    def K32GetMappedFileNameW(self, process: Any, address: Any, name: Any, _: int) -> int:  # noqa: N802
        assert (process.value, address.value) == (7, _BASE)
        name.value = rf"\Device\HarddiskVolume3{self._path}"
        return len(name.value)


def test_windows(model: Path) -> None:
    kernel = Kernel32(model)
    memory = Windows(model, kernel)
    region = memory.find()
    assert region == Region(_BASE, 0, _SIZE)
    memory.adopt(region)
    memory.fetch(0, 2 << 20)
    assert [call[0] for call in kernel.calls] == ["PrefetchVirtualMemory"]
    assert memory.keep(0, 2 << 20)
    # First room in the working set, then the lock.
    assert [call[0] for call in kernel.calls[1:]] == ["SetProcessWorkingSetSize", "VirtualLock"]
    assert kernel.calls[1][2] >= 2 << 20
    memory.give_back(2 << 20, 4 << 20)
    assert kernel.calls[-1] == ("VirtualUnlock", _BASE + (2 << 20), 2 << 20)
    kernel.SetProcessWorkingSetSize.answer = 0  # type: ignore[attr-defined]
    assert not memory.keep(2 << 20, 4 << 20)
    kernel.PrefetchVirtualMemory.answer = 0  # type: ignore[attr-defined]
    memory.fetch(0, 2 << 20)
    os.truncate(model, 4096)
    with pytest.raises(OSError, match="too early"):
        memory.fetch(0, 2 << 20)
    memory.close()


def test_structures_have_the_sizes_of_their_platforms() -> None:
    from core.inference.residency.macos import _INFO, _INFO_SIZE
    from core.inference.residency.windows import _Information

    assert _INFO.size == _INFO_SIZE
    assert ctypes.sizeof(_Information) == 48
