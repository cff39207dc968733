"""The stages of forgetting: full, faded (a coarser vector, then only its bits), archived. Nothing is purged by itself.

Spared are what the user pinned and the profile. What a file on disk says fades in rank alone, for the file is still
there; so does what the user corrected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from core.model.memory import Kind, Memory, Precision, Source, SourceKind, State
from core.model.retention import falls_to, retained
from core.store import corrections
from core.store.strengths import Ebb

FADED, BITS, ARCHIVED = 0.3, 0.1, 0.001
"""R below which a memory fades, keeps only the bits of its vector, and leaves everyday recall."""

RETURNED = 0.5
"""R from which a faded memory is full again: a memory made from it was used."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a memory stands, and how exactly its vector is kept."""

    state: State
    precision: Precision


_STATES = (State.ACTIVE, State.FADED, State.ARCHIVED)
_EXACTNESS = tuple(Precision)
FULL = Stage(State.ACTIVE, Precision.FLOAT)


def stage_of(memory: Memory, at: datetime, *, in_rank_only: bool) -> Stage | None:
    """The stage a memory should go to, None where it stays. It comes back by itself only well above where it faded."""
    kept = retained(memory.strength, at)
    if memory.state is State.FADED and kept >= RETURNED:
        return FULL
    if kept >= FADED:
        return None
    if in_rank_only:
        stage = Stage(State.FADED, memory.precision)
    elif kept >= BITS:
        stage = Stage(State.FADED, Precision.INT8)
    else:
        stage = Stage(State.FADED if kept >= ARCHIVED else State.ARCHIVED, Precision.BIT)
    return stage if _is_further(stage, memory) else None


def _is_further(stage: Stage, memory: Memory) -> bool:
    """Whether a stage lies beyond the one a memory is in: between two it stays where it is."""
    return (_STATES.index(stage.state), _EXACTNESS.index(stage.precision)) > (
        _STATES.index(memory.state),
        _EXACTNESS.index(memory.precision),
    )


def fading_after() -> Ebb:
    """After which idle times the stages end, as multiples of stability: R = exp(-t / S) turned round."""
    return Ebb(*(-math.log(level) for level in (RETURNED, FADED, BITS, ARCHIVED)))


def is_spared(memory: Memory) -> bool:
    """Whether a memory never leaves the first stage: the user pinned it, or it is a line of the profile."""
    return memory.pinned or memory.kind is Kind.CORE


def fades_in_rank_only(kind: SourceKind, location: str) -> bool:
    """Whether what this source says stays in everyday reach whatever happens.

    A file is still there to be asked about, and a correction has to outlive what it corrects.
    """
    return kind is SourceKind.FILE or (kind is SourceKind.CAPTURE and location == corrections.LOCATION)


def fades_at(memory: Memory, held_until: datetime | None = None) -> datetime | None:
    """When a memory will fade if it is not used; None where it will not, or has. `held_until`: not before then."""
    if is_spared(memory) or memory.state is not State.ACTIVE:
        return None
    return _not_before(falls_to(memory.strength, FADED), held_until)


def archived_at(memory: Memory, source: Source, held_until: datetime | None = None) -> datetime | None:
    """When a memory will leave everyday recall if it is not used; None where it will not, or has."""
    if is_spared(memory) or memory.state not in (State.ACTIVE, State.FADED):
        return None
    if fades_in_rank_only(source.kind, source.location):
        return None
    return _not_before(falls_to(memory.strength, ARCHIVED), held_until)


def _not_before(moment: datetime, held_until: datetime | None) -> datetime:
    return moment if held_until is None else max(moment, held_until)
