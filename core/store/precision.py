"""How vectors are written: exactly, in whole numbers of one byte, or as their two bits alone. A length tells which.

Of d numbers, float32 takes 4d bytes, int8 with its scale d + 4, and bits 2 * ceil(d / 8): no two are ever the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.model.memory import Precision
from core.store.codes import LARGE

Vector = NDArray[np.float32]

_SCALE = 4
_STEPS = 127
_LARGER = 4.0
"""How much larger a normally distributed number beyond the median size is than one within it, on average (3.9)."""


def size_of(precision: Precision, dimension: int) -> int:
    """How many bytes a vector takes."""
    sizes = {Precision.FLOAT: 4 * dimension, Precision.INT8: _SCALE + dimension, Precision.BIT: 2 * _bytes(dimension)}
    return sizes[precision]


def pack(rows: Vector, precision: Precision) -> list[bytes]:
    """Write unit vectors, shape (n, dimension), one value for each."""
    if precision is Precision.FLOAT:
        return [row.tobytes() for row in rows.astype(np.float32, copy=False)]
    if precision is Precision.INT8:
        scales = np.maximum(np.abs(rows).max(axis=1, initial=0.0), np.finfo(np.float32).tiny) / _STEPS
        whole = np.round(rows / scales[:, None]).astype(np.int8)
        return [s.tobytes() + row.tobytes() for s, row in zip(scales.astype(np.float32), whole, strict=True)]
    signs = np.packbits(rows > 0, axis=1)
    large = np.packbits(np.abs(rows) > LARGE / np.sqrt(rows.shape[1]), axis=1)
    return [row.tobytes() for row in np.concatenate([signs, large], axis=1)]


def unpack(values: Sequence[bytes], dimension: int) -> Vector:
    """Read what `pack` wrote in any precision, as unit vectors of shape (n, dimension).

    Raises:
        ValueError: a value is no vector of that dimension.
    """
    exact = size_of(Precision.FLOAT, dimension)
    if all(len(value) == exact for value in values):
        return np.frombuffer(b"".join(values), np.float32).reshape(-1, dimension)
    result = np.zeros((len(values), dimension), np.float32)
    sizes = np.array([len(value) for value in values])
    left = len(values)
    for precision, read in ((Precision.FLOAT, _exact), (Precision.INT8, _whole), (Precision.BIT, _bits)):
        chosen = np.flatnonzero(sizes == size_of(precision, dimension))
        if len(chosen):
            joined = b"".join(values[row] for row in chosen.tolist())
            result[chosen] = read(np.frombuffer(joined, np.uint8).reshape(len(chosen), -1), dimension)
        left -= len(chosen)
    if left:
        raise ValueError(f"{left} values are no vectors of {dimension} numbers")
    return result


def _exact(values: NDArray[np.uint8], dimension: int) -> Vector:
    return values.view(np.float32)


def _whole(values: NDArray[np.uint8], dimension: int) -> Vector:
    scales = np.ascontiguousarray(values[:, :_SCALE]).view(np.float32)
    return _unit(scales * values[:, _SCALE:].view(np.int8))


def _bits(values: NDArray[np.uint8], dimension: int) -> Vector:
    width = _bytes(dimension)
    signs = np.unpackbits(values[:, :width], axis=1, count=dimension).astype(np.float32)
    large = np.unpackbits(values[:, width:], axis=1, count=dimension).astype(np.float32)
    return _unit((2 * signs - 1) * (1 + (_LARGER - 1) * large))


def _unit(rows: Vector) -> Vector:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1.0), np.float32)


def _bytes(dimension: int) -> int:
    return (dimension + 7) // 8
