"""Long work: durable jobs, their progress, and what an ingest came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobKind(StrEnum):
    FILE = "file"
    CONVERSATION = "conversation"
    EMBED = "embed"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work that survives the process. `subject` is the path it is about; `problem` a sentence, or empty.

    `done` and `total` count the job's own units; `total` is 0 while it is not known.
    """

    id: int
    kind: JobKind
    subject: str
    state: JobState
    done: int
    total: int
    problem: str
    created_at: datetime
    updated_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """One event in the stream of a long work.

    `stage` is "reading", "embedding" or "moving"; `rate` is units per second; `remaining` is seconds, None while
    unknown.
    """

    stage: str
    done: int
    total: int
    unit: str
    rate: float
    remaining: float | None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One thing an ingest left out. `where` is a path or `path:line`; `reason` a sentence."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest came to. `already` counts what stood in the vault before."""

    sources: int
    memories: int
    already: int
    skipped: tuple[Skipped, ...]
    seconds: float
    size: int = 0
