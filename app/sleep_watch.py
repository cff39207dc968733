"""Sleeping by itself: a cycle begins when the machine was left alone for long enough, and ends with the first touch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from app.idle import Idleness, on_mains
from app.logs import log
from core.errors import EbbError
from core.model import times
from core.model.night import Cause, Night, NightState, Schedule, SleepProgress, SleepReport
from core.model.status import Status

LOOK_SECONDS = 5.0
"""How often it is looked whether to begin."""

WATCH_SECONDS = 0.04
"""How often it is looked, during a cycle, whether somebody is back."""

OFTEN = timedelta(hours=20)
"""Without anything new, a cycle begins this long after the last one: memories fade and backups age all the same."""


class Sleeper(Protocol):
    """What of the assistant this needs."""

    @property
    def paused(self) -> bool: ...

    def schedule(self) -> Schedule: ...

    def waiting_for_sleep(self) -> int: ...

    def nights(self, limit: int = 50) -> list[Night]: ...

    def status(self) -> Status: ...

    def sleep(
        self,
        progress: Callable[[SleepProgress], None] | None = None,
        stop: threading.Event | None = None,
        *,
        dry_run: bool = False,
        cause: Cause = Cause.HAND,
    ) -> SleepReport: ...


class SleepWatch:
    """Two threads: one looks at the clock of input, the other sleeps. Closed before the vault is."""

    def __init__(
        self,
        assistant: Sleeper,
        idleness: Idleness | None,
        *,
        mains: Callable[[], bool] = on_mains,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._assistant, self._idleness, self._mains, self._clock = assistant, idleness, mains, clock
        self._touched_at = clock()
        self._closed = threading.Event()
        self._stop = threading.Event()
        self._slept_since_touch = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._thread = threading.Thread(target=self._run, name="sleep-watch", daemon=True)
        self._thread.start()

    def touched(self) -> None:
        """Somebody uses the window: a running cycle stops."""
        self._touched_at = self._clock()
        self._slept_since_touch = False
        self._stop.set()

    def close(self) -> None:
        """Stop a running cycle and end. May be called twice."""
        self._closed.set()
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def idle_seconds(self) -> float:
        """How long nobody touched the machine, as far as is known."""
        here = self._clock() - self._touched_at
        told = None if self._idleness is None else self._idleness.seconds()
        return here if told is None else min(here, told)

    def look(self) -> bool:
        """Look once, and sleep if it is time: until all is done or somebody is back. Returns whether it slept."""
        idle = self.idle_seconds()
        schedule = self._assistant.schedule()
        if idle < schedule.idle_minutes * 60:
            self._slept_since_touch = False
            return False
        if not schedule.enabled or self._slept_since_touch or self._assistant.paused:
            return False
        if not (schedule.on_battery or self._mains()) or not self._worth_it():
            return False
        self._sleep()
        return True

    def _worth_it(self) -> bool:
        if self._assistant.status().queued:
            return False  # what is being taken in comes first
        last = next(iter(self._assistant.nights(1)), None)
        if last is None or last.state is NightState.STOPPED or self._assistant.waiting_for_sleep():
            return True
        return times.now() - (last.ended_at or last.begun_at) > OFTEN

    def _sleep(self) -> None:
        self._stop.clear()
        self._slept_since_touch = True
        before = self.idle_seconds()
        sleeping = threading.Thread(target=self._sleep_through, name="sleep")
        sleeping.start()
        while sleeping.is_alive():
            now = self.idle_seconds()
            if now < before or self._closed.is_set():
                self._stop.set()
                self._slept_since_touch = False
            before = now
            sleeping.join(WATCH_SECONDS)

    def _sleep_through(self) -> None:
        try:
            report = self._assistant.sleep(None, self._stop, cause=Cause.IDLE)
            log.info("slept for %.1f s, %d changes", report.seconds, len(report.changes))
        except EbbError as error:
            log.warning("a sleep cycle ended early: %s", type(error).__name__)

    def _run(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            try:
                self.look()
            except EbbError as error:
                log.warning("could not look whether to sleep: %s", type(error).__name__)


class Attendance:
    """Where the window says that somebody uses it, whichever vault is open, if any."""

    def __init__(self) -> None:
        self.watch: SleepWatch | None = None

    def touched(self) -> None:
        """Somebody uses the window."""
        if self.watch is not None:
            self.watch.touched()
