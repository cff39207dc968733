"""What an embedder is, and the one that uses sentence-transformers in a child process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import Cancelled, ModelUnavailable
from core.inference import hardware
from core.inference.models import find_model, verify_model
from core.inference.process import Child
from core.model.status import ModelState, ModelStatus

Vector = NDArray[np.float32]

IDLE_SECONDS = 300.0
_PIECE = 64
_URGENT, _BULK = 0, 1


class Embedder(Protocol):
    """Turns texts into unit vectors of one fixed dimension."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights: vectors of two fingerprints are never compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def load(self) -> None:
        """Make ready. Raises ModelUnavailable."""
        ...

    def encode_query(self, text: str) -> Vector:
        """One unit vector, shape (dimension,), ahead of any bulk work."""
        ...

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        """Unit vectors, shape (len(texts), dimension). Raises Cancelled when `stop` is set."""
        ...


class SentenceEmbedder:
    """The catalogue's sentence-transformers model in a child process that ends when idle.

    Bulk work is sorted by length, so that little is padded, and cut into pieces small enough for a query to slip
    between two of them.
    """

    def __init__(
        self, changed: Callable[[ModelStatus], None] | None = None, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._changed = changed or (lambda status: None)
        self._child = Child("encoder", self._load, idle_seconds=idle_seconds, nice=5)
        self._name = self._fingerprint = self._problem = ""
        self._dimension = 0
        self._loading = False
        # Two pieces on their way at once: while one is encoded, the other waits in the child, not here.
        self._lanes = ThreadPoolExecutor(2, "embedding")

    @property
    def name(self) -> str:
        return self._name

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def ready(self) -> bool:
        """Whether a query would be embedded without waiting for the model to load."""
        return self._child.running and not self._loading

    def load(self) -> None:
        """Start the process and load the model; nothing happens when that is so already.

        Raises:
            ModelUnavailable: not installed, a wrong checksum, or it died.
        """
        self._child.start()

    def encode_query(self, text: str) -> Vector:
        row: Vector = self._encode([text], _URGENT)[0]
        return row

    def encode_urgently(self, texts: Sequence[str]) -> Vector:
        """Unit vectors of a few texts, shape (len(texts), dimension), ahead of bulk work. Raises ModelUnavailable."""
        return self._encode(list(texts), _URGENT)

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        self.load()
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        pieces = [order[n : n + _PIECE] for n in range(0, len(order), _PIECE)]

        def encode(piece: list[int]) -> Vector:
            if stop is not None and stop.is_set():
                raise Cancelled
            return self._encode([texts[n] for n in piece], _BULK)

        rows = np.empty((len(texts), self._dimension), np.float32)
        for piece, encoded in zip(pieces, self._lanes.map(encode, pieces), strict=True):
            rows[piece] = encoded
        return rows

    def status(self) -> ModelStatus:
        """How the model stands."""
        if self._loading:
            return ModelStatus("embedding", self._name, ModelState.LOADING)
        if self._child.running:
            return ModelStatus("embedding", self._name, ModelState.READY, resident=self._child.resident)
        try:
            self._name = find_model("embedding").name
        except ModelUnavailable as error:
            return ModelStatus("embedding", self._name, ModelState.ABSENT, str(error))
        return ModelStatus(
            "embedding", self._name, ModelState.FAILED if self._problem else ModelState.IDLE, self._problem
        )

    def close(self) -> None:
        """End the process for good."""
        self._child.close()
        self._lanes.shutdown(wait=False, cancel_futures=True)

    def _encode(self, texts: list[str], urgency: int) -> Vector:
        header, payload = self._child.call("encode", texts=texts, urgency=urgency)
        return np.frombuffer(payload, "<f4").reshape(header["shape"]).astype(np.float32, copy=False)

    def _load(self, child: Child) -> None:
        self._loading, self._problem = True, ""
        try:
            model = find_model("embedding")
            self._name = model.name
            self._changed(self.status())
            self._fingerprint = verify_model(model)
            header: dict[str, Any]
            header, _ = child.ask("load", folder=str(model.path.parent), threads=hardware.physical_cores())
            self._dimension = int(header["dimension"])
        except ModelUnavailable as error:
            self._problem = str(error)
            raise
        finally:
            self._loading = False
            self._changed(self.status())
