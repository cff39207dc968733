"""Waiting for work that cannot be broken off, and no longer than it is wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from core.errors import Cancelled

_LOOK_S = 0.02

T = TypeVar("T")


def wait_for(work: Callable[[], T], stop: threading.Event) -> T:
    """Return what `work` returns. Once `stop` is set it is left to end by itself, on a thread of its own.

    So `work` must not touch what its caller goes on with, such as a connection.

    Raises:
        Cancelled: `stop` was set.
    """
    if stop.is_set():
        raise Cancelled
    hand = ThreadPoolExecutor(1, "patience")
    try:
        future = hand.submit(work)
        while not wait((future,), _LOOK_S).done:
            if stop.is_set():
                raise Cancelled
        return future.result()
    finally:
        hand.shutdown(wait=False, cancel_futures=True)
