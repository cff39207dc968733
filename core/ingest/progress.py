"""Counting how far a long work is and how fast it goes."""

from __future__ import annotations

import threading
import time
from collections import deque

from core.model.work import Progress

_WINDOW_SECONDS = 10.0


class Meter:
    """Counts units of one stage; the rate is that of the last ten seconds. Safe to use from several threads."""

    def __init__(self, stage: str, unit: str) -> None:
        self._stage, self._unit = stage, unit
        self._lock = threading.Lock()
        self._done = self._total = 0
        self._subject = ""
        self._past: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def expect(self, total: int) -> None:
        """Say how many units there are in all."""
        with self._lock:
            self._total = max(total, self._done)

    def expect_more(self, count: int) -> None:
        """Say that `count` further units came up."""
        with self._lock:
            self._total += count

    def advance(self, count: int, subject: str = "") -> None:
        """Count finished units; `subject` names what they belong to."""
        with self._lock:
            self._done += count
            self._subject = subject or self._subject
            now = time.monotonic()
            self._past.append((now, self._done))
            while len(self._past) > 2 and now - self._past[0][0] > _WINDOW_SECONDS:
                self._past.popleft()

    def read(self) -> Progress:
        """The state now."""
        with self._lock:
            began, before = self._past[0]
            seconds = max(time.monotonic() - began, 1e-3)
            rate = (self._done - before) / seconds
            # What was just stored may be done before it is announced; it must not count twice then.
            total = max(self._total, self._done)
            left = total - self._done
            remaining = left / rate if rate > 0 else (0.0 if left == 0 else None)
            return Progress(self._stage, self._done, total, self._unit, rate, remaining, self._subject)
