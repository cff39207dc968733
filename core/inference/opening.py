"""The opening: what many prompts begin with and nobody said. Computed once, and kept on disk for later processes."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from core.errors import EbbError, ModelUnavailable
from core.inference.process import Child
from core.store.prompt_state import PromptStates

_PATIENCE_SECONDS = 5.0


class Opening:
    """The opening of the prompts that one model reads."""

    def __init__(self, states: PromptStates | None) -> None:
        self._states = states
        self._made_by = self._text = self._mark = ""
        self._there = False

    def begin(self, made_by: str) -> None:
        """A process has loaded its model, and computed nothing yet. `made_by` names model, settings and library."""
        self._made_by, self._text, self._there = made_by, "", False

    def expect(self, text: str, child: Child) -> None:
        """Prompts that begin with `text` follow: take over what an earlier process has computed of it, once."""
        if self._states is None or self._text == text:
            return
        self._text, self._mark = text, self._states.mark()
        found = self._states.recall(_name(text), self._made_by)
        if found is None:
            return
        try:
            header, _ = child.ask("restore", of="reading", payload=found[1], tokens=found[0]["tokens"])
            self._there = bool(header["restored"])
        except ModelUnavailable:
            # It must not be what ends the process a second time.
            self._states.discard()

    def leave(self, child: Child) -> None:
        """Keep what the process has computed of it, before it ends. Where that fails it is computed again."""
        if self._states is None or not self._text or self._there:
            return
        with suppress(EbbError):
            header, state = child.ask("keep", of="reading", text=self._text, patience=_PATIENCE_SECONDS)
            if header["tokens"]:
                self._states.keep(self._mark, _name(self._text), self._made_by, {"tokens": header["tokens"]}, state)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
