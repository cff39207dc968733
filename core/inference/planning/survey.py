"""Looking at the machine: a probe's findings, and what is free of memory, cores and cards at this moment."""

from __future__ import annotations

import contextlib
import mmap
import os
import platform
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil

from core.inference import hardware
from core.inference.planning.machine import Gpu, Hardware, Speed
from core.inference.planning.probing import look_again, probe, processor_name
from core.inference.residency.stream import READERS

UNKNOWN_DISK = 500e6
"""Bytes a second of a disk that could not be asked: that of a SATA drive."""
_MADE_UP = Speed(20e9, 100e9)
_PIECE, _PIECES, _LONGEST_SECONDS = 4 << 20, 24, 0.4


def survey(kind: str, near: Path | None) -> tuple[Hardware, str]:
    """The machine now, for a model with weights of this `kind`, and why its graphics cards are not used, if so.

    The disk is asked by reading up to 96 MB of the file `near`. The first call on a machine takes some three seconds.

    Raises:
        ModelUnavailable: llama.cpp cannot run here.
    """
    now = assume()
    found = probe(kind, now.cores, now.free_cores)
    return replace(
        now,
        instructions=found.instructions,
        speed=found.speed,
        mapped_speed=found.mapped_speed,
        disk_bandwidth=UNKNOWN_DISK if near is None else read_bandwidth(near),
        gpus=_free_now(found.gpus),
    ), found.gpu_problem


def assume() -> Hardware:
    """The machine now without measuring anything: its memory and cores are seen, its speeds made up, no cards."""
    memory = psutil.virtual_memory()
    return Hardware(
        system=platform.system(),
        processor=processor_name(),
        instructions="",
        cores=hardware.physical_cores(),
        free_cores=hardware.free_threads(),
        memory_total=int(memory.total),
        memory_available=int(memory.available),
        speed=_MADE_UP,
        disk_bandwidth=UNKNOWN_DISK,
        on_battery=hardware.on_battery(),
    )


def read_bandwidth(path: Path) -> float:
    """Bytes a second of reading the file at `path` from the disk: its beginning, at most 0.4 s or 96 MB of it.

    By as many threads as stream a model's weights: one alone leaves a third of a fast disk unused. Past the system's
    cache where it lets one (Linux, macOS); elsewhere what is in the cache makes it look faster.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(READERS) as pool:
        total = sum(pool.map(lambda first: _read_pieces(path, first, began + _LONGEST_SECONDS), range(READERS)))
    seconds = time.perf_counter() - began
    return total / seconds if total >= _PIECE and seconds > 0 else UNKNOWN_DISK


def _read_pieces(path: Path, first: int, latest: float) -> int:
    """Read every so manyth piece from the `first` on; returns how many bytes came, 0 where the file cannot be read."""
    total = 0
    try:
        handle = _open_uncached(path)
    except OSError:
        return 0
    try:
        with mmap.mmap(-1, _PIECE) as buffer:  # aligned, as reading past the cache asks for
            for piece in range(first, _PIECES, READERS):
                os.lseek(handle, piece * _PIECE, os.SEEK_SET)
                count = os.readv(handle, [buffer]) if hasattr(os, "readv") else len(os.read(handle, _PIECE))
                total += count
                if count < _PIECE or time.perf_counter() > latest:
                    break
    except OSError:
        return 0
    finally:
        os.close(handle)
    return total


def _open_uncached(path: Path) -> int:
    direct = getattr(os, "O_DIRECT", 0)
    if direct:
        with contextlib.suppress(OSError):  # not every file system has it
            return os.open(path, os.O_RDONLY | direct)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    if platform.system() == "Darwin":
        import fcntl

        fcntl.fcntl(handle, 48, 1)  # F_NOCACHE
    return handle


def _free_now(gpus: Sequence[Gpu]) -> tuple[Gpu, ...]:
    """The cards with what is free of their memory now: NVIDIA's library tells at once, llama.cpp in half a second."""
    if not gpus:
        return ()
    if all(gpu.backend == "CUDA" for gpu in gpus) and (free := _ask_nvml(len(gpus))):
        return tuple(replace(gpu, memory_free=each) for gpu, each in zip(gpus, free, strict=True))
    return look_again(gpus)


def _ask_nvml(count: int) -> list[int]:
    """Free bytes of each of `count` cards; empty where the library is not there or sees others."""
    try:
        import pynvml
    except ImportError:
        return []
    try:
        pynvml.nvmlInit()
        try:
            if pynvml.nvmlDeviceGetCount() != count:
                return []
            handles = [pynvml.nvmlDeviceGetHandleByIndex(number) for number in range(count)]
            return [int(pynvml.nvmlDeviceGetMemoryInfo(handle).free) for handle in handles]
        finally:
            pynvml.nvmlShutdown()
    except pynvml.NVMLError:
        return []
