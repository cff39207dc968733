"""What an embedder is."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.model.status import ModelStatus

Vector = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors of one fixed dimension.

    `name`, `fingerprint` and `dimension` are known once it was loaded.
    """

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

    @property
    def ready(self) -> bool:
        """Whether a query would be embedded without a wait that a person notices."""
        ...

    def load(self) -> None:
        """Make ready for queries. Raises ModelUnavailable."""
        ...

    def encode_query(self, text: str) -> Vector:
        """One unit vector, shape (dimension,), ahead of any bulk work. Raises ModelUnavailable."""
        ...

    def encode_urgently(self, texts: Sequence[str]) -> Vector:
        """Unit vectors of a few texts, shape (len(texts), dimension), ahead of bulk work. Raises ModelUnavailable."""
        ...

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        """Unit vectors, shape (len(texts), dimension). Raises ModelUnavailable, and Cancelled when `stop` is set."""
        ...

    def status(self) -> ModelStatus:
        """How the model stands."""
        ...

    def close(self) -> None:
        """Let go of everything for good."""
        ...
