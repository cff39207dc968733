"""How much memory a model may take: what was set, or what is free and not needed by others. The sums are pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.inference.gguf_header import Header

_PRESSURE = Path("/proc/pressure/memory")
_HEADROOM_SHARE = 0.1
_LEAST_HEADROOM = 1 << 30
_LEAST_LOST = 32 << 20
_STALLED = 0.1
"""Share of the time in which something waits for memory, from which on we give way."""
_STEP = 0.15
_NOTICED = 0.05
"""Of the planned bytes: less than that may be gone, or miscounted, without anything being done about it."""
_CALM = 30.0
"""Seconds after which more is tried again, where the system has taken away what was held: it may do it again."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine has: bytes of memory, of them free for use, and seconds something waited for memory so far."""

    total: int
    available: int
    stalled: float = 0.0

    @property
    def headroom(self) -> int:
        """Bytes to leave to everything else."""
        return max(_LEAST_HEADROOM, int(self.total * _HEADROOM_SHARE))


def look() -> Machine:
    """Look at the machine."""
    memory = psutil.virtual_memory()
    return Machine(int(memory.total), int(memory.available), _stalled())


def automatic_budget(file_size: int, beside: int, machine: Machine) -> int | None:
    """The bytes a model may take; None where it fits as it is, with the `beside` bytes it needs beside its weights."""
    free = machine.available - machine.headroom
    return None if file_size + beside <= free else max(0, free)


def key_value_bytes(header: Header, cells: int) -> int:
    """Bytes of keys and values for a context of `cells` tokens, two bytes a number."""
    layers = header.number("block_count") or 0
    heads = header.number("attention.head_count") or 1
    groups = header.number("attention.head_count_kv") or heads
    width = (header.number("embedding_length") or 0) // heads
    keys = header.number("attention.key_length") or width
    values = header.number("attention.value_length") or width
    return layers * groups * (keys + values) * 2 * cells


def lost(taken: int, planned: int) -> bool:
    """Whether so much of what was held is gone that it has to be held no longer: a limit of others' making is felt."""
    return taken > max(_LEAST_LOST, int(planned * _NOTICED))


def adapted(
    now: int, planned: int, before: Machine, after: Machine, seconds: float, *, taken: int = 0, calm: float = math.inf
) -> int:
    """The bytes to hold from now on, at most `planned`, given two looks `seconds` apart.

    Gives way at once, by what others lack, by what the system has `taken` of what was held, or by a step where
    something waits for memory; comes back slowly, only where twice the headroom is free and nothing was taken for a
    while: `calm` is for how many seconds.
    """
    lacking = max(
        after.headroom // 2 - after.available,
        taken + int(planned * _NOTICED) if lost(taken, planned) else 0,
    )
    if lacking > 0:
        return max(0, now - lacking)
    if seconds > 0 and (after.stalled - before.stalled) / seconds > _STALLED:
        return max(0, now - int(planned * _STEP))
    if calm < _CALM:
        return min(planned, now)
    spare = after.available - 2 * after.headroom
    return min(planned, now + min(max(0, spare), int(planned * _STEP)))


def _stalled() -> float:
    """Seconds in which something waited for memory since the start of the system; 0 where it is not told."""
    try:
        first = _PRESSURE.read_text("ascii").splitlines()[0]
    except (OSError, IndexError):
        return 0.0
    return int(first.rpartition("total=")[2]) / 1e6
