"""One model under a memory limit in a process of its own: plain mmap, or Ebb's engine from flash.

`python -m tests.bench.flash_run plain|ebb MODEL BUDGET TOKENS GROUP`: joins the control group, generates, prints one
JSON line. Both run llama.cpp with the same settings; the words of a random model mean nothing.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

CONTEXT = 512
_RUNS = 3


def main(way: str, model: Path, budget: int, tokens: int, group: Path) -> None:
    """Run, and print tokens/s (of the middle run), bytes kept, read and chosen of experts per token, first logits."""
    (group / "cgroup.procs").write_text(str(os.getpid()))
    # Libraries count, too: they are imported inside the group.
    import llama_cpp.llama_cpp as low
    import numpy as np
    from llama_cpp import Llama

    from core.inference.engines.from_flash import FromFlash

    if way == "plain":
        defaults = low.llama_model_default_params

        def without_repacking() -> Any:
            chosen = defaults()
            chosen.use_extra_bufts = False
            return chosen

        low.llama_model_default_params = without_repacking
    flash = FromFlash(model, budget) if way == "ebb" else None
    with flash.loading() if flash is not None else nullcontext():
        engine = Llama(str(model), n_ctx=CONTEXT, n_batch=256, n_threads=os.cpu_count(), verbose=False)
    if flash is not None:
        flash.begin(engine)
    # Words as often as in a text: half of what is said is said again soon.
    words = (np.random.default_rng(7).zipf(1.3, size=8 + _RUNS * tokens) % 40_000).tolist()
    engine.eval(words[:8])
    runs, chosen = [], flash.chosen_bytes if flash is not None else 0
    for run in range(_RUNS):
        began, read = time.perf_counter(), _read()
        for place in range(tokens):
            engine.eval([words[8 + run * tokens + place]])
        spent = time.perf_counter() - began
        runs.append((tokens / spent, (_read() - read) / tokens))
    logits = np.ctypeslib.as_array(low.llama_get_logits(engine.ctx), (4,)).tolist()
    speed = sorted(speed for speed, _ in runs)[_RUNS // 2]
    per_token = sum(each for _, each in runs) / _RUNS
    print(json.dumps({
        "tokens_per_s": speed, "read_per_token": per_token, "logits": logits,
        "kept": flash.status()["kept"] if flash is not None else 0,
        "chosen_per_token": (flash.chosen_bytes - chosen) / (_RUNS * tokens) if flash is not None else 0,
    }))  # fmt: skip
    if flash is not None:
        flash.complain()
        flash.close()


def _read() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_inblock * 512


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
