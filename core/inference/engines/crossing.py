"""The cross-encoder: a sentence-transformers model that reads a question and a passage together."""

from __future__ import annotations

import os
from typing import Any

from core.inference import wire
from core.inference.worker import Call, Refused

os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TOKENIZERS_PARALLELISM="false",
)


class Crossing:
    """Holds one model at a time."""

    def __init__(self) -> None:
        self._model: Any = None

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`load` (folder, threads); `match` (question, passages) → scores."""
        if operation == "load":
            return self._load(call.header), b""
        if operation == "match" and self._model is not None:
            pairs = [(call.header["question"], passage) for passage in call.header["passages"]]
            scores = self._model.predict(pairs, batch_size=16, show_progress_bar=False)
            return {"scores": [float(score) for score in scores.reshape(len(pairs), -1)[:, -1]]}, b""
        raise Refused(f"The cross-encoder does not know “{operation}”.")

    def _load(self, header: wire.Header) -> wire.Header:
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(int(header["threads"]))
        try:
            self._model = CrossEncoder(header["folder"], device="cpu", local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError, KeyError) as error:
            raise Refused("The cross-encoder's files could not be read. Choose another folder.") from error
        return {}


def make_engine() -> Crossing:
    """A cross-encoder without a model."""
    return Crossing()
