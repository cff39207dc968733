"""An embedder that lives in a child process: what the light one and sentence-transformers have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from core.embedding.embedder import Vector
from core.errors import Cancelled, ModelUnavailable
from core.inference.models import ModelFile, find_model
from core.inference.process import Child
from core.model.status import ModelState, ModelStatus

IDLE_SECONDS = 300.0
_URGENT, _BULK = 0, 1


class HousedEmbedder:
    """An embedding model in a child process that ends when idle.

    Bulk work is sorted by length, so that little is padded, and cut into pieces small enough for a query to slip
    between two of them. What kind of process it is says a subclass: `engine`, and how it is made to load.
    """

    engine = ""
    options: Mapping[str, Any] = {}
    """What is said with each call to encode."""
    piece = 32
    """How many texts are sent at once: while they are encoded, a query waits."""

    def __init__(
        self,
        changed: Callable[[ModelStatus], None] | None = None,
        idle_seconds: float = IDLE_SECONDS,
        nice: int = 0,
        find: Callable[[], ModelFile] | None = None,
    ) -> None:
        """`find` gives the model, the starter unless it is given; raises ModelUnavailable where it is not there."""
        self._find = find or (lambda: find_model("embedding"))
        self._changed = changed or (lambda status: None)
        self._child = Child(self.engine, self._load, idle_seconds=idle_seconds, nice=nice)
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
        """Whether the model is loaded."""
        return self._child.running and not self._loading

    @property
    def resident(self) -> int:
        """Bytes of memory its process holds now; 0 when there is none."""
        return self._child.resident

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
        return self._encode(list(texts), _URGENT)

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        self.load()
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        pieces = [order[n : n + self.piece] for n in range(0, len(order), self.piece)]

        def encode(piece: list[int]) -> Vector:
            if stop is not None and stop.is_set():
                raise Cancelled
            return self._encode([texts[n] for n in piece], _BULK)

        rows = np.empty((len(texts), self._dimension), np.float32)
        for piece, encoded in zip(pieces, self._lanes.map(encode, pieces), strict=True):
            rows[piece] = encoded
        return rows

    def status(self) -> ModelStatus:
        if self._loading:
            return ModelStatus("embedding", self._name, ModelState.LOADING)
        if self._child.running:
            return ModelStatus("embedding", self._name, ModelState.READY, resident=self._child.resident)
        try:
            self._name = self._find().name
        except ModelUnavailable as error:
            return ModelStatus("embedding", self._name, ModelState.ABSENT, str(error))
        return ModelStatus(
            "embedding", self._name, ModelState.FAILED if self._problem else ModelState.IDLE, self._problem
        )

    def unload(self) -> None:
        """End the process; the next call starts it again."""
        self._child.end()

    def close(self) -> None:
        """End the process for good."""
        self._child.close()
        self._lanes.shutdown(wait=False, cancel_futures=True)

    def load_into(self, child: Child, model: ModelFile) -> tuple[str, int]:
        """Make the fresh process load `model`: (fingerprint, dimension). Raises ModelUnavailable."""
        raise NotImplementedError

    def _encode(self, texts: list[str], urgency: int) -> Vector:
        header, payload = self._child.call("encode", texts=texts, urgency=urgency, **self.options)
        return np.frombuffer(payload, "<f4").reshape(header["shape"]).astype(np.float32, copy=False)

    def _load(self, child: Child) -> None:
        self._loading, self._problem = True, ""
        try:
            model = self._find()
            self._name = model.name
            self._changed(self.status())
            self._fingerprint, self._dimension = self.load_into(child, model)
        except ModelUnavailable as error:
            self._problem = str(error)
            raise
        finally:
            self._loading = False
            self._changed(self.status())
