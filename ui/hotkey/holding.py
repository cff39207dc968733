"""A thread that holds a chord until it is told to end: what the ways of X11, the portal and Windows have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable

_PATIENCE = 2.0


class HoldingThread:
    """Runs one holding after another: the next begins when the last one has let go, or it would find its key taken."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self._end: Callable[[], None] | None = None

    def begin(self, work: Callable[[], None], end: Callable[[], None]) -> None:
        """Run `work` on a thread of its own; `end`, from any thread, makes it return soon."""
        self.release()
        last = self._thread

        def run() -> None:
            if last is not None:
                last.join()
            work()

        self._end = end
        self._thread = threading.Thread(target=run, name=self._name, daemon=True)
        self._thread.start()

    def release(self) -> None:
        """Make the work return. Does not wait."""
        if self._end is not None:
            self._end()
            self._end = None

    def close(self) -> None:
        """Make the work return, and wait for that."""
        self.release()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None
