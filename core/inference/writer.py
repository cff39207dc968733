"""Whoever can word an answer: a language model on this machine, or one elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from core.inference.going_on import GoingOn
from core.inference.spoken import Message, Spoken


class Writer(Protocol):
    """Writes an answer to a prompt, in streamed words."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def elsewhere(self) -> str:
        """The server that the prompt is sent to; empty where it stays on this machine."""
        ...

    @property
    def loaded(self) -> bool:
        """Whether it can begin at once."""
        ...

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may take together."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text takes."""
        ...

    def go_on(self, name: str) -> dict[str, Any] | None:
        """What was said about the chat `name`, if what was computed of its last prompt is still there.

        Raises:
            ModelUnavailable: it cannot be loaded, or reached.
        """
        ...

    def chat(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        on_text: Callable[[str], None] | None = None,
        stop: threading.Event | None = None,
        stop_at: Sequence[str] = (),
        going_on: GoingOn | None = None,
    ) -> Spoken:
        """Answer `messages`; the answer ends before the first of `stop_at`.

        Raises:
            ModelUnavailable: it is gone, or died on the way; `Unreached` where nothing was sent.
        """
        ...
