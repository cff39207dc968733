"""The embedder of the vault that is open: that of one model, until another one is used."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from core.embedding.choosing import ChoosingEmbedder
from core.embedding.embedder import Embedder, Vector
from core.model.status import ModelStatus


class SwitchingEmbedder:
    """Hands everything on to the embedder of the model in use.

    Whoever compares vectors with a fingerprint asks for `embedder_now` first, and uses what it gives for both.
    """

    def __init__(self, now: ChoosingEmbedder) -> None:
        self.changed: Callable[[ModelStatus], None] = lambda status: None
        """Told how the model stands, whenever that changes."""
        self.look: Callable[[], None] = lambda: None
        """Finds out whether another model is to be used by now: another process may have changed over."""
        self._lock = threading.Lock()
        self._now = now
        now.changed = self._change

    @property
    def now(self) -> ChoosingEmbedder:
        """The embedder of the model in use."""
        return self._now

    @property
    def name(self) -> str:
        return self._now.name

    @property
    def fingerprint(self) -> str:
        return self._now.fingerprint

    @property
    def dimension(self) -> int:
        return self._now.dimension

    @property
    def ready(self) -> bool:
        return self._now.ready

    def switch(self, to: ChoosingEmbedder) -> None:
        """Use another model from now on. What the one before is at ends with `ModelUnavailable`."""
        with self._lock:
            before, self._now = self._now, to
            to.changed = self._change
        before.changed = lambda status: None
        before.close()
        self._change(to.status())

    def load(self) -> None:
        self._now.load()

    def encode_query(self, text: str) -> Vector:
        return self._now.encode_query(text)

    def encode_urgently(self, texts: Sequence[str]) -> Vector:
        return self._now.encode_urgently(texts)

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        return self._now.encode_bulk(texts, stop)

    def status(self) -> ModelStatus:
        return self._now.status()

    def close(self) -> None:
        """End the processes for good."""
        self._now.close()

    def _change(self, status: ModelStatus) -> None:
        self.changed(status)


def embedder_now(embedder: Embedder) -> Embedder:
    """The embedder of one model, whose fingerprint stays what it is."""
    return embedder.now if isinstance(embedder, SwitchingEmbedder) else embedder


def id_of(embedder: Embedder) -> str:
    """The id in the catalogue of the model behind an embedder, empty for the starter."""
    now = embedder_now(embedder)
    return now.id if isinstance(now, ChoosingEmbedder) else ""


def look_again(embedder: Embedder) -> bool:
    """Find out whether another model is to be used by now. Returns whether another one is."""
    before = embedder_now(embedder)
    if isinstance(embedder, SwitchingEmbedder):
        embedder.look()
    return embedder_now(embedder) is not before
