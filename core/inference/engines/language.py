"""The language model: llama.cpp, one model, one conversation at a time."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import llama_cpp
from llama_cpp import Llama
from llama_cpp.llama_chat_format import Jinja2ChatFormatter, format_chatml

from core.inference import wire
from core.inference.engines.choosing import Choice
from core.inference.engines.computed import Stopped
from core.inference.engines.from_flash import FromFlash
from core.inference.engines.likelihood import Continuation, Likelihood
from core.inference.engines.speaking import Speaker, Told
from core.inference.engines.words import Words
from core.inference.gguf_header import BadModelFile, read_header
from core.inference.planning.figures import has_narrow_cache
from core.inference.worker import Call, Refused

_T = TypeVar("_T")
_ENDS = (b"\n", b".", b"!", b"?")


class Language:
    """Holds one GGUF model, mapped from its file."""

    def __init__(self) -> None:
        self._llama: Any = None
        self._call: Call | None = None
        self._speaker: Speaker | None = None
        self._likelihood: Likelihood | None = None
        self._ending: list[int] | None = None
        self._flash: FromFlash | None = None

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`load` → what the model says of itself; `count` → tokens of texts; `chat` → streamed words.

        `score` (prefixes, pairs of a prefix's number and a text) → log-probability and number of tokens of each text;
        of their first `most` tokens where that is given. `follow` (prefix, texts, most) → for each of the first `most`
        tokens of each text: the bytes up to its end, its log-probability, and that of the text ending after it.
        `keep` → the tokens that the chat's context holds, and as payload what was computed of them; of “reading”, as
        far as they begin a text. `restore` takes both; `forget` overwrites all.
        """
        if operation == "load":
            return self._load(call.header), b""
        if self._llama is None:
            raise Refused("The language model is not loaded.")
        if operation == "keep":
            return self._keep(call.header)
        answers: dict[str, Callable[[Call], wire.Header]] = {
            "count": self._count,
            "chat": self._chat,
            "score": self._score,
            "follow": self._follow,
            "restore": self._restore,
            "forget": self._forget,
        }
        if operation not in answers:
            raise Refused(f"The language model does not know “{operation}”.")
        return answers[operation](call), b""

    def _count(self, call: Call) -> wire.Header:
        return {"counts": [len(self._tokens(text)) for text in call.header["texts"]]}

    def _keep(self, header: wire.Header) -> tuple[wire.Header, bytes]:
        assert self._speaker is not None
        if header.get("of") == "reading":
            if self._likelihood is None:
                return {"tokens": []}, b""
            # Where a text goes on, its last token may be another.
            tokens, state = self._likelihood.state(self._prefix_tokens(header["text"])[:-1])
        else:
            computed = self._speaker.computed
            if self._flash is not None and computed.size() > self._flash.spare:
                return {"tokens": []}, b""
            tokens, state = computed.tokens, computed.state()
        return {"tokens": tokens}, state

    def _restore(self, call: Call) -> wire.Header:
        assert self._speaker is not None
        part = self._open_likelihood() if call.header.get("of") == "reading" else self._speaker
        return {"restored": part.computed.restore(call.header["tokens"], call.payload)}

    def _forget(self, call: Call) -> wire.Header:
        for part in (self._speaker, self._likelihood):
            if part is not None:
                part.computed.forget()
        return {}

    def _load(self, header: wire.Header) -> wire.Header:
        path = Path(header["path"])
        if self._likelihood is not None:
            self._likelihood.close()
        if self._speaker is not None:
            self._speaker.close()
        if self._flash is not None:
            self._flash.close()
        self._llama = self._speaker = self._likelihood = self._ending = self._flash = None
        try:
            if header["budget"] is not None:
                self._flash = FromFlash(path, int(header["budget"]), strict=bool(header["strict"]))
            with self._flash.loading() if self._flash is not None else nullcontext():
                self._llama = self._open(path, header)
        except (ValueError, AssertionError, OSError) as error:
            raise Refused(f"{path.name} could not be loaded: it is not a model this version can read.") from error
        if self._flash is not None:
            self._flash.begin(self._llama)
        self._watch_for_cancel()
        self._speaker = Speaker(self._llama, self._stopped, header.get("row"))
        metadata = self._llama.metadata
        return {
            "name": metadata.get("general.name", path.stem),
            "n_ctx": self._llama.n_ctx(),
            "template": "tokenizer.chat_template" in metadata,
            "flash": self._flash_status(),
            # All that has to be the same for what was computed to be used again.
            "state": f"llama-cpp-python {llama_cpp.__version__}, {self._llama.n_ctx()} tokens, {_cache_types(path)}",
        }

    def _open(self, path: Path, header: wire.Header) -> Llama:
        return Llama(
            model_path=str(path),
            n_ctx=int(header["n_ctx"]),
            n_threads=int(header["threads"]),
            n_threads_batch=int(header["threads"]),
            n_gpu_layers=int(header["gpu_layers"]),
            n_batch=256,
            verbose=False,
            **_cache_types(path),
        )

    def _watch_for_cancel(self) -> None:
        """Let llama.cpp ask between the nodes of its graph whether to go on: a long prompt can be stopped, too."""
        self._callback = llama_cpp.ggml_abort_callback(lambda _: self._stopped())
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._callback, ctypes.c_void_p(None))

    def _stopped(self) -> bool:
        if self._flash is not None and self._flash.failed:
            return True
        return self._call is not None and self._call.stop.is_set()

    def _tokens(self, text: str) -> list[int]:
        tokens: list[int] = self._llama.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=False)
        return tokens

    def _chat(self, call: Call) -> wire.Header:
        began = time.perf_counter()
        if call.header.get("anew"):
            self._forget(call)
        threads = int(call.header.get("threads", self._llama.n_threads))
        llama_cpp.llama_set_n_threads(self._llama.ctx, threads, threads)
        first: float | None = None
        count, told = 0, Told()
        self._call = call
        try:
            for text, tokens in self._spoken(call.header, told):
                if call.stop.is_set():
                    break
                first = first or time.perf_counter()
                count += tokens
                if text:
                    call.part(text=text)
        except Stopped:
            if self._flash is not None:
                self._flash.complain()
        finally:
            self._call = None
        ended = time.perf_counter()
        spoken = ended - first if first is not None else 0.0
        return {
            "tokens": count,
            "first_token_ms": None if first is None else round((first - began) * 1000),
            "tokens_per_second": (count - 1) / spoken if count > 1 and spoken > 0 else None,
            "stopped": call.stop.is_set(),
            "passes": told.passes,
            "computed": told.computed,
            "flash": self._flash_status(),
        }

    def _flash_status(self) -> wire.Header | None:
        return self._flash.status() if self._flash is not None else None

    def _spoken(self, header: wire.Header, told: Told) -> Iterator[tuple[str, int]]:
        """Yield the words of each pass, and how many tokens they are."""
        assert self._speaker is not None
        prompt = self._prefix_tokens(header["messages"])
        room = self._llama.n_ctx() - len(prompt)
        if room <= 0:
            raise Refused("The question and its evidence are longer than the model can read at once.")
        words = Words(header.get("stop_at", []))
        choice = Choice(
            self._llama,
            temperature=float(header.get("temperature", 0.0)),
            seed=int(header.get("seed", 7)),
            grammar=header.get("grammar", ""),
        )
        try:
            most = min(int(header["max_tokens"]), room)
            for tokens in self._speaker.speak(prompt, choice, most, told, bool(header.get("draft", True))):
                heard, text = 0, ""
                while heard < len(tokens) and not words.over:
                    text += words.hear(self._llama.detokenize([tokens[heard]]))
                    heard += 1
                yield text, heard
                if words.over:
                    return
            yield words.rest(), 0
        finally:
            choice.close()

    def _score(self, call: Call) -> wire.Header:
        prefixes = [self._prefix_tokens(prefix) for prefix in call.header["prefixes"]]
        most = call.header.get("most")
        continuations = []
        for number, text in call.header["pairs"]:
            before = prefixes[number]
            continuations.append(Continuation([*before, *self._tokens(text)[:most]], len(before)))
        scores = self._weigh(call, lambda likelihood, threads: likelihood.score(continuations, threads))
        return {"scores": scores or [], "stopped": scores is None}

    def _follow(self, call: Call) -> wire.Header:
        before = self._prefix_tokens(call.header["prefix"])
        told = [self._tokens(text)[: int(call.header["most"])] for text in call.header["texts"]]
        continuations = [Continuation([*before, *tokens], len(before)) for tokens in told]
        ending = self._ending_tokens()
        found = self._weigh(call, lambda likelihood, threads: likelihood.follow(continuations, ending, threads))
        if found is None:
            return {"steps": [], "stopped": True}
        return {
            "steps": [
                [(self._bytes(tokens[: place + 1]), *both) for place, both in enumerate(each)]
                for tokens, each in zip(told, found, strict=True)
            ],
            "stopped": False,
        }

    def _weigh(self, call: Call, compute: Callable[[Likelihood, int], _T]) -> _T | None:
        """What `compute` returns; None where the caller let go."""
        self._call = call
        try:
            return compute(self._open_likelihood(), int(call.header.get("threads", self._llama.n_threads)))
        except Stopped:
            if self._flash is not None:
                self._flash.complain()
            return None
        finally:
            self._call = None

    def _open_likelihood(self) -> Likelihood:
        if self._likelihood is None:
            if self._flash is not None:
                self._flash.expect_likelihood()
            prepare = self._flash.prepare if self._flash is not None else None
            self._likelihood = Likelihood(self._llama, self._stopped, prepare)
        return self._likelihood

    def _bytes(self, tokens: list[int]) -> int:
        return len(self._llama.detokenize(tokens))

    def _ending_tokens(self) -> list[int]:
        """The tokens after which a short answer is over: those that begin with a line break or a sentence's end."""
        if self._ending is None:
            pieces = ((token, self._llama.detokenize([token])) for token in range(self._llama.n_vocab()))
            self._ending = [token for token, piece in pieces if piece[:1] in _ENDS]
        return self._ending

    def _prefix_tokens(self, prefix: str | list[dict[str, str]]) -> list[int]:
        """Return the tokens that stand before a continuation, at least one; messages go through the chat template."""
        begins = bool(llama_cpp.llama_vocab_get_add_bos(self._llama._model.vocab))
        if isinstance(prefix, str):
            tokens: list[int] = self._llama.tokenize(prefix.encode("utf-8", "replace"), add_bos=begins, special=False)
        else:
            prompt, begun = self._prompt(prefix)
            tokens = self._llama.tokenize(prompt.encode("utf-8", "replace"), add_bos=begins and not begun, special=True)
        if tokens:
            return tokens
        start = self._llama.token_bos()
        return [start if start >= 0 else self._llama.token_eos()]

    def _prompt(self, messages: list[dict[str, str]]) -> tuple[str, bool]:
        """Return the text the chat template makes of `messages`, and whether it has written the first token itself."""
        template = self._llama.metadata.get("tokenizer.chat_template")
        if template is None:
            return format_chatml(messages=messages).prompt, False
        model = self._llama._model
        made = Jinja2ChatFormatter(
            template,
            eos_token=model.token_get_text(self._llama.token_eos()),
            bos_token=model.token_get_text(self._llama.token_bos()),
        )(messages=messages)
        return made.prompt, bool(made.added_special)


def _cache_types(path: Path) -> dict[str, Any]:
    """How keys and values are kept: in 8 bits where the model's heads allow it, in half the memory.

    With them and flash attention a token is computed alike, bit for bit, alone and beside others (measured on CPUs, for
    weights that are Q4_0, Q4_1 or Q8_0): what is said does not depend on what was drafted.
    """
    try:
        narrow = has_narrow_cache(read_header(path))
    except (BadModelFile, OSError):
        return {}  # llama.cpp has the last word
    if not narrow:
        return {}
    return {"flash_attn": True, "type_k": llama_cpp.GGML_TYPE_Q8_0, "type_v": llama_cpp.GGML_TYPE_Q8_0}


def make_engine() -> Language:
    """An engine without a model."""
    return Language()
