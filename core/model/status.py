"""How things stand, for the status command and the settings page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.model.plan import Place


class VaultState(StrEnum):
    ABSENT = "absent"
    LOCKED = "locked"
    OPEN = "open"


class ModelState(StrEnum):
    ABSENT = "absent"
    IDLE = "idle"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model and the process that holds it. `resident` is that process's memory in bytes, 0 when there is none.

    `place` is where the weights of a loaded language model lie; `tokens_per_second` how fast it wrote its last answer,
    as measured, None before it wrote one. `elsewhere` is the server of a model that is not on this machine.
    """

    role: str
    name: str
    state: ModelState
    detail: str = ""
    resident: int = 0
    place: Place | None = None
    tokens_per_second: float | None = None
    elsewhere: str = ""


def who_words(models: Iterable[ModelStatus]) -> ModelStatus | None:
    """The model that words answers: the one elsewhere where one is used, else that of this machine."""
    by_role = {model.role: model for model in models}
    elsewhere = by_role.get("endpoint")
    return elsewhere if elsewhere is not None and elsewhere.elsewhere else by_role.get("language")


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """The memory of Ebb's processes, in bytes: the one that asks, and the `processes` it has started. What they share
    counts once, where the system can tell.
    """

    own: int
    started: int
    processes: int

    @property
    def total(self) -> int:
        return self.own + self.started


@dataclass(frozen=True, slots=True)
class Status:
    """What the vault holds and what is running. Sizes are bytes."""

    profile: Path
    vault: VaultState
    memories: int
    sources: int
    conversations: int
    embedded: int
    queued: int
    failed: int
    vault_size: int
    embedding_model: str
    dimension: int
    keyring: bool
    models: tuple[ModelStatus, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a verification looked at; `ok` false says it is wrong, `text` says what."""

    name: str
    ok: bool
    text: str
