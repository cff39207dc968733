"""Vectors for what sleep makes: a few at a time, so that the cycle ends at once when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

import apsw
import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import Embedder
from core.embedding.switching import embedder_now
from core.errors import ModelUnavailable
from core.patience import wait_for
from core.store import vectors

Row = NDArray[np.float32]

_PIECE = 8


class Encoder:
    """Turns texts into vectors of the vault's own space; into nothing where there is no model for it.

    Everything a night does without vectors it does by words.
    """

    def __init__(self, embedder: Embedder | None) -> None:
        # All of a night is of one model: when another one takes its place meanwhile, the rest goes without vectors.
        self._embedder = None if embedder is None else embedder_now(embedder)
        self.missing = embedder is None

    def encode(self, texts: Sequence[str], stop: threading.Event) -> list[Row | None]:
        """One unit vector for each text, or None for each where the model is not there.

        Raises:
            Cancelled: `stop` was set.
        """
        if self._embedder is None or not texts or self.missing:
            return [None] * len(texts)
        encode, rows = self._embedder.encode_bulk, list[Row | None]()
        try:
            for first in range(0, len(texts), _PIECE):
                piece = list(texts[first : first + _PIECE])
                # Starting the model may take seconds.
                rows += list(wait_for(partial(encode, piece, stop), stop))
        except ModelUnavailable:
            self.missing = True
            return [None] * len(texts)
        return rows

    def fits(self, connection: apsw.Connection) -> bool:
        """Whether the vault's vectors are of this model."""
        space = vectors.current_space(connection)
        return space is not None and self._embedder is not None and space.fingerprint == self._embedder.fingerprint

    def put(self, connection: apsw.Connection, rows: Sequence[tuple[int, Row | None]]) -> None:
        """Keep the vectors of new memories; those without one wait to be embedded as any other does."""
        space = vectors.current_space(connection)
        known = [(id_, row) for id_, row in rows if row is not None]
        if space is not None and known and self.fits(connection):
            vectors.put_vectors(connection, space, [id_ for id_, _ in known], np.stack([row for _, row in known]))
