"""What was shown last, so that opening a passage can tell which one was preferred to which."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Mapping

_LISTS, _LONGEST = 4, 50

Shares = Mapping[str, float]


class Shown:
    """The last few lists of passages, each in the order it was shown. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lists: deque[list[tuple[int, Shares]]] = deque(maxlen=_LISTS)
        self._opened: deque[set[int]] = deque(maxlen=_LISTS)
        self._lock = threading.Lock()

    def note(self, shown: Iterable[tuple[int, Shares]]) -> None:
        """Remember a list of memory ids, best first, each with what its channels gave to its score."""
        listed = list(shown)[:_LONGEST]
        if listed:
            with self._lock:
                self._lists.appendleft(listed)
                self._opened.appendleft(set())

    def open(self, memory_id: int) -> tuple[Shares, Shares] | None:
        """Note that this one was opened. Returns its shares, and those of the best above it that was not opened.

        None where there is nothing to learn: it was not shown lately, it stood first among those not opened, or it was
        opened before.
        """
        with self._lock:
            for listed, opened in zip(self._lists, self._opened, strict=True):
                ids = [shown for shown, _ in listed]
                if memory_id not in ids:
                    continue
                first = memory_id not in opened
                opened.add(memory_id)
                place = ids.index(memory_id)
                above = next((shares for id_, shares in listed[:place] if id_ not in opened), None)
                return (listed[place][1], above) if first and above and listed[place][1] else None
        return None

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._lists.clear()
            self._opened.clear()
