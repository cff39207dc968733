"""Forgetting on request: what is meant, what would go, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.memory import Memory


@dataclass(frozen=True, slots=True)
class Meant:
    """Which memories are to be forgotten; exactly one part is given.

    `matching` are words: what was said about them. `conversation` and `source` name a source by its ref: a
    conversation's name, a file's path or title. `since` up to `until` is when it was said, else stored.
    `memory_ids` are several memories that came in together.
    """

    memory_id: int | None = None
    matching: str = ""
    conversation: str = ""
    source: str = ""
    since: datetime | None = None
    until: datetime | None = None
    memory_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ForgetPreview:
    """What would go: `memories` of which `derived` were made from the others, and `answers` in chats that quote them.

    `samples` are some of them, those that fit best first. `files` are sources on disk whose memories would come back
    with the next reading if the file stays in a folder that is read. `backups` counts older copies of the vault that
    still hold them.
    """

    meant: Meant
    memories: int
    derived: int
    answers: int
    samples: tuple[Memory, ...] = ()
    files: tuple[str, ...] = ()
    backups: int = 0


class RequestState(StrEnum):
    HIDDEN = "hidden"
    RESTORED = "restored"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """One request to forget. `until` is when what is hidden will be purged; till then it can be restored.

    `words` say what was asked for; empty once it is purged. `lingers`: another program that reads the vault kept its
    log from being emptied, in which what was purged may stand until that program is done.
    """

    id: int
    asked_at: datetime
    until: datetime
    words: str
    memories: int
    state: RequestState
    lingers: bool = False
