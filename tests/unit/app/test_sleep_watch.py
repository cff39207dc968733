"""A cycle begins when the machine was left alone for long enough, on mains, and ends with the first touch."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.idle import LinuxIdleness, MacIdleness, WindowsIdleness
from app.sleep_watch import SleepWatch
from core.model.night import Cause, Night, Schedule, SleepProgress, SleepReport


class Away:
    """A clock of input that tests turn."""

    def __init__(self, seconds: float | None) -> None:
        self.idle = seconds

    def seconds(self) -> float | None:
        return self.idle


class QueueOf:
    def __init__(self, queued: int) -> None:
        self.queued = queued


class Dozing:
    """An assistant whose cycle lasts until it is stopped, or ends at once."""

    def __init__(self, schedule: Schedule | None = None, *, lasting: bool = False, queued: int = 0) -> None:
        self._schedule, self._lasting, self._queued = schedule or Schedule(), lasting, queued
        self.causes: list[Cause] = []
        self.asleep, self.woken = threading.Event(), threading.Event()
        self.paused = False

    def schedule(self) -> Schedule:
        return self._schedule

    def waiting_for_sleep(self) -> int:
        return 1

    def nights(self, limit: int = 50) -> list[Night]:
        return []

    def status(self) -> Any:
        return QueueOf(self._queued)

    def sleep(
        self,
        progress: Callable[[SleepProgress], None] | None = None,
        stop: threading.Event | None = None,
        *,
        dry_run: bool = False,
        cause: Cause = Cause.HAND,
    ) -> SleepReport:
        self.causes.append(cause)
        self.asleep.set()
        if self._lasting:
            assert stop is not None
            assert stop.wait(20)
            self.woken.set()
        return SleepReport(None, (), 0.0)


def watch(
    assistant: Dozing, idle: Away | None, *, mains: bool = True, clock: Callable[[], float] | None = None
) -> SleepWatch:
    now = iter(range(0, 10**9, 10_000))
    return SleepWatch(assistant, idle, mains=lambda: mains, clock=clock or (lambda: float(next(now))))


def test_it_sleeps_once_after_the_minutes_of_the_schedule_and_again_only_after_a_touch() -> None:
    assistant, idle = Dozing(Schedule(idle_minutes=10)), Away(599.0)
    looking = watch(assistant, idle)
    assert not looking.look()
    idle.idle = 600.0
    assert looking.look()
    assert not looking.look()
    idle.idle = 1.0
    assert not looking.look()
    idle.idle = 700.0
    assert looking.look()
    assert assistant.causes == [Cause.IDLE, Cause.IDLE]


@pytest.mark.parametrize(
    ("schedule", "mains", "queued", "sleeps"),
    [
        (Schedule(), True, 0, True),
        (Schedule(enabled=False), True, 0, False),
        (Schedule(), False, 0, False),
        (Schedule(on_battery=True), False, 0, True),
        (Schedule(), True, 3, False),
    ],
)
def test_it_leaves_the_machine_alone_where_it_should(
    schedule: Schedule, mains: bool, queued: int, sleeps: bool
) -> None:
    assert watch(Dozing(schedule, queued=queued), Away(10_000.0), mains=mains).look() is sleeps


def test_input_anywhere_ends_the_cycle() -> None:
    assistant, idle = Dozing(lasting=True), Away(10_000.0)
    looking = watch(assistant, idle)
    sleeper = threading.Thread(target=looking.look)
    sleeper.start()
    assert assistant.asleep.wait(10)
    assert not assistant.woken.is_set()
    idle.idle = 0.0
    assert assistant.woken.wait(10)
    sleeper.join()


def test_input_in_the_window_ends_the_cycle_where_the_system_tells_nothing() -> None:
    assistant, now = Dozing(lasting=True), [0.0]
    looking = watch(assistant, None, clock=lambda: now[0])
    now[0] = 10_000.0
    sleeper = threading.Thread(target=looking.look)
    sleeper.start()
    assert assistant.asleep.wait(10)
    looking.touched()
    assert assistant.woken.wait(10)
    sleeper.join()


def test_closing_ends_the_cycle() -> None:
    assistant = Dozing(lasting=True)
    looking = watch(assistant, Away(10_000.0))
    sleeper = threading.Thread(target=looking.look)
    sleeper.start()
    assert assistant.asleep.wait(10)
    looking.close()
    sleeper.join()
    assert assistant.woken.is_set()


class User32:
    def GetLastInputInfo(self, pointer: Any) -> int:  # noqa: N802
        pointer._obj.tick = 2**32 - 1_000
        return 1


class Kernel32:
    def GetTickCount(self) -> int:  # noqa: N802
        return 500  # the counter began anew since


def test_windows_counts_in_a_tick_that_wraps() -> None:
    assert WindowsIdleness(User32(), Kernel32()).seconds() == 1.5


class Services:
    def __init__(self, told: float) -> None:
        self.CGEventSourceSecondsSinceLastEventType = Source(told)


class Source:
    restype: Any = ctypes.c_int
    argtypes: Any = ()

    def __init__(self, told: float) -> None:
        self.told = told

    def __call__(self, state: int, kind: int) -> float:
        assert (state, kind) == (0, 0xFFFFFFFF)
        return self.told


def test_the_mac_tells_seconds_or_nothing() -> None:
    assert MacIdleness(Services(3.5)).seconds() == 3.5
    assert MacIdleness(Services(-1.0)).seconds() is None


def test_linux_asks_first_what_answered_last() -> None:
    asked: list[str] = []

    def silent() -> float | None:
        asked.append("silent")
        return None

    def telling() -> float | None:
        asked.append("telling")
        return 7.0

    idleness = LinuxIdleness((silent, telling))
    assert (idleness.seconds(), idleness.seconds()) == (7.0, 7.0)
    assert asked == ["silent", "telling", "telling"]
    assert LinuxIdleness((silent,)).seconds() is None
