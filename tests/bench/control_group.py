"""A control group of Linux that counts, and may limit, the memory of processes; and the read-ahead of a disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_V1, _V2 = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")


def may_limit() -> bool:
    """Whether this process may make control groups, change the read-ahead and drop caches."""
    return sys.platform == "linux" and os.geteuid() == 0 and (_V1.is_dir() or (_V2 / "cgroup.controllers").exists())


@contextmanager
def control_group(limit: int) -> Iterator[Path]:
    """A new group whose processes may take `limit` bytes, page cache included; removed afterwards."""
    group = (_V1 if _V1.is_dir() else _V2) / f"ebb-bench-{os.getpid()}"
    group.mkdir()
    try:
        (group / ("memory.limit_in_bytes" if _V1.is_dir() else "memory.max")).write_text(str(limit))
        yield group
    finally:
        group.rmdir()


def peak(group: Path) -> int:
    """The most bytes that the group ever took."""
    return int((group / ("memory.max_usage_in_bytes" if _V1.is_dir() else "memory.peak")).read_text())


@contextmanager
def read_ahead(model: Path, kilobytes: int) -> Iterator[None]:
    """The read-ahead of the model's disk; put back afterwards."""
    device = model.stat().st_dev
    place = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve()
    setting = (
        next(one for one in (place, place.parent) if (one / "queue/read_ahead_kb").exists()) / "queue/read_ahead_kb"
    )
    before = setting.read_text()
    try:
        setting.write_text(str(kilobytes))
        yield
    finally:
        setting.write_text(before)


def drop_caches() -> None:
    """Let the system forget every file it has read."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3")
