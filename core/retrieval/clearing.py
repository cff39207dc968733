"""What all memories of a vault have in common tells none of them apart, so it is taken out of vectors before comparing.

After "All-but-the-Top" (Mu, Viswanath, 2018): the mean of all vectors, and the few directions along which they differ
most, which in one person's vault say whose talk it is and in what manner, are removed from both sides of a comparison.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 1
FEWEST = 256
"""With fewer memories, what they happen to be about would be taken for what all have in common."""

_DIRECTIONS = 3
"""Set on the first three development conversations; from six on, recall falls."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clearing:
    """What `count` vectors of one model have in common, as a sample of them shows.

    `mean` has shape (d,); `directions` are orthonormal, shape (k, d).
    """

    fingerprint: str
    count: int
    mean: Rows
    directions: Rows

    def clear(self, rows: Rows) -> Rows:
        """Return unit vectors, shape (n, d) or (d,), without what is common, of unit length; zeros stay zeros."""
        known = rows.any(axis=-1, keepdims=True)
        left = rows - self.mean
        left -= (left @ self.directions.T) @ self.directions
        length = np.linalg.norm(left, axis=-1, keepdims=True)
        return np.asarray(np.where(known & (length > 0), left / np.where(length > 0, length, 1.0), 0.0), np.float32)

    def fits(self, vector: Rows) -> bool:
        """Whether a vector is of this dimension."""
        return vector.shape == self.mean.shape

    def to_json(self) -> str:
        """Return the record as one JSON object with sorted keys."""
        record = {
            "version": VERSION,
            "fingerprint": self.fingerprint,
            "count": self.count,
            "mean": _pack(self.mean),
            "directions": _pack(self.directions),
        }
        return json.dumps(record, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | None) -> Clearing | None:
        """Read what `to_json` wrote; None for anything else, and for another version."""
        try:
            record = json.loads(text or "null")
            if record["version"] != VERSION:
                return None
            mean, directions = _unpack(record["mean"]), _unpack(record["directions"])
            return cls(str(record["fingerprint"]), int(record["count"]), mean, directions.reshape(-1, len(mean)))
        except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
            return None


def find_common(rows: Rows, fingerprint: str, count: int) -> Clearing | None:
    """Return what these unit vectors, shape (n, d), a sample of `count`, have in common; None for too few."""
    if len(rows) < max(FEWEST, _DIRECTIONS):
        return None
    mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    left = rows - mean
    # The eigenvectors of a d x d matrix: however many memories there are, it is no more work.
    _, directions = np.linalg.eigh((left.T @ left).astype(np.float64))
    return Clearing(fingerprint, count, mean, directions.T[-_DIRECTIONS:].astype(np.float32))


def _pack(values: Rows) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def _unpack(text: str) -> Rows:
    values = np.frombuffer(base64.b64decode(text, validate=True), "<f4")
    if not len(values) or not np.isfinite(values).all():
        raise ValueError("no numbers")
    return values.astype(np.float32)
