"""A language model elsewhere, as the rest of Ebb sees it: it words answers, and does nothing else.

It gives no likelihoods, so it weighs no spans, and it is not asked at night: nothing is sent to it but a question that
the user has just asked, with the evidence found for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from core.errors import MachineError, ModelUnavailable, Unreached
from core.inference.going_on import GoingOn
from core.inference.process import Child
from core.inference.spoken import Message, Spoken
from core.model.endpoint import KEY_VARIABLE, Endpoint, Looked
from core.model.status import ModelState, ModelStatus

_IDLE_SECONDS = 60.0
_CONTEXT = 4096
"""Tokens: what a server serves at least, unless it was told to serve less."""
_BYTES_A_TOKEN = 3
"""No tokenizer of a common model needs more tokens than this for text; for English it needs fewer."""
_SECRETS = ("EBB_PASSPHRASE", KEY_VARIABLE, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "SSLKEYLOGFILE")


class EndpointModel:
    """The endpoint that was chosen, if one was. The process that speaks to it can reach its address and no other.

    `key_of` gives an endpoint's key, empty where it needs none.
    """

    def __init__(self, changed: Callable[[ModelStatus], None], key_of: Callable[[Endpoint], str]) -> None:
        self._changed, self._key_of = changed, key_of
        self._choosing = threading.Lock()
        self._endpoint: Endpoint | None = None
        self._child: Child | None = None
        self._problem = ""
        self._rate: float | None = None

    @property
    def chosen(self) -> bool:
        """Whether answers are worded there."""
        return self._endpoint is not None

    @property
    def name(self) -> str:
        """The model's name; empty where none was chosen."""
        return self._endpoint.name if self._endpoint is not None else ""

    @property
    def elsewhere(self) -> str:
        """The server's host and port; empty where none was chosen."""
        return self._endpoint.where if self._endpoint is not None else ""

    @property
    def loaded(self) -> bool:
        """Whether its address was looked up, and the model found there, not long ago."""
        return self._child is not None and self._child.running

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may take together."""
        return _CONTEXT

    def choose(self, endpoint: Endpoint | None) -> None:
        """Word answers there from now on; with None, nowhere. What is being answered is finished first."""
        with self._choosing:
            if endpoint == self._endpoint:
                return
            old, self._child = self._child, None
            self._endpoint, self._problem, self._rate = endpoint, "", None
            if endpoint is not None:
                self._child = _child_for(endpoint, lambda child: self._open(endpoint, child), self._tell)
        if old is not None:
            old.retire_soon()
        self._tell()

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text takes at the most: only the server could tell exactly."""
        return [len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 1 for text in texts]

    def go_on(self, name: str) -> dict[str, Any] | None:
        """Look whether the server is there. Nothing is known of an earlier prompt: no more is sent than is needed.

        Raises:
            Unreached: it is not, or cannot be used.
        """
        if self._child is None:
            raise Unreached("No server is used any more.")
        self._start(self._child)
        return None

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
        """Send `messages`, and pass on what comes back. The answer ends before the first of `stop_at`.

        Raises:
            Unreached: nothing was sent. ModelUnavailable: the server refused, fell silent, or answered with garbage.
        """
        child, endpoint = self._child, self._endpoint
        if child is None or endpoint is None:
            raise Unreached("No server is used any more.")
        parts: list[str] = []

        def heard(part: dict[str, Any]) -> None:
            parts.append(part["text"])
            if on_text is not None:
                on_text(part["text"])

        self._start(child)
        header, _ = child.ask(
            "chat",
            model=endpoint.model,
            messages=list(messages),
            max_tokens=max_tokens,
            stop_at=list(stop_at),
            on_part=heard,
            stop=stop or threading.Event(),
        )
        if header["failed"]:
            self._fail(header["failed"])
            child.retire_soon()  # its address is looked up anew for the next question
            raise (ModelUnavailable if header["sent"] else Unreached)(header["failed"])
        self._problem, self._rate = "", header["tokens_per_second"]
        self._tell()
        return Spoken(
            "".join(parts),
            int(header["tokens"]),
            header["first_token_ms"],
            header["tokens_per_second"],
            bool(header["stopped"]),
        )

    def status(self) -> ModelStatus:
        """How it stands."""
        state = ModelState.ABSENT
        if self._endpoint is not None:
            state = ModelState.FAILED if self._problem else ModelState.READY if self.loaded else ModelState.IDLE
        return ModelStatus(
            "endpoint", self.name, state, self._problem, tokens_per_second=self._rate, elsewhere=self.elsewhere
        )

    def close(self) -> None:
        """End the process for good."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except ModelUnavailable as error:
            self._fail(str(error))
            raise Unreached(str(error)) from error

    def _open(self, endpoint: Endpoint, child: Child) -> None:
        try:
            key = self._key_of(endpoint)
        except MachineError as error:
            raise ModelUnavailable(str(error)) from error
        looked = _ask_open(endpoint, key, child)
        if not looked.near and not endpoint.far:
            raise ModelUnavailable(f"{endpoint.where} is no longer on your own network, so nothing was sent to it.")
        self._problem = ""
        self._tell()

    def _tell(self) -> None:
        self._changed(self.status())

    def _fail(self, problem: str) -> None:
        self._problem = problem
        self._tell()


def look_at(endpoint: Endpoint, key: str) -> Looked:
    """See which models are there. One that is not near is only asked where it is known to be `far`, and over https.

    Raises:
        ModelUnavailable: it cannot be reached, does not take the key, or is no such server.
    """
    child = _child_for(endpoint, lambda child: None)
    try:
        child.start()
        return _ask_open(endpoint, key, child)
    finally:
        child.close()


def _child_for(endpoint: Endpoint, prepare: Callable[[Child], None], ended: Callable[[], None] = lambda: None) -> Child:
    return Child(
        "endpoint",
        prepare,
        idle_seconds=_IDLE_SECONDS,
        arguments=(endpoint.host, str(endpoint.port)),
        without=_SECRETS,
        ended=ended,
    )


def _ask_open(endpoint: Endpoint, key: str, child: Child) -> Looked:
    header, _ = child.ask("open", url=endpoint.url, where=endpoint.where, key=key, far=endpoint.far)
    return Looked(bool(header["near"]), tuple(header["models"]))
