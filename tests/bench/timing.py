"""Times of repeated work, and the quantiles of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie, interpolated between neighbours.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


class Times:
    """Gathers how long each of many runs took, in milliseconds."""

    def __init__(self, values: Sequence[float] = ()) -> None:
        self.values = list(values)

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Time what is done inside."""
        began = time.perf_counter()
        yield
        self.values.append((time.perf_counter() - began) * 1000)

    @property
    def p50(self) -> float:
        return quantile(self.values, 0.5)

    @property
    def p95(self) -> float:
        return quantile(self.values, 0.95)
