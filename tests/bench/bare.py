"""Processes that hold one library and nothing of Ebb: what Ebb's own processes are held against.

Each prints one JSON line when it is ready and one when its work is done, then waits for standard input to end, so that
its memory can be looked at from outside. `python -m tests.bench.bare encoder FOLDER WORK.json VECTORS.npy`,
`… language MODEL.gguf CONTEXT`, `… python`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Libraries are imported where they are used: each process holds one, and says itself when it is ready.

_LIMITING = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(slots=True)
class BareProcess:
    """The process from outside. `began` is when it was started (`time.perf_counter`)."""

    process: subprocess.Popen[str]
    began: float

    def hear(self) -> tuple[dict[str, Any], float]:
        """Wait for its next line: what it says, and how many seconds after its start.

        Raises:
            RuntimeError: it ended without a word.
        """
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended without a word ({self.process.wait()})")
        return json.loads(line), time.perf_counter() - self.began

    @property
    def resident(self) -> int:
        """Bytes of memory it holds now."""
        import psutil

        return int(psutil.Process(self.process.pid).memory_info().rss)


@contextmanager
def bare_process(*words: str, module: str = "tests.bench.bare") -> Iterator[BareProcess]:
    """Start one, with every core at its disposal, and end it afterwards."""
    environment = {name: value for name, value in os.environ.items() if name not in _LIMITING}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield BareProcess(process, began)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait()
        process.stdout.close()


def tell(**fields: Any) -> None:
    """Say one line to the process that started this one."""
    print(json.dumps(fields), flush=True)


def wait_for_end() -> None:
    """Stay until the process that started this one lets go."""
    sys.stdin.read()


def _encode(folder: str, work: str, vectors: str) -> None:
    """Encode as the library's own examples do: `passes` in one call each, then `singles` one by one."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TQDM_DISABLE="1")
    import numpy as np
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu", local_files_only=True)
    tell(ready=True)
    wanted = json.loads(Path(work).read_text("utf-8"))
    if wanted.get("warm", True):
        model.encode(["a first sentence, so that nothing is set up inside the clock"] * 64, show_progress_bar=False)
    seconds, rows = [], []
    for texts in wanted.get("passes", []):
        began = time.perf_counter()
        rows.append(model.encode(texts, batch_size=32, show_progress_bar=False))
        seconds.append(time.perf_counter() - began)
    singles = []
    for text in wanted.get("singles", []):
        began = time.perf_counter()
        model.encode(text, show_progress_bar=False)
        singles.append((time.perf_counter() - began) * 1000)
    if rows:
        np.save(vectors, np.concatenate(rows))
    tell(seconds=seconds, singles_ms=singles)
    wait_for_end()


def _speak(model: str, context: str) -> None:
    from llama_cpp import Llama

    llama = Llama(model_path=model, n_ctx=int(context), verbose=False)
    tell(ready=True)
    said = llama.create_chat_completion(messages=[{"role": "user", "content": "Say hello."}], max_tokens=16)
    tell(tokens=said["usage"]["completion_tokens"])
    wait_for_end()


def _rest() -> None:
    tell(ready=True)
    wait_for_end()


def main(words: Sequence[str]) -> None:
    """Be the process that `words` ask for."""
    kind, *rest = words
    {"encoder": _encode, "language": _speak, "python": _rest}[kind](*rest)


if __name__ == "__main__":
    main(sys.argv[1:])
