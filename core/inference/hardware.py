"""What the machine has, as far as the choice of threads and context depends on it."""

from __future__ import annotations

import os

import psutil

from core.errors import UserError
from core.model.status import MemoryUse

BUDGET = "EBB_MODEL_MEMORY"
_LOOK_SECONDS = 0.05
_MANY_CORES = 4


def memory_use() -> MemoryUse:
    """What this process and all that it has started take of the machine's memory."""
    own = psutil.Process()
    started = [_memory_of(child) for child in own.children(recursive=True)]
    return MemoryUse(_memory_of(own), sum(started), sum(1 for size in started if size))


def _memory_of(process: psutil.Process) -> int:
    try:
        if hasattr(full := process.memory_full_info(), "pss"):
            return int(full.pss)  # a page that several hold counts for each its share
        return int(full.uss)
    except (psutil.Error, OSError):
        return 0  # it ended meanwhile


def free_threads() -> int:
    """How many cores a model may keep busy now: the physical ones less those that others are using, at least one.

    Two spinning threads on a core that something else needs are far slower than one. Looks for 50 ms.
    """
    cores = physical_cores()
    busy = psutil.cpu_percent(_LOOK_SECONDS) / 100 * cores
    return max(1, min(cores, round(cores - busy)))


def physical_cores() -> int:
    """The number of physical cores, at least one."""
    return psutil.cpu_count(logical=False) or os.cpu_count() or 1


def spin_count() -> str:
    """How often OpenMP's threads look for work before they sleep, as its environment variable has it.

    On two cores, spinning takes the processor from what is waited for: others' work, or the reading of weights (15
    tokens/s as it comes beside other work, 80 to 90 with 200). On many free ones sleeping costs more: of 1 billion
    weights, 45 tokens/s with 200 and 66 with 20,000 on 16 cores of a Xeon; of 8 billion, 11.5 and 13.6.
    """
    return "20000" if physical_cores() >= _MANY_CORES else "200"


def on_battery() -> bool:
    """Whether the machine runs on its battery now."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False


def threads() -> int:
    """How many threads to compute with now."""
    return threads_of(physical_cores(), free_threads(), on_battery())


def threads_of(cores: int, free: int, battery: bool) -> int:
    """How many threads to compute with: the `free` cores, on `battery` at most half of all, at least one."""
    return max(1, min(free, cores, -(-cores // 2) if battery else cores))


def memory_budget() -> int | None:
    """The bytes that `EBB_MODEL_MEMORY` (in MB) lets the language model take; None where that is for Ebb to say.

    Raises:
        UserError: it is not a number.
    """
    chosen = os.environ.get(BUDGET, "").strip()
    if not chosen:
        return None
    if not chosen.isdigit() or int(chosen) == 0:
        raise UserError(f"{BUDGET} is “{chosen}”. It says how many MB the language model may take: a number, 4000 say.")
    return int(chosen) * 1_000_000
