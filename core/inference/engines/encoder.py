"""The bulk encoder: a sentence-transformers model that turns texts into unit vectors.

A lane is a thread that computes alone: threads that share one product of matrices wait for each other, and on a machine
that others keep busy they mostly wait.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.inference import wire
from core.inference.worker import Call, Refused

# Set before the libraries are imported: they must neither ask a hub nor start threads we do not count.
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TOKENIZERS_PARALLELISM="false",
)

_TOGETHER = 4096
"""Characters that are computed together, about a thousand tokens: fewer share too little, more gain nothing."""
_LONGEST = 2000
"""Characters of a text beyond which the tokenizer cuts it off, or may."""
_PAD = 4


class Encoder:
    """Holds one model at a time."""

    def __init__(self) -> None:
        self._model: Any = None
        self._threads: ThreadPoolExecutor | None = None
        self._tokenizing = threading.Lock()

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`load` (folder, threads) → dimension; `encode` (texts, bfloat16) → float32 rows as payload."""
        if operation == "load":
            return self._load(call.header), b""
        if operation == "encode":
            return self._encode(call)
        raise Refused(f"The encoder does not know “{operation}”.")

    def _load(self, header: wire.Header) -> wire.Header:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        try:
            self._model = SentenceTransformer(
                header["folder"], device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError, KeyError) as error:
            raise Refused("The embedding model's files could not be read. Run the set-up again (make run).") from error
        self._model.eval()
        lanes = int(header["threads"])
        self._threads = ThreadPoolExecutor(lanes) if lanes > 1 else None
        return {"dimension": int(self._model.get_sentence_embedding_dimension())}

    def _encode(self, call: Call) -> tuple[wire.Header, bytes]:
        if self._model is None:
            raise Refused("The embedding model is not loaded.")
        texts = call.header["texts"]
        rows = np.empty((len(texts), int(self._model.get_sentence_embedding_dimension())), "<f4")
        groups = list(_grouped([min(len(text), _LONGEST) for text in texts]))
        bfloat16 = bool(call.header.get("bfloat16"))

        def run(group: list[int]) -> NDArray[np.float32]:
            return self._run([texts[number] for number in group], bfloat16)

        made = map(run, groups) if self._threads is None else self._threads.map(run, groups)
        for group, encoded in zip(groups, made, strict=True):
            rows[group] = encoded
        return {"shape": list(rows.shape)}, rows.tobytes()

    def _run(self, texts: Sequence[str], bfloat16: bool) -> NDArray[np.float32]:
        import torch

        prompts = self._model.prompts or {}
        with self._tokenizing:  # a fast tokenizer serves one thread at a time
            features = self._model.preprocess(list(texts), prompt=prompts.get(self._model.default_prompt_name))
        # Products of matrices in bfloat16, all else in float32: some processors do that several times as fast.
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            found = self._model(features)["sentence_embedding"].float()
        rows: NDArray[np.float32] = torch.nn.functional.normalize(found, dim=1).numpy()
        return rows


def _grouped(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts that are encoded together, the longest first, so that no lane ends long after the others."""
    group: list[int] = []
    longest = 0
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if group and (len(group) + 1) * longest > _TOGETHER:
            yield group
            group = []
        longest = longest if group else lengths[number] + _PAD
        group.append(number)
    if group:
        yield group


def make_engine() -> Encoder:
    """An encoder without a model."""
    return Encoder()
