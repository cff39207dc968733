"""What the machine has, as far as the choice of threads and context depends on it."""

from __future__ import annotations

import os

import psutil


def free_threads() -> int:
    """How many cores a model may keep busy now: the physical ones less those that others are using, at least one.

    Two spinning threads on a core that something else needs are far slower than one.
    """
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if not hasattr(os, "getloadavg"):
        return cores
    return max(1, min(cores, cores - round(os.getloadavg()[0] - 0.3)))


def physical_cores() -> int:
    """The number of physical cores, at least one."""
    return psutil.cpu_count(logical=False) or os.cpu_count() or 1


def context_length() -> int:
    """How many tokens of context fit the memory that is free now: 2,048, 4,096 or 8,192."""
    free = psutil.virtual_memory().available
    gibibyte = 1024**3
    if free < 2 * gibibyte:
        return 2048
    return 4096 if free < 12 * gibibyte else 8192
