"""Vectors for what sleep makes: a few at a time, so that the cycle ends at once when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import apsw
import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import Embedder
from core.errors import Cancelled, ModelUnavailable
from core.store import vectors

Row = NDArray[np.float32]

_PIECE = 8
_LOOK_SECONDS = 0.02


class Encoder:
    """Turns texts into vectors of the vault's own space; into nothing where there is no model for it.

    Everything a night does without vectors it does by words.
    """

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self.missing = embedder is None

    def encode(self, texts: Sequence[str], stop: threading.Event) -> list[Row | None]:
        """One unit vector for each text, or None for each where the model is not there.

        Raises:
            Cancelled: `stop` was set.
        """
        if self._embedder is None or not texts or self.missing:
            return [None] * len(texts)
        rows: list[Row | None] = []
        hand = ThreadPoolExecutor(1, "sleep-encoding")
        try:
            for first in range(0, len(texts), _PIECE):
                rows += self._in_time(hand, list(texts[first : first + _PIECE]), stop)
        except ModelUnavailable:
            self.missing = True
            return [None] * len(texts)
        finally:
            # Not waited for: whoever is stopped goes at once, and what is being encoded ends by itself.
            hand.shutdown(wait=False, cancel_futures=True)
        return rows

    def _in_time(self, hand: ThreadPoolExecutor, texts: list[str], stop: threading.Event) -> list[Row]:
        assert self._embedder is not None
        if stop.is_set():
            raise Cancelled
        # Starting the model may take seconds; whoever waits for it looks up now and then.
        future = hand.submit(self._embedder.encode_bulk, texts, stop)
        while True:
            try:
                return list(future.result(_LOOK_SECONDS))
            except TimeoutError:
                if future.done():
                    raise
                if stop.is_set():
                    raise Cancelled from None

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
