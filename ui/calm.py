"""What is shown is read anew after changes: soon after the first of many, and not after each of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SOON_MS = 300
AGAIN_MS = 1000


class Calm(QTimer):
    """Runs something once for many who ask for it, however long they go on asking.

    It runs `soon` milliseconds after the first has asked, and not sooner than `again` milliseconds after it ran last. A
    clock that began anew with each of them would never ring while a large folder is taken in.
    """

    def __init__(
        self, run: Callable[[], object], parent: QObject, *, soon: int = SOON_MS, again: int = AGAIN_MS
    ) -> None:
        super().__init__(parent, singleShot=True)
        self._run, self._soon, self._again = run, soon, again
        self._ran = -float(again)
        self.timeout.connect(self._ring)

    def ask(self) -> None:
        """What is shown is not what is known any more."""
        if not self.isActive():
            since = time.monotonic() * 1000 - self._ran
            self.start(max(self._soon, round(self._again - since)))

    def _ring(self) -> None:
        self._ran = time.monotonic() * 1000
        self._run()
