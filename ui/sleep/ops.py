"""What the window asks about sleep, and does with it, as operations that have not started yet."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.model.night import Night, NightState, Schedule, SleepReport, Undone
from ui.background import Operation, Report

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


@dataclass(frozen=True, slots=True)
class Nights:
    """How things stand: the nights, last one first, what waits for the next one, and when that comes."""

    nights: list[Night]
    waiting: int
    schedule: Schedule


def nights(*, assistant: Assistant) -> Operation[Nights]:
    return Operation(lambda _: Nights(assistant.nights(), assistant.waiting_for_sleep(), assistant.schedule()))


def sleep_report(*, assistant: Assistant, night_id: int) -> Operation[SleepReport]:
    return Operation(lambda _: assistant.sleep_report(night_id))


def last_night(*, assistant: Assistant) -> Operation[SleepReport | None]:
    """The last night that ended and was not taken back, told by its counts; None where there is none."""

    def work(_: Report) -> SleepReport | None:
        for night in assistant.nights():
            if night.state in (NightState.DONE, NightState.STOPPED) and night.counts:
                return SleepReport(night, (), 0.0)
        return None

    return Operation(work)


def sleep(*, assistant: Assistant, stop: Flag) -> Operation[SleepReport]:
    """One cycle; its progress comes through `told`, as it does for all who listen."""
    return Operation(lambda report: assistant.sleep(report, stop))


def undo_night(*, assistant: Assistant, night_id: int) -> Operation[Undone]:
    return Operation(lambda _: assistant.undo_night(night_id))


def set_schedule(*, assistant: Assistant, schedule: Schedule) -> Operation[None]:
    return Operation(lambda _: assistant.set_schedule(schedule))
