"""Weights on flash: a model twice the size of its memory, against llama.cpp's own mapping under the same limit.

Needs Linux and root (control groups, read-ahead, dropping caches). The limit is for plain mmap; Ebb is given the same
number as its budget in a group that would let it take twice as much, so that the peak is its own doing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable
from core.inference.models import find_model
from tests.bench.control_group import control_group, drop_caches, may_limit, peak, read_ahead
from tests.bench.figure import Figure, say
from tests.bench.random_model import Shape, write_model
from tests.bench.vaults import temporary_folder

DENSE = Shape(layers=32, width=3072, inner=8192, heads=24, kv_heads=8)
MIXTURE = Shape(layers=16, width=1024, inner=1024, heads=16, kv_heads=4, experts=32, used=4)
_READ_AHEAD = {"128 KB": 128, "8 MB": 8192}
_TOKENS = 4
_MIXTURE_TOKENS = 16
_NAMES = (
    "tokens/s, read-ahead 128 KB", "tokens/s, read-ahead 8 MB", "time per pass over the floor",
    "peak of the control group over the budget", "mixture: bytes read per token",
)  # fmt: skip


def figures() -> Iterator[Figure]:
    """Tokens/s from flash, time over the disk's floor, peak memory, and what a mixture reads per token."""
    try:
        starter = find_model("language").path
    except ModelUnavailable as error:
        yield from (Figure(name, None, "", note=str(error)) for name in _NAMES)
        return
    if not may_limit():
        yield from (Figure(name, None, "", note="needs Linux and root, for control groups") for name in _NAMES)
        return
    with temporary_folder() as folder:
        yield from _dense(folder / "dense.gguf", starter)
    with temporary_folder() as folder:
        yield from _mixture(folder / "mixture.gguf", starter)


def _dense(model: Path, starter: Path) -> Iterator[Figure]:
    say("flash: a dense model")
    write_model(model, DENSE, starter)
    size = model.stat().st_size
    budget = size // 2
    said = f"{size / 1e9:.1f} GB Q4_0, budget {budget / 1e6:.0f} MB"
    for name, kilobytes in _READ_AHEAD.items():
        with read_ahead(model, kilobytes):
            plain, _ = _run("plain", model, budget, budget, _TOKENS)
            bandwidth = _bandwidth(model)
            ours, most = _run("ebb", model, budget, 2 * budget, _TOKENS)
        same = ours["logits"] == plain["logits"]
        yield Figure(
            f"tokens/s, read-ahead {name}", ours["tokens_per_s"], "tokens/s", plain["tokens_per_s"],
            f"{said}; read per token {ours['read_per_token'] / 1e6:.0f} MB, plain {plain['read_per_token'] / 1e6:.0f}; "
            f"logits {'identical' if same else 'DIFFERENT'}; baseline: plain mmap, limit {budget / 1e6:.0f} MB",
        )  # fmt: skip
        floor = (size - ours["kept"]) / bandwidth
        yield Figure(
            f"time per pass over the floor, read-ahead {name}", 1 / ours["tokens_per_s"], "s", floor,
            f"floor: what is not kept ({(size - ours['kept']) / 1e6:.0f} MB) at {bandwidth / 1e9:.2f} GB/s, "
            "the cold sequential bandwidth in the same run",
        )  # fmt: skip
        yield Figure(
            f"peak of the control group, read-ahead {name}", most / 1e6, "MB", budget / 1e6, "baseline: the budget"
        )


def _mixture(model: Path, starter: Path) -> Iterator[Figure]:
    say("flash: a mixture of experts")
    write_model(model, MIXTURE, starter)
    size = model.stat().st_size
    budget = size // 2
    said = f"{size / 1e9:.1f} GB, {MIXTURE.used} of {MIXTURE.experts} experts a token, budget {budget / 1e6:.0f} MB"
    for name, kilobytes in _READ_AHEAD.items():
        with read_ahead(model, kilobytes):
            plain, _ = _run("plain", model, budget, budget, _MIXTURE_TOKENS)
            ours, most = _run("ebb", model, budget, 2 * budget, _MIXTURE_TOKENS)
        yield Figure(
            f"mixture: read per token, read-ahead {name}", ours["read_per_token"] / 1e6, "MB",
            plain["read_per_token"] / 1e6, f"{said}; peak {most / 1e6:.0f} MB; {_chosen(ours)}; baseline: plain mmap",
        )  # fmt: skip
        yield Figure(
            f"mixture: tokens/s, read-ahead {name}", ours["tokens_per_s"], "tokens/s", plain["tokens_per_s"], said
        )  # fmt: skip


def _chosen(ours: dict[str, Any]) -> str:
    """What of the experts that a token chose had to be read: all that is read, where the rest is kept."""
    chosen, read = ours["chosen_per_token"], ours["read_per_token"]
    return f"a token chooses {chosen / 1e6:.0f} MB of experts, {100 * read / chosen:.0f} % of that is read"


def _run(way: str, model: Path, budget: int, limit: int, tokens: int) -> tuple[dict[str, Any], int]:
    """What the process said, and the most memory its group took."""
    drop_caches()
    with control_group(limit) as group:
        command = [sys.executable, "-m", "tests.bench.flash_run", way, str(model), str(budget), str(tokens), str(group)]
        # As the engine's own process has it (core/inference/worker.py), for both: on a busy machine llama.cpp loses
        # much of its speed to spinning threads otherwise, which has nothing to do with flash.
        environment = {**os.environ, "GOMP_SPINCOUNT": "200"}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        said: dict[str, Any] = json.loads(done.stdout)
        return said, peak(group)


def _bandwidth(model: Path) -> float:
    """Bytes a second of reading the whole file once, cold, 4 MiB at a time."""
    drop_caches()
    handle, buffer, total = os.open(model, os.O_RDONLY), bytearray(4 << 20), 0
    began = time.perf_counter()
    while count := os.readv(handle, [buffer]):
        total += count
    os.close(handle)
    return total / (time.perf_counter() - began)
