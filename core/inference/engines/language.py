"""The language model: llama.cpp, one model, one conversation at a time."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import llama_cpp
from llama_cpp import Llama

from core.inference import wire
from core.inference.worker import Call, Refused


class Language:
    """Holds one GGUF model, mapped from its file."""

    def __init__(self) -> None:
        self._llama: Any = None
        self._call: Call | None = None

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`load` → what the model says of itself; `count` → tokens of texts; `chat` → streamed words."""
        if operation == "load":
            return self._load(call.header), b""
        if self._llama is None:
            raise Refused("The language model is not loaded.")
        if operation == "count":
            return {"counts": [len(self._tokens(text)) for text in call.header["texts"]]}, b""
        if operation == "chat":
            return self._chat(call), b""
        raise Refused(f"The language model does not know “{operation}”.")

    def _load(self, header: wire.Header) -> wire.Header:
        path = Path(header["path"])
        self._llama = None
        try:
            self._llama = Llama(
                model_path=str(path),
                n_ctx=int(header["n_ctx"]),
                n_threads=int(header["threads"]),
                n_threads_batch=int(header["threads"]),
                n_gpu_layers=-1 if llama_cpp.llama_supports_gpu_offload() else 0,
                n_batch=256,
                verbose=False,
            )
        except (ValueError, AssertionError, OSError) as error:
            raise Refused(f"{path.name} could not be loaded: it is not a model this version can read.") from error
        self._watch_for_cancel()
        metadata = self._llama.metadata
        return {
            "name": metadata.get("general.name", path.stem),
            "n_ctx": self._llama.n_ctx(),
            "template": "tokenizer.chat_template" in metadata,
        }

    def _watch_for_cancel(self) -> None:
        """Let llama.cpp ask between the nodes of its graph whether to go on: a long prompt can be stopped, too."""

        def stopped(_: Any) -> bool:
            return self._call is not None and self._call.stop.is_set()

        self._callback = llama_cpp.ggml_abort_callback(stopped)
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._callback, ctypes.c_void_p(None))

    def _tokens(self, text: str) -> list[int]:
        tokens: list[int] = self._llama.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=False)
        return tokens

    def _chat(self, call: Call) -> wire.Header:
        began = time.perf_counter()
        threads = int(call.header.get("threads", self._llama.n_threads))
        llama_cpp.llama_set_n_threads(self._llama.ctx, threads, threads)
        first: float | None = None
        count = 0
        self._call = call
        try:
            for text in self._words(call.header):
                if call.stop.is_set():
                    break
                first = first or time.perf_counter()
                count += 1
                call.part(text=text)
        except RuntimeError:
            if not call.stop.is_set():
                raise
            # llama.cpp was stopped inside a pass: what it had computed of the prompt is not whole.
            self._llama.reset()
            self._llama._ctx.kv_cache_clear()
        finally:
            self._call = None
        ended = time.perf_counter()
        spoken = ended - first if first is not None else 0.0
        return {
            "tokens": count,
            "first_token_ms": None if first is None else round((first - began) * 1000),
            "tokens_per_second": (count - 1) / spoken if count > 1 and spoken > 0 else None,
            "stopped": call.stop.is_set(),
        }

    def _words(self, header: wire.Header) -> Iterator[str]:
        parts = self._llama.create_chat_completion(
            messages=header["messages"],
            max_tokens=int(header["max_tokens"]),
            temperature=float(header.get("temperature", 0.0)),
            seed=int(header.get("seed", 7)),
            repeat_penalty=float(header.get("repeat_penalty", 1.0)),
            stop=header.get("stop_at", []),
            stream=True,
        )
        for part in parts:
            text = part["choices"][0]["delta"].get("content")
            if text:
                yield text


def make_engine() -> Language:
    """An engine without a model."""
    return Language()
