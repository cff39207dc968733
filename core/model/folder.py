"""Watched folders: their rules, how they stand, and what decides about a path in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LARGEST_FILE = 50 * 1024 * 1024
"""Files above this are left out of a folder unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which files of a folder are taken in; patterns are lines in the syntax of `.gitignore`.

    With `include`, only what one of its lines names is taken. Of the lines of `exclude` the last that fits decides; one
    that begins with `!` takes back what others leave out, the built-in ones too. `largest` is in bytes.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    largest: int = LARGEST_FILE


class Decider(StrEnum):
    """What decided about a path."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    IGNORE_FILE = "ignore file"
    BUILT_IN = "built-in"
    KIND = "kind"
    SIZE = "size"
    LINK = "link"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a path is taken in, which rule decided, and where the rule stands.

    `rule` is the line as it was written, empty where no line decided; `where` names the `.ebbignore` file. `path` is
    what the rule was held against: the path that was asked about, or a folder above it. `reason` says it in a sentence.
    """

    taken: bool
    decider: Decider
    path: str
    rule: str = ""
    where: str = ""
    reason: str = ""


class FolderState(StrEnum):
    """Watched, paused by the user, or away: it is not where it was, and its memories stay."""

    WATCHED = "watched"
    PAUSED = "paused"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is watched. `volume` tells the disk and folder it was last seen on, empty before the first look."""

    id: int
    path: str
    rules: Rules
    state: FolderState
    added_at: datetime
    looked_at: datetime | None = None
    volume: str = ""


@dataclass(frozen=True, slots=True)
class FolderStanding:
    """How a folder stands: files that are in, that wait, that failed, and that are gone but can be restored.

    `notice` is a sentence about what hinders, or empty. `live` is whether changes are heard at once.
    """

    folder: Folder
    files: int = 0
    memories: int = 0
    waiting: int = 0
    failed: int = 0
    gone: int = 0
    notice: str = ""
    live: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a folder found. `moved` were recognised by their content; `away` could not be looked at.

    `restless` are the places, relative to the folder, of large files that are still being written and were left alone.
    """

    folder_id: int
    files: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    back: int = 0
    away: int = 0
    seconds: float = 0.0
    notice: str = ""
    restless: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether the folder was not as it was known."""
        return bool(self.new or self.changed or self.moved or self.gone or self.back)


@dataclass(frozen=True, slots=True)
class WorkTimes:
    """When folders are worked on: with `only_idle` while nobody uses the machine; on battery only if asked for."""

    only_idle: bool = False
    on_battery: bool = True
