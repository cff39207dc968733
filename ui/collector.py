"""The garbage collector, on the main thread only: a cycle with Qt objects freed on a worker crashes Qt."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Collector(QObject):
    """Turns automatic collection off, and collects between events when the usual thresholds are passed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        clock = QTimer(self, interval=_EVERY_MS)
        clock.timeout.connect(self.collect)
        clock.start()

    def collect(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if self._thresholds[generation] and counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def settle(self) -> None:
        """Look no more through what is there now: modules for the most part, which stay as long as the program.

        To look through them all takes the main thread 45 ms each time, without them 10. Not to be called once a vault
        is open: what held its contents must be found when it is locked.
        """
        gc.freeze()

    def end(self) -> None:
        """Give collection back to Python."""
        gc.unfreeze()
        gc.enable()
