"""The chat that goes on: what a model has computed of its prompt is there for the next question, restarted or not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.errors import Cancelled, EbbError, ModelUnavailable
from core.inference.process import Child
from core.store.prompt_state import PromptStates

_PATIENCE_SECONDS = 5.0
_WORTH_KEEPING = 128
"""Tokens: fewer are computed again as soon as they are read."""


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A chat by its `name`, and what its caller wants told again when it goes on: plain values."""

    name: str
    about: dict[str, Any]


class Continuity:
    """What the process of one model holds of the last chat, and what of it is kept on disk."""

    def __init__(self, states: PromptStates | None) -> None:
        self._states = states
        self._made_by = self._mark = ""
        self._last: GoingOn | None = None
        self._on_disk = self._anew = False

    def begin(self, made_by: str) -> None:
        """A process has loaded its model, and computed nothing yet. `made_by` names model, settings and library."""
        self._made_by, self._last, self._on_disk, self._anew = made_by, None, False, False

    def resume(self, name: str, child: Child) -> dict[str, Any] | None:
        """What was said about the chat `name`, if the process holds what was computed of it, or can take it over."""
        if self._states is not None:
            self._mark = self._states.mark()
            if name and (self._last is None or self._last.name != name):
                self._take_over(name, child, self._states)
        return self._last.about if self._last is not None and self._last.name == name else None

    def hold(self, last: GoingOn | None) -> None:
        """The process now holds another prompt: that of `last`, or one that nobody goes on with."""
        self._last, self._on_disk = last, False

    def leave(self, child: Child) -> None:
        """Keep what the process holds, before it ends. Where that fails it is computed again: nobody is told."""
        if self._states is None or self._last is None or self._on_disk:
            return
        with suppress(EbbError):
            header, state = child.ask("keep", patience=_PATIENCE_SECONDS)
            if len(header["tokens"]) >= _WORTH_KEEPING:
                about = {"tokens": header["tokens"], "about": self._last.about}
                self._on_disk = self._states.keep(self._mark, self._last.name, self._made_by, about, state)

    def forget(self, child: Child) -> None:
        """Let go of it all: now where the process has nothing to do, else before it reads another prompt."""
        self._last, self._anew = None, True
        if self._states is not None:
            self._states.discard()
        if child.idle:
            with suppress(ModelUnavailable, Cancelled):
                child.ask("forget", patience=_PATIENCE_SECONDS)
                self._anew = False

    def take_anew(self) -> bool:
        """Whether the next prompt has to begin with nothing; told once."""
        anew, self._anew = self._anew, False
        return anew

    def _take_over(self, name: str, child: Child, states: PromptStates) -> None:
        found = states.recall(name, self._made_by)
        if found is None:
            return
        kept, state = found
        try:
            header, _ = child.ask("restore", payload=state, tokens=kept["tokens"])
        except ModelUnavailable:
            # It must not be what ends the process a second time.
            states.discard()
            return
        if header["restored"]:
            self._last, self._on_disk = GoingOn(name, kept["about"]), True
        else:
            states.discard()
