"""The bare encoder's side of a comparison: the same texts, the same model, nothing around it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.inference.models import find_model
from tests.bench.bare import bare_process


@dataclass(frozen=True, slots=True)
class Encoded:
    """What it came to: seconds until it was loaded (from process start), of each pass, milliseconds of each single.

    `rows` are unit vectors of all passes, one after another. `resident` is bytes at the end.
    """

    ready_seconds: float
    seconds: tuple[float, ...]
    singles_ms: tuple[float, ...]
    rows: NDArray[np.float32]
    resident: int


def encode_bare(
    folder: Path, passes: Sequence[Sequence[str]] = (), singles: Sequence[str] = (), *, warm: bool = True
) -> Encoded:
    """Encode with sentence-transformers in a process of its own, batches of 32, every core at its disposal.

    `folder` takes two files. Without `warm` the first pass is the first thing the loaded model does.
    """
    work, vectors = folder / "encoder-work.json", folder / "encoder-vectors.npy"
    work.write_text(json.dumps({"passes": [list(p) for p in passes], "singles": list(singles), "warm": warm}), "utf-8")
    vectors.unlink(missing_ok=True)
    model = find_model("embedding").path.parent
    with bare_process("encoder", str(model), str(work), str(vectors)) as process:
        _, ready = process.hear()
        said, _ = process.hear()
        resident = process.resident
    rows = np.load(vectors) if vectors.exists() else np.zeros((0, 0), np.float32)
    return Encoded(ready, tuple(said["seconds"]), tuple(said["singles_ms"]), rows, resident)
