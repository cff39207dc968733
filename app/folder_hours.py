"""When watched folders are worked on: any time, or only while nobody uses the machine, and on battery or not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from app.idle import on_mains
from app.logs import log
from core.errors import EbbError
from core.model.folder import WorkTimes
from core.model.night import Schedule

LOOK_SECONDS = 5.0
"""How often it is looked."""


class Folders(Protocol):
    """What of the watched folders this needs."""

    def work_times(self) -> WorkTimes: ...

    def hold(self, held: bool) -> None: ...


class FolderHours:
    """One thread that holds the folders or lets them go on. Away is who has been away as long as it takes to sleep."""

    def __init__(
        self,
        folders: Callable[[], Folders],
        schedule: Callable[[], Schedule],
        idle_seconds: Callable[[], float],
        mains: Callable[[], bool] = on_mains,
    ) -> None:
        self._folders, self._schedule, self._idle_seconds, self._mains = folders, schedule, idle_seconds, mains
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="folder-hours", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End. May be called twice."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Look once."""
        folders = self._folders()
        times = folders.work_times()
        busy = times.only_idle and self._idle_seconds() < self._schedule().idle_minutes * 60
        folders.hold(busy or not (times.on_battery or self._mains()))

    def _run(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            try:
                self.look()
            except EbbError as error:
                log.warning("could not look when folders are worked on: %s", type(error).__name__)
