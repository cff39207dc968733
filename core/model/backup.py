"""Backups: what copies of the vault there are, what one of them holds, and one that was put into a new place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Occasion(StrEnum):
    """Why a backup was made."""

    NIGHT = "night"
    HOUR = "hour"
    HAND = "hand"
    IMPORT = "import"
    UPDATE = "update"
    FORGETTING = "forgetting"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the vault; `size` in bytes."""

    path: Path
    made_at: datetime
    size: int
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """Where backups are copied to as well. `there`: whether it can be reached now; `behind`: the last is not in it."""

    folder: Path
    there: bool
    behind: bool


@dataclass(frozen=True, slots=True)
class BackupPreview:
    """What a backup holds beside what is here now. Nothing was changed.

    `only_there` counts memories that it holds and that are not here any more, `only_here` those it does not have,
    `otherwise` those that read otherwise in it. `newest` is when the last of its memories was stored, None of none.
    """

    backup: Backup
    memories: int
    only_there: int
    only_here: int
    newest: datetime | None
    otherwise: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was put into a new place, read through there, and found whole. The vault in use is as it was."""

    profile: Path
    memories: int
    size: int
