"""Language models as a person sees them: which are there, which one is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One language model. `path` is None for using none at all; `size` in bytes, 0 where the file is gone.

    `starter` is the one that came with Ebb; others were `downloaded`, or added by their
    path and stay where they are. `problem` says why
    it cannot be used now.
    """

    name: str
    path: Path | None
    size: int
    starter: bool
    used: bool
    downloaded: bool = False
    licence: str = ""
    problem: str = ""
