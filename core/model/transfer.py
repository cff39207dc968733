"""What leaves the vault and what comes in: what is chosen, what an import would do, what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.model.memory import Kind, SourceKind
from core.model.work import Skipped


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


@dataclass(frozen=True, slots=True)
class Talks:
    """What an export of another product holds. Nothing was changed.

    `since` and `until` are when the first and the last message was said, None where no time is given; `speakers` who
    said most. `unsaid` counts what is not taken in although it can be read, by what it is; `left_out` is what cannot.
    """

    product: str
    path: Path
    talks: int
    messages: int
    since: datetime | None
    until: datetime | None
    speakers: tuple[str, ...]
    unsaid: Mapping[str, int]
    left_out: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class TalksTaken:
    """What came of an import: messages that are new, that were here already, and that were purged here."""

    product: str
    talks: int
    new: int
    already: int
    purged: int
    unsaid: Mapping[str, int]
    left_out: tuple[Skipped, ...]
    seconds: float
