"""The light encoder: a BERT model in llama.cpp, a few short texts at a time on each of a few lanes.

A lane is a context with one thread: two threads on one short text wait for each other more than they compute. Texts
share a batch only up to 128 tokens: each is computed as if it attended to all of the batch, which is soon dearer than
what a larger product of matrices saves. Measured on two cores, this encodes more texts a second than
sentence-transformers, of any length.
"""

from __future__ import annotations

import ctypes
import os
import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from core.inference import wire
from core.inference.conversion import LIMIT_KEY, TOKENIZER_KEY
from core.inference.worker import Call, Refused

# Set before the library is used: it must not start threads that are not counted.
os.environ["TOKENIZERS_PARALLELISM"] = "false"

_DAMAGED = "The light form of the embedding model could not be loaded."


_TOGETHER_TOKENS = 128
_TOGETHER_TEXTS = 32

# llama.cpp writes pages about every load, which nobody reads.
_silence = llama_cpp.llama_log_callback(lambda level, text, data: None)


class Light:
    """Holds one model at a time."""

    def __init__(self) -> None:
        self._model: Any = None
        self._tokenizer: Any = None
        self._dimension = 0
        self._lanes: queue.LifoQueue[_Lane] = queue.LifoQueue()
        self._threads: ThreadPoolExecutor | None = None

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`load` (path, lanes) → dimension; `encode` (texts) → float32 rows as payload."""
        if operation == "load":
            return self._load(call.header), b""
        if operation == "encode":
            return self._encode(call)
        raise Refused(f"The encoder does not know “{operation}”.")

    def _load(self, header: wire.Header) -> wire.Header:
        llama_cpp.llama_log_set(_silence, ctypes.c_void_p(None))
        llama_cpp.llama_backend_init()
        chosen = llama_cpp.llama_model_default_params()
        chosen.n_gpu_layers = 0
        # Repacked weights would be a copy in memory of what is mapped from the file.
        chosen.use_extra_bufts = False
        self._model = llama_cpp.llama_model_load_from_file(str(header["path"]).encode(), chosen)
        if not self._model:
            raise Refused(_DAMAGED)
        longest = int(_read_metadata(self._model, LIMIT_KEY))
        self._tokenizer = Tokenizer.from_str(_read_metadata(self._model, TOKENIZER_KEY))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)
        count = max(1, int(header["lanes"]))
        for _ in range(count):
            self._lanes.put(_Lane(self._model, longest))
        self._threads = ThreadPoolExecutor(count) if count > 1 else None
        self._dimension = int(llama_cpp.llama_model_n_embd(self._model))
        return {"dimension": self._dimension}

    def _encode(self, call: Call) -> tuple[wire.Header, bytes]:
        if self._model is None:
            raise Refused("The embedding model is not loaded.")
        # A question may hold half of a pair of surrogates, which is no text to the tokenizer.
        texts = [text.encode("utf-8", "replace").decode() for text in call.header["texts"]]
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        rows = np.empty((len(texts), self._dimension), "<f4")
        groups = list(_grouped([len(one) for one in tokens]))
        batches = [[tokens[number] for number in group] for group in groups]
        made = map(self._run, batches) if self._threads is None else self._threads.map(self._run, batches)
        for group, encoded in zip(groups, made, strict=True):
            rows[group] = encoded
        return {"shape": list(rows.shape)}, rows.tobytes()

    def _run(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        lane = self._lanes.get()
        try:
            return lane.encode(texts)
        finally:
            self._lanes.put(lane)


def _grouped(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts that are encoded together, the longest first, so that no lane ends long after the others."""
    group: list[int] = []
    room = _TOGETHER_TOKENS
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if group and (lengths[number] > room or len(group) == _TOGETHER_TEXTS):
            yield group
            group, room = [], _TOGETHER_TOKENS
        group.append(number)
        room -= lengths[number]
    if group:
        yield group


class _Lane:
    """A context of `longest` tokens and one thread, over the model's mapped weights."""

    def __init__(self, model: Any, longest: int) -> None:
        chosen = llama_cpp.llama_context_default_params()
        # All of a text is seen at once: what does not fit in one batch cannot be encoded.
        cells = max(longest, _TOGETHER_TOKENS)
        chosen.n_ctx = chosen.n_batch = chosen.n_ubatch = cells
        chosen.n_seq_max = _TOGETHER_TEXTS
        chosen.kv_unified = True
        chosen.n_threads = chosen.n_threads_batch = 1
        chosen.embeddings = True
        chosen.pooling_type = llama_cpp.LLAMA_POOLING_TYPE_MEAN
        # Measured: nearly twice as fast on long texts, and no slower on short ones.
        chosen.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        self._context = llama_cpp.llama_init_from_model(model, chosen)
        if not self._context:
            raise MemoryError
        self._dimension = int(llama_cpp.llama_model_n_embd(model))
        self._batch = llama_cpp.llama_batch_init(cells, 0, 1)
        for place in range(cells):
            self._batch.n_seq_id[place] = 1
            self._batch.logits[place] = True

    def encode(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the unit vectors of texts given by their tokens, which must fit in a batch together."""
        batch = self._batch
        batch.n_tokens = 0
        for number, tokens in enumerate(texts):
            for position, token in enumerate(tokens):
                place = batch.n_tokens
                batch.token[place], batch.pos[place], batch.seq_id[place][0] = token, position, number
                batch.n_tokens = place + 1
        code = llama_cpp.llama_encode(self._context, batch)
        if code != 0:
            raise RuntimeError(f"llama_encode answered {code}")
        rows = np.stack([self._pooled(number) for number in range(len(texts))])
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _pooled(self, number: int) -> NDArray[np.float32]:
        pooled = llama_cpp.llama_get_embeddings_seq(self._context, number)
        return np.ctypeslib.as_array(pooled, (self._dimension,)).copy()


def _read_metadata(model: Any, key: str) -> str:
    """What the file says under `key`, as text."""
    length = int(llama_cpp.llama_model_meta_val_str(model, key.encode(), ctypes.create_string_buffer(1), 1))
    if length < 0:
        raise Refused(_DAMAGED)
    buffer = ctypes.create_string_buffer(length + 1)
    llama_cpp.llama_model_meta_val_str(model, key.encode(), buffer, length + 1)
    return buffer.value.decode("utf-8")


def make_engine() -> Light:
    """An encoder without a model."""
    return Light()
