"""Watched folders that are a list of the test's world; the rules are the real ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.errors import UserError
from core.indexing import Indexing
from core.model.folder import Folder, FolderStanding, FolderState, Rules, Verdict, WorkTimes
from tests.ui.records import NOW
from tests.ui.world import World


class FakeIndexing:
    def __init__(self, world: World) -> None:
        self._world = world

    held = False

    def standings(self) -> list[FolderStanding]:
        return list(self._world.folders)

    def work_times(self) -> WorkTimes:
        return self._world.work_times

    def set_work_times(self, times: WorkTimes) -> None:
        self._world.work_times = times

    def add(self, path: Path, rules: Rules) -> Folder:
        if "!" in rules.exclude:
            raise UserError("“!” is no pattern that Ebb understands. Nothing was changed.")
        others = [one for one in self._world.folders if one.folder.path != str(path)]
        folder = Folder(len(others) + 1, str(path), rules, FolderState.WATCHED, NOW)
        self._world.folders = [*others, FolderStanding(folder)]
        return folder

    def pause(self, folder_id: int, paused: bool) -> None:
        state = FolderState.PAUSED if paused else FolderState.WATCHED
        self._world.folders = [
            replace(one, folder=replace(one.folder, state=state)) if one.folder.id == folder_id else one
            for one in self._world.folders
        ]

    def remove(self, folder_id: int) -> None:
        self._world.folders = [one for one in self._world.folders if one.folder.id != folder_id]

    def try_rules(self, folder: Path, rules: Rules, path: Path) -> Verdict:
        return Indexing.try_rules(self, folder, rules, path)  # type: ignore[arg-type]  it asks nothing of its object
