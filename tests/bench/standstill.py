"""How long the main thread of a window is kept busy at a stretch, measured from inside the window's event loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer

_TICK_MS = 5
_REST_SECONDS = 0.3
_LIVELY = 0.002
"""A turn of the event loop that takes less than this many seconds is no more than looking at the clock."""
_PATIENCE_SECONDS = 60
_SCHEDULER = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing a person does: `act` is done in the event loop, and is over when `until` is true and all is at rest.

    Where work goes on behind the window there is no `rest`, and `until` alone decides.
    """

    name: str
    act: Callable[[], object]
    until: Callable[[], bool] = lambda: True
    rest: bool = True


@dataclass(frozen=True, slots=True)
class Standstill:
    """The longest the event loop of a window stood still in a scene, in milliseconds.

    `busy` is the processor time of the main thread in one turn of the loop, which a busy machine does not lengthen.
    `held` is how late a timer came at most, less what the thread spent in the queue for a processor: with it counts
    what the thread waited for Python's lock.
    """

    name: str
    busy: float
    held: float


class Stage(QObject):
    """Plays scenes one after the other, each once the one before has come to rest.

    A turn of the event loop is the stretch in which no key and no click is heard. While it sleeps for an event, the
    thread's clock of processor time stands still.
    """

    def __init__(self, scenes: Iterator[Scene], ended: Callable[[list[Standstill]], None]) -> None:
        super().__init__()
        self.seen: list[Standstill] = []
        self._scenes = scenes
        self._ended = ended
        self._scene: Scene | None = None
        self._busy = self._held = 0.0
        self._began = time.thread_time()
        self._acted = self._lively = self._ticked = time.perf_counter()
        self._queued = queued_seconds()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._turn)
        timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._go_on)
        timer.start()

    def _turn(self) -> None:
        """A turn is over and the next begins."""
        now = time.thread_time()
        spent, self._began = now - self._began, now
        self._busy = max(self._busy, spent)
        if spent > _LIVELY:
            self._lively = time.perf_counter()

    def _go_on(self) -> None:
        now, queued = time.perf_counter(), queued_seconds()
        self._held = max(self._held, now - self._ticked - _TICK_MS / 1000 - (queued - self._queued))
        self._ticked, self._queued = now, queued
        if self._scene is None or self._is_over(self._scene, now):
            self._begin_next()

    def _is_over(self, scene: Scene, now: float) -> bool:
        if now - self._acted > _PATIENCE_SECONDS:
            raise TimeoutError(f"“{scene.name}” never came to its end")
        if not scene.until():
            self._lively = now
            return False
        if scene.rest and now - self._lively < _REST_SECONDS:
            return False
        self.seen.append(Standstill(scene.name, self._busy * 1000, self._held * 1000))
        return True

    def _begin_next(self) -> None:
        self._scene = next(self._scenes, None)
        if self._scene is None:
            self._ended(self.seen)
            return
        self._busy = self._held = 0.0
        self._began = time.thread_time()
        self._acted = self._lively = time.perf_counter()
        self._scene.act()


def queued_seconds() -> float:
    """How long this thread was ready and had no processor, since it began; 0 where the system does not tell."""
    try:
        return int(_SCHEDULER.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0
