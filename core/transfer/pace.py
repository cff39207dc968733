"""How far a transfer is, told at most ten times a second; and whether it is to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event as Flag

from core.errors import Cancelled
from core.model.work import Progress

Told = Callable[[int, int], None]
"""Called with how many records are done, and how many there are in all, 0 if unknown; may raise `Cancelled`."""

_EVERY = 0.1


def teller(stage: str, unit: str, progress: Callable[[Progress], None] | None, stop: Flag | None) -> Told:
    """Tell `progress`, until `stop` is set."""
    began = last = time.monotonic()
    now = Progress(stage, 0, 0, unit, 0.0, None)

    def told(done: int, total: int) -> None:
        nonlocal last, now
        if stop is not None and stop.is_set():
            raise Cancelled
        at = time.monotonic()
        if progress is None or (at - last < _EVERY and (done < total or not total)):
            return
        last = at
        rate = done / max(at - began, 1e-3)
        remaining = (total - done) / rate if rate and total else None
        now = replace(now, done=done, total=total or done, rate=rate, remaining=remaining)
        progress(now)

    return told
