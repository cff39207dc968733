"""Backups while the machine is used: one by the hour, where something changed and nothing speaks against it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from app.idle import on_mains
from app.logs import log
from core.backups import Backups
from core.errors import Cancelled, EbbError
from core.model.status import Status

LOOK_SECONDS = 300.0
"""How often it is looked whether one is due."""


class Backed(Protocol):
    """What of the assistant this needs."""

    @property
    def backups(self) -> Backups: ...

    def status(self) -> Status: ...


class BackupHours:
    """One thread, never the window's. Not on battery, and not while something is taken in.

    Closed before the vault is.
    """

    def __init__(self, assistant: Backed, *, mains: Callable[[], bool] = on_mains) -> None:
        self._assistant, self._mains = assistant, mains
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backup-hours", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Break off what is being made and end. May be called twice."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> bool:
        """Look once. Returns whether a backup was made."""
        if not self._mains() or self._assistant.status().queued:
            return False
        return self._assistant.backups.make_if_due(self._closed) is not None

    def _run(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            try:
                if self.look():
                    log.info("a backup was made")
            except Cancelled:
                return
            except EbbError as error:
                log.warning("no backup was made: %s", type(error).__name__)
