"""What a profile holds in a test of the window, set up and looked at by the test."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag

from core.errors import EbbError
from core.model.answer import Answer, Chat, Hit, Turn
from core.model.capture import Capture, CaptureRules
from core.model.folder import FolderStanding, WorkTimes
from core.model.forgetting import ForgetRequest
from core.model.kept import Line, MemoryPage, ProfileLine, Sieve
from core.model.memory import Source
from core.model.models import InstalledModel
from core.model.night import (
    Schedule,
    SleepReport,
)
from core.model.status import ModelState, ModelStatus
from core.model.work import Job, Skipped


@dataclass
class World:
    """What a profile holds, and how the fake behaves. Shared by every assistant of a test."""

    exists: bool = False
    passphrase: str = ""
    keyring: bool = False
    keyring_error: EbbError | None = None
    delay: float = 0.0
    answers: deque[Answer | EbbError] = field(default_factory=deque)
    draft: str = ""
    finding: Flag | None = None
    """When set up, what looks while one types waits for this flag."""
    gate: Flag | None = None
    """When set up, an answer waits for this flag or for stop."""
    sources: list[Source] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    skipped: tuple[Skipped, ...] = ()
    left_out: dict[int, list[Skipped]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    folders: list[FolderStanding] = field(default_factory=list)
    work_times: WorkTimes = field(default_factory=WorkTimes)
    asked: list[str] = field(default_factory=list)
    added: list[Path] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    working: bool = False
    warm: bool = False
    closed: int = 0
    paused: bool = False
    hits: list[Hit] = field(default_factory=list)
    """What can be found; a search gives those whose text has its first word."""
    find_delay: float = 0.0
    finds: list[str] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)
    search_error: EbbError | None = None
    corrections: list[tuple[int, str]] = field(default_factory=list)
    correct_error: EbbError | None = None
    learned: bool = True
    kept: list[Line] = field(default_factory=list)
    sieves: list[Sieve] = field(default_factory=list)
    pages: dict[int, MemoryPage] = field(default_factory=dict)
    pinned: list[tuple[int, bool]] = field(default_factory=list)
    edited: list[tuple[int, str]] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    forgotten: list[tuple[int, bool]] = field(default_factory=list)
    requests: list[ForgetRequest] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    profile: list[ProfileLine] = field(default_factory=list)
    reports: list[SleepReport] = field(default_factory=list)
    models: list[InstalledModel] = field(default_factory=list)
    statuses: tuple[ModelStatus, ...] = (
        ModelStatus("embedding", "all-MiniLM-L6-v2", ModelState.READY, "384 dimensions", 412_000_000),
        ModelStatus("language", "SmolLM2 135M", ModelState.IDLE, "loads with the first question"),
    )
    schedule: Schedule = field(default_factory=Schedule)
    notes: list[str] = field(default_factory=list)
    """What was captured, into the open vault or to wait for it."""
    waiting_notes: dict[str, str] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)
    capture_rules: CaptureRules = field(default_factory=CaptureRules)
    sleeping: Flag | None = None
    """When set up, a sleep lasts until this flag or stop."""
