"""On a real mapping of a real file: what is fetched is there, what is given back is gone, what is locked stays."""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.inference.residency.memory import Region

if sys.platform != "linux":
    pytest.skip("Linux alone has these calls", allow_module_level=True)

from core.inference.residency.linux import Linux, parse_mapping

_SIZE = 6 << 20


@pytest.fixture
def mapped(tmp_path: Path) -> Iterator[tuple[Path, mmap.mmap]]:
    path = tmp_path / "model.gguf"
    path.write_bytes(os.urandom(_SIZE - 100))
    with path.open("rb") as file:
        os.fsync(file.fileno())
        with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapping:
            yield path, mapping


def resident(path: Path, field: str = "Rss") -> int:
    """Bytes of the file's mappings, by a field of smaps."""
    total, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            ours = line.endswith(str(path))
        elif ours and line.startswith(f"{field}:"):
            total += int(line.split()[1]) * 1024
    return total


def test_the_mapping_is_found_read_and_given_back(mapped: tuple[Path, mmap.mmap]) -> None:
    path, mapping = mapped
    memory = Linux(path)
    region = memory.find()
    assert region is not None
    assert (region.begin, region.end) == (0, _SIZE)
    memory.adopt(region)
    memory.give_back(0, _SIZE)
    assert resident(path) == 0
    for begin in range(0, _SIZE, 2 << 20):
        memory.fetch(begin, begin + (2 << 20))
    assert resident(path) == _SIZE
    assert mapping[-1:] == path.read_bytes()[-1:]
    memory.give_back(0, 2 << 20)
    assert resident(path) == _SIZE - (2 << 20)
    # Advice has cut the mapping into pieces: it is still one.
    memory.piecewise(4 << 20, 5 << 20)
    assert memory.find() == region
    memory.close()


def cached(region: Region) -> int:
    """Bytes of the file in the page cache, mapped or not."""
    pages = (region.end - region.begin) // mmap.PAGESIZE
    found = (ctypes.c_ubyte * pages)()
    address, length = ctypes.c_void_p(region.base + region.begin), ctypes.c_size_t(region.end - region.begin)
    assert ctypes.CDLL(None).mincore(address, length, found) == 0
    return sum(page & 1 for page in found) * mmap.PAGESIZE


def test_of_a_part_nothing_around_it_is_read(mapped: tuple[Path, mmap.mmap]) -> None:
    path, _ = mapped
    memory = Linux(path)
    region = memory.find()
    assert region is not None
    memory.adopt(region)
    first, part = (1 << 20) + 100, 64 << 10
    memory.piecewise(first, 5 << 20)
    memory.give_back(0, _SIZE)
    assert cached(region) == 0
    for number in (0, 7):
        memory.fetch(first + number * part, first + (number + 1) * part)
    assert cached(region) == 2 * (part + mmap.PAGESIZE)
    memory.close()


def test_what_may_be_locked_stays(mapped: tuple[Path, mmap.mmap]) -> None:
    path, _ = mapped
    memory = Linux(path)
    region = memory.find()
    assert region is not None
    memory.adopt(region)
    if not memory.keep(0, 64 << 10):
        pytest.skip("nothing may be locked here")
    memory.give_back(0, 64 << 10)
    assert resident(path, "Locked") == resident(path) == 64 << 10
    memory.release(0, 64 << 10)
    memory.give_back(0, 64 << 10)
    assert resident(path) == 0
    memory.close()


class _Refusing:
    """A C library that may not lock, and is too old to populate."""

    def __init__(self) -> None:
        self.advice: list[int] = []

    def madvise(self, address: int, length: int, advice: int) -> int:
        self.advice.append(advice)
        ctypes.set_errno(22)
        return -1

    def mlock(self, *_: Any) -> int:
        return -1


def test_without_rights_and_on_old_systems_it_still_reads(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(bytes(1 << 20))
    memory = Linux(path, _Refusing())
    memory.adopt(Region(1 << 30, 0, 1 << 20))
    memory.fetch(0, 1 << 20)
    assert not memory.keep(0, 1 << 20)
    memory.close()


def test_a_file_that_became_shorter_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(bytes(2 << 20))
    memory = Linux(path, _Refusing())
    memory.adopt(Region(1 << 30, 0, 2 << 20))
    os.truncate(path, 4096)
    with pytest.raises(OSError, match="too early"):
        memory.fetch(0, 2 << 20)
    memory.close()


def test_lines_of_maps() -> None:
    line = "7f3677db2000-7f36951f5000 r--s 001b2000 fe:00 2147233                    /tmp/a model.gguf"
    assert parse_mapping(line, "/tmp/a model.gguf") == (0x7F3677DB2000, 0x7F36951F5000, 0x1B2000)
    assert parse_mapping(line, "/tmp/other.gguf") is None
    assert parse_mapping("7ffc1000-7ffc2000 rw-p 00000000 00:00 0", "/tmp/other.gguf") is None
