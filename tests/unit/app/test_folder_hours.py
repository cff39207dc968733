"""When watched folders are worked on."""

from __future__ import annotations

import pytest

from app.folder_hours import FolderHours
from core.model.folder import WorkTimes
from core.model.night import Schedule


class Folders:
    def __init__(self, times: WorkTimes) -> None:
        self.times = times
        self.held: bool | None = None

    def work_times(self) -> WorkTimes:
        return self.times

    def hold(self, held: bool) -> None:
        self.held = held


@pytest.mark.parametrize(
    ("times", "idle", "mains", "held"),
    [
        (WorkTimes(), 0, False, False),
        (WorkTimes(only_idle=True), 599, True, True),
        (WorkTimes(only_idle=True), 600, True, False),
        (WorkTimes(only_idle=True), 600, False, False),
        (WorkTimes(on_battery=False), 0, False, True),
        (WorkTimes(on_battery=False), 0, True, False),
        (WorkTimes(only_idle=True, on_battery=False), 600, False, True),
    ],
)
def test_folders_wait_for_their_time(times: WorkTimes, idle: float, mains: bool, held: bool) -> None:
    folders = Folders(times)
    FolderHours(lambda: folders, lambda: Schedule(idle_minutes=10), lambda: idle, lambda: mains).look()
    assert folders.held is held


def test_it_ends_when_told() -> None:
    hours = FolderHours(lambda: Folders(WorkTimes()), Schedule, lambda: 0.0)
    hours.start()
    hours.close()
    hours.close()
