"""What the window asks about watched folders, and does with them, as operations that have not started yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.folder import Folder, FolderStanding, Rules, Verdict, WorkTimes
from ui.background import Operation, Report

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


@dataclass(frozen=True, slots=True)
class FolderState:
    """The folders, when they are worked on, and whether they wait for that time."""

    standings: list[FolderStanding]
    times: WorkTimes
    held: bool


def folder_state(*, assistant: Assistant) -> Operation[FolderState]:
    def work(_: Report) -> FolderState:
        indexing = assistant.indexing
        return FolderState(indexing.standings(), indexing.work_times(), indexing.held)

    return Operation(work)


def watch_folder(*, assistant: Assistant, path: Path, rules: Rules) -> Operation[Folder]:
    """Watch a folder, or give one that is watched other rules."""
    return Operation(lambda _: assistant.indexing.add(path, rules))


def pause_folder(*, assistant: Assistant, folder_id: int, paused: bool) -> Operation[None]:
    return Operation(lambda _: assistant.indexing.pause(folder_id, paused))


def remove_folder(*, assistant: Assistant, folder_id: int) -> Operation[int | None]:
    return Operation(lambda _: assistant.indexing.remove(folder_id))


def try_rules(*, assistant: Assistant, folder: Path, rules: Rules, path: str) -> Operation[Verdict]:
    return Operation(lambda _: assistant.indexing.try_rules(folder, rules, Path(path)))


def set_work_times(*, assistant: Assistant, times: WorkTimes) -> Operation[None]:
    return Operation(lambda _: assistant.indexing.set_work_times(times))
