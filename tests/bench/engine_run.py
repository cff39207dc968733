"""The language engine in a process of its own: several wishes answered with drafts or without, in memory or from flash.

`python -m tests.bench.engine_run plain|drafts MODEL BUDGET TOKENS GROUP [SCRIPT]`: joins the control group (“-”: none),
answers each wish of `quoting.WISHES`, prints one JSON line. BUDGET 0 is llama.cpp's own mapping. With SCRIPT, a JSON
list of tokens for each wish, the model is led along them: a model of random weights says nothing of its own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main(way: str, model: Path, budget: int, most: int, group: str, script: Path | None) -> None:
    """Answer, and print tokens and seconds after each first token, and passes, the first answer's not counted; and
    what was said.
    """
    if group != "-":
        (Path(group) / "cgroup.procs").write_text(str(os.getpid()))
    # Libraries count, too: they are imported inside the group.
    import llama_cpp.llama_cpp as low
    import psutil

    from core.inference.engines.choosing import Choice
    from core.inference.engines.language import Language
    from core.inference.engines.speaking import Told
    from tests.bench.quoting import messages

    if group != "-" and not budget:
        defaults = low.llama_model_default_params

        def without_repacking() -> Any:
            chosen = defaults()
            chosen.use_extra_bufts = False  # repacked weights would not be mapped, and break the limit
            return chosen

        low.llama_model_default_params = without_repacking
    engine = Language()
    threads = psutil.cpu_count(logical=False) or 1
    load = {
        "path": str(model),
        "n_ctx": 1024,
        "threads": threads,
        "budget": budget or None,
        "strict": True,
        "gpu_layers": 0,
    }
    engine.answer("load", _Asked(load))  # type: ignore[arg-type]
    engine._llama.set_seed(0)
    led = json.loads(script.read_text()) if script is not None else None
    tokens, passes, spent, said = 0, 0, 0.0, []
    assert engine._speaker is not None
    for number, asked in enumerate(messages()):
        choice: Any = Choice(engine._llama, temperature=0, seed=1, grammar="")
        if led is not None:
            choice = _Led(led[number], engine._llama.token_eos())
        told, words, began = Told(), [], 0.0
        for part in engine._speaker.speak(engine._prefix_tokens(asked), choice, most, told, way == "drafts"):
            # The first answer teaches how long drafts should be.
            counts = bool(words) and number > 0
            spent += time.perf_counter() - began if counts else 0.0
            tokens += len(part) if counts else 0
            words += part
            began = time.perf_counter()
        passes += told.passes if number else 0
        said.append(words)
    if engine._flash is not None:
        engine._flash.complain()
    print(json.dumps({"tokens": tokens, "seconds": spent, "passes": passes, "said": said}))


class _Asked:
    """A call as the engine gets it."""

    def __init__(self, header: dict[str, Any]) -> None:
        self.header, self.payload = header, b""


class _Led:
    """Chooses what a script says."""

    def __init__(self, script: list[int], end: int) -> None:
        self._script, self._end, self._place = script, end, 0

    def choose(self, row: int) -> int:
        self._place += 1
        return self._script[self._place - 1] if self._place <= len(self._script) else self._end


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5],
         Path(sys.argv[6]) if len(sys.argv) > 6 else None)  # fmt: skip
