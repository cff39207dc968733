"""A sleep cycle: its steps, how far they are, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.change import Change, ChangeKind


class StepName(StrEnum):
    """The steps of a night, in their order."""

    SETTLE = "settle"
    CONNECT = "connect"
    FADE = "fade"
    KEEP = "keep"
    REHEARSE = "rehearse"


class Cause(StrEnum):
    """Why a night began: the machine was idle, or the user asked for it."""

    IDLE = "idle"
    HAND = "hand"


class NightState(StrEnum):
    """Stopped: it ended before its last step, and the next one goes on where it stood."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Night:
    """One sleep cycle. `counts` says how often each kind of thing was done, what was undone left out."""

    id: int
    cause: Cause
    state: NightState
    begun_at: datetime
    ended_at: datetime | None = None
    counts: Mapping[ChangeKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SleepProgress:
    """How far a cycle is: `step` is the `number`-th of `steps`, from 1; `done` of about `total` units of it."""

    step: StepName
    number: int
    steps: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SleepReport:
    """What a cycle did, or would do. `night` is None for a dry run; `notes` say what was not possible."""

    night: Night | None
    changes: tuple[Change, ...]
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """When Ebb sleeps by itself: after `idle_minutes` without input, on mains, unless it is switched off."""

    enabled: bool = True
    idle_minutes: int = 10
    on_battery: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing came to: how many changes were put back, and why others were left, a sentence each."""

    changes: int
    left: tuple[str, ...] = ()
