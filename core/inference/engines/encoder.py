"""The bulk encoder: a sentence-transformers model that turns texts into unit vectors."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from core.inference import wire
from core.inference.worker import Call, Refused

# Set before the libraries are imported: they must neither ask a hub nor start threads we do not count.
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TOKENIZERS_PARALLELISM="false",
)

_FEW = 2


class Encoder:
    """Holds one model at a time."""

    def __init__(self) -> None:
        self._model: Any = None
        self._threads = 1

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`load` (folder, threads) → dimension; `encode` (texts) → float32 rows as payload."""
        if operation == "load":
            return self._load(call.header), b""
        if operation == "encode":
            return self._encode(call)
        raise Refused(f"The encoder does not know “{operation}”.")

    def _load(self, header: wire.Header) -> wire.Header:
        from sentence_transformers import SentenceTransformer

        self._threads = int(header["threads"])
        try:
            self._model = SentenceTransformer(
                header["folder"], device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError, KeyError) as error:
            raise Refused("The embedding model's files could not be read. Run the set-up again (make run).") from error
        return {"dimension": int(self._model.get_sentence_embedding_dimension())}

    def _encode(self, call: Call) -> tuple[wire.Header, bytes]:
        if self._model is None:
            raise Refused("The embedding model is not loaded.")
        import torch

        texts = call.header["texts"]
        # A question alone is too small to share: on a busy machine a second thread only waits, and the first for it.
        torch.set_num_threads(1 if len(texts) <= _FEW else self._threads)
        rows = self._model.encode(
            texts,
            batch_size=int(call.header.get("batch", 32)),
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        rows = np.ascontiguousarray(rows, dtype="<f4")
        return {"shape": list(rows.shape)}, rows.tobytes()


def make_engine() -> Encoder:
    """An encoder without a model."""
    return Encoder()
