"""The vectors that were read last, kept at hand: a running conversation asks for the same ones again and again."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from core.store import vectors
from core.store.codes import CHUNK
from core.store.vectors import Space

_ROOM = 8192


class Shelf:
    """Exact vectors by memory id, at most `room` of them; the oldest make way. Safe to use from several threads."""

    def __init__(self, room: int = _ROOM) -> None:
        self.room = room
        self._lock = threading.Lock()
        self._space: Space | None = None
        self._forget()

    @property
    def bytes(self) -> int:
        """What the vectors take in memory."""
        return self._rows.nbytes

    def rows(self, connection: apsw.Connection, space: Space, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of `ids`, shape (len(ids), dimension), read where they are not here; else zeros."""
        result = np.zeros((len(ids), space.dimension), np.float32)
        with self._lock:
            if self._space != space:
                self._forget()
                self._space = space
            at = np.fromiter((self._at.get(id_, -1) for id_ in ids), np.int64, len(ids))
            here = np.flatnonzero(at >= 0)
            result[here] = self._rows[at[here]] if len(here) else 0
            turn = self._turn
        absent = np.flatnonzero(at < 0)
        if len(absent):
            where = {ids[row]: row for row in absent.tolist()}
            found, read = vectors.read_vectors(connection, space, list(where))
            result[[where[id_] for id_ in found]] = read
            with self._lock:
                # What was read before a change must not be kept after it.
                if self._turn == turn and self._space == space:
                    self._keep(found, read)
        return result

    def drop(self, chunk: int) -> None:
        """Let go of the vectors of a chunk of memories: they changed."""
        with self._lock:
            self._turn += 1
            if self._at:
                for id_ in range(chunk * CHUNK, (chunk + 1) * CHUNK):
                    row = self._at.pop(id_, None)
                    if row is not None:
                        self._ids[row] = -1

    def forget(self) -> None:
        """Let go of all of them."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._turn = getattr(self, "_turn", 0) + 1
        self._at: dict[int, int] = {}
        self._ids = np.full(0, -1, np.int64)
        self._rows = np.zeros((0, 0), np.float32)
        self._next = 0

    def _keep(self, ids: Sequence[int], rows: NDArray[np.float32]) -> None:
        wanted = [row for row, id_ in enumerate(ids) if id_ not in self._at][: self.room]
        if not wanted:
            return
        self._make_room(rows.shape[1], len(wanted))
        place = (self._next + np.arange(len(wanted))) % len(self._ids)
        for old in self._ids[place].tolist():
            self._at.pop(old, None)
        self._rows[place] = rows[wanted]
        self._ids[place] = [ids[row] for row in wanted]
        self._at.update(zip((ids[row] for row in wanted), place.tolist(), strict=True))
        self._next = int(place[-1] + 1) % self.room

    def _make_room(self, dimension: int, more: int) -> None:
        """Grow as what is kept grows, so that a small vault takes little."""
        held = len(self._ids)
        if self._next + more <= held or held == self.room:
            return
        size = min(self.room, max(2 * held, self._next + more, 512))
        rows, ids = np.zeros((size, dimension), np.float32), np.full(size, -1, np.int64)
        rows[:held], ids[:held] = self._rows if held else 0, self._ids
        self._rows, self._ids = rows, ids
