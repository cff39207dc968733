"""What leaves the vault and what comes in: what is chosen, what an import would do, what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
class Selected:
    """How much a selection lets through."""

    memories: int
    sources: int


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
    purged here, and `left_out` rest on what is not here; of those that are here, `forgotten` are and stay so, as long
    as they are not restored. `conflicts` lists the first of `conflicting` records.
    """

    new: int = 0
    already: int = 0
    forgotten: int = 0
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
    """What an import did. `import_id` is the number to undo it by, None where nothing came of it.

    `notes` are sentences for the user: what could not be done before it.
    """

    merged: Merged
    seconds: float
    import_id: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talks:
    """What an export of another product holds. Nothing was changed.

    `since` and `until` are when the first and the last message was said, None where no time is given; `speakers` who
    said most. `unsaid` counts what is not taken in although it can be read, by what it is; `left_out` is what cannot.
    Of the messages, `purged` were purged here.
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
    purged: int = 0


@dataclass(frozen=True, slots=True)
class TalksTaken:
    """What came of an import: messages that are new, that were here already, and that were purged here.

    Of those that were here, `forgotten` are and stay so, as long as they are not restored. `import_id` is the number to
    undo it by, None where nothing came of it. `notes` are sentences for the user: what could not be done before it.
    """

    product: str
    talks: int
    new: int
    already: int
    purged: int
    unsaid: Mapping[str, int]
    left_out: tuple[Skipped, ...]
    seconds: float
    forgotten: int = 0
    import_id: int | None = None
    notes: tuple[str, ...] = ()


class ImportState(StrEnum):
    """How an import stands: `BEGUN` was stopped or killed, and goes on when the same is imported again."""

    BEGUN = "begun"
    DONE = "done"
    UNDONE = "undone"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import. `product` is what it came from, `path` where from; empty once what came with it is purged.

    `memories` came with it and were not purged, of `sources` conversations or files. Of one that was undone,
    `request_id` brings it back, `until` that is purged; `left` are still there where that was broken off.
    """

    id: int
    product: str
    path: str
    begun_at: datetime
    state: ImportState
    memories: int
    sources: int
    request_id: int | None = None
    until: datetime | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class ImportGoing:
    """What undoing an import would do, or did.

    `memories` are forgotten, `derived` of them because they were made from the others; they can be restored `until`.
    `put_back` memories read again as they did before the import, `changed` do not, because they were changed again
    since. `chats` that came with it are removed; `chats_kept` were gone on with since and stay. `stays` says, in
    sentences, what else of it is not undone.
    """

    past: PastImport
    memories: int
    derived: int
    put_back: int
    changed: int
    chats: int
    chats_kept: int
    until: datetime
    request_id: int | None = None
    stays: tuple[str, ...] = ()
