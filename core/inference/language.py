"""The language model as the rest of Ebb sees it: count tokens, and answer in streamed words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import ModelUnavailable
from core.inference import hardware
from core.inference.models import find_model, verify_model
from core.inference.process import Child
from core.model.status import ModelState, ModelStatus

IDLE_SECONDS = 300.0

Message = dict[str, str]
"""One message of a prompt: {"role": "system" | "user" | "assistant", "content": …}."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a generation came to. Times are milliseconds; `tokens_per_second` is None below two tokens."""

    text: str
    tokens: int
    first_token_ms: int | None
    tokens_per_second: float | None
    stopped: bool


class LanguageModel:
    """A language model in a child process, loaded by the first call and unloaded when idle."""

    def __init__(
        self, changed: Callable[[ModelStatus], None] | None = None, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._changed = changed or (lambda status: None)
        self._child = Child("language", self._load, idle_seconds=idle_seconds)
        self._about: dict[str, Any] = {}
        self._name = ""
        self._problem = ""
        self._loading = False

    @property
    def available(self) -> bool:
        """Whether there is a model to load. Looks for the file, does not open it."""
        return not self._missing()

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory now."""
        return self._child.running and not self._loading

    @property
    def name(self) -> str:
        """The model's name; empty before one was found."""
        return self._name

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may take together."""
        return int(self._about["n_ctx"])

    def load(self) -> None:
        """Load the model now.

        Raises:
            ModelUnavailable: no file, a wrong checksum, not enough memory, or it died.
        """
        self._child.start()

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many of the model's own tokens each text takes."""
        header, _ = self._child.call("count", texts=list(texts))
        return [int(n) for n in header["counts"]]

    def chat(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        on_text: Callable[[str], None] | None = None,
        stop: threading.Event | None = None,
        temperature: float = 0.0,
        stop_at: Sequence[str] = (),
    ) -> Spoken:
        """Answer `messages` under the model's own chat template; `on_text` gets each token's words as they come.

        The answer ends before the first of the strings `stop_at`.

        Raises:
            ModelUnavailable: the model cannot be loaded or died on the way.
        """
        parts: list[str] = []

        def heard(part: dict[str, Any]) -> None:
            parts.append(part["text"])
            if on_text is not None:
                on_text(part["text"])

        header, _ = self._child.call(
            "chat",
            messages=list(messages),
            max_tokens=max_tokens,
            temperature=temperature,
            stop_at=list(stop_at),
            threads=hardware.free_threads(),
            on_part=heard,
            stop=stop or threading.Event(),
        )
        return Spoken(
            "".join(parts),
            int(header["tokens"]),
            header["first_token_ms"],
            header["tokens_per_second"],
            bool(header["stopped"]),
        )

    def status(self) -> ModelStatus:
        """How the model stands."""
        if self._loading:
            return ModelStatus("language", self._name, ModelState.LOADING)
        if self._child.running:
            return ModelStatus("language", self._name, ModelState.READY, resident=self._child.resident)
        if missing := self._missing():
            return ModelStatus("language", self._name, ModelState.ABSENT, missing)
        return ModelStatus(
            "language", self._name, ModelState.FAILED if self._problem else ModelState.IDLE, self._problem
        )

    def close(self) -> None:
        """End the process for good."""
        self._child.close()

    def _missing(self) -> str:
        """Why there is no model to load; empty when there is one."""
        try:
            self._name = find_model("language").name
        except ModelUnavailable as error:
            self._problem = ""
            return str(error)
        return ""

    def _load(self, child: Child) -> None:
        self._loading, self._problem = True, ""
        try:
            model = find_model("language")
            self._name = model.name
            self._changed(self.status())
            verify_model(model)
            header, _ = child.ask(
                "load",
                path=str(model.path),
                n_ctx=hardware.context_length(),
                threads=hardware.free_threads(),
            )
            self._about = header
        except ModelUnavailable as error:
            self._problem = str(error)
            raise
        finally:
            self._loading = False
            self._changed(self.status())
