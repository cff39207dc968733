"""The cross-encoder, where the user has one: a folder named in the environment. Ebb brings none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from core.errors import ModelUnavailable
from core.inference import hardware
from core.inference.process import Child

FOLDER = "EBB_CROSS_ENCODER"
IDLE_SECONDS = 300.0


class CrossEncoder:
    """A sentence-transformers cross-encoder in a child process, loaded by the first call and ended when idle."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._child = Child("crossing", self._load, idle_seconds=idle_seconds)

    @property
    def available(self) -> bool:
        """Whether the user has chosen one and it is there."""
        folder = os.environ.get(FOLDER, "")
        return bool(folder) and (Path(folder).expanduser() / "config.json").is_file()

    @property
    def name(self) -> str:
        """The name of its folder; empty when none was chosen."""
        return Path(os.environ.get(FOLDER, "")).name

    def match(self, question: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the question, as the model scores it: higher is better.

        Raises:
            ModelUnavailable: none was chosen, or it cannot be loaded or died.
        """
        header, _ = self._child.call("match", question=question, passages=list(passages))
        return [float(score) for score in header["scores"]]

    def close(self) -> None:
        """End the process for good."""
        self._child.close()

    def _load(self, child: Child) -> None:
        if not self.available:
            raise ModelUnavailable(f"There is no cross-encoder: {FOLDER} names no folder with one.")
        folder = Path(os.environ[FOLDER]).expanduser()
        child.ask("load", folder=str(folder), threads=hardware.free_threads())
