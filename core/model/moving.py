"""Changing to another embedding model: what it costs, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoveCost:
    """What it would cost to use another embedding model.

    `memories` are to be embedded anew, in about `seconds` (None where that cannot be told). Bytes: `download` of what
    is not there yet, `disk` that the vault needs beside the vectors in use, `memory` while the model is run.
    """

    name: str
    memories: int
    seconds: float | None
    download: int
    disk: int
    memory: int


@dataclass(frozen=True, slots=True)
class MoveStanding:
    """A move that is under way: the id and name of the wanted model, how many memories of how many are embedded."""

    to: str
    name: str
    done: int
    total: int
    paused: bool
