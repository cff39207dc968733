"""What leaves the vault and what comes in: what is chosen, what an import would do, what it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.model.memory import Kind, SourceKind


@dataclass(frozen=True, slots=True)
class Selection:
    """Which memories leave the vault; an empty part lets everything through, and of each tuple any one must fit.

    A memory counts from `since` until before `until` by when it was said, else stored. `sources` are parts of a
    source's title or location. What was made in sleep goes where everything goes that it rests on.
    """

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[Kind | SourceKind, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Selection()


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote. `hidden` counts what is forgotten and was therefore left out."""

    path: Path
    encrypted: bool
    memories: int
    sources: int
    chats: int
    hidden: int
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record that reads otherwise here than in the archive. `ref` names it; `said` is what became of it."""

    ref: str
    said: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import does, or did.

    Of memories, `new` are not here yet, `already` are, and of `newer` the archive holds a later version. `purged` were
    purged here, and `left_out` rest on what is not here. `conflicts` lists the first of `conflicting` records.
    """

    new: int = 0
    already: int = 0
    newer: int = 0
    purged: int = 0
    left_out: int = 0
    sources: int = 0
    chats: int = 0
    settings: int = 0
    conflicting: int = 0
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivePreview:
    """An archive that was read through and found whole, and what importing it would do. Nothing was changed.

    `since` and `until` are when the first and the last of its memories was said, else stored; None of none. `left_out`
    are the places, as `path:line`, of what cannot be read in a folder of Markdown.
    """

    path: Path
    encrypted: bool
    made_at: datetime
    memories: int
    since: datetime | None
    until: datetime | None
    merged: Merged
    digest: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    merged: Merged
    seconds: float
