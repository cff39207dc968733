"""The cross-encoder, where the user has one: downloaded, or a folder named in the environment. Ebb brings none."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from core.errors import ModelUnavailable
from core.inference import hardware
from core.inference.pinning import Pinning
from core.inference.process import Child

FOLDER = "EBB_CROSS_ENCODER"
IDLE_SECONDS = 300.0


class CrossEncoder:
    """A sentence-transformers cross-encoder in a child process, loaded by the first call and ended when idle."""

    def __init__(
        self,
        idle_seconds: float = IDLE_SECONDS,
        chosen: Callable[[], Path | None] = lambda: None,
        pinning: Pinning | None = None,
    ) -> None:
        """`chosen` gives the folder of the one to use, unless the environment names another.

        With `pinning`, one that was downloaded is held against its checksums before it is loaded.
        """
        self._chosen, self._pinning = chosen, pinning
        self._child = Child("crossing", self._load, idle_seconds=idle_seconds)

    @property
    def available(self) -> bool:
        """Whether the user has chosen one and it is there."""
        return (folder := self._folder()) is not None and (folder / "config.json").is_file()

    @property
    def name(self) -> str:
        """The name of its folder; empty when none was chosen."""
        return "" if (folder := self._folder()) is None else folder.name

    def switch(self) -> None:
        """Another one was chosen: the next call loads it."""
        self._child.end()

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
        folder = self._folder()
        if folder is None or not self.available:
            raise ModelUnavailable(f"There is no cross-encoder: {folder or FOLDER} is no folder with one.")
        if self._pinning is not None:
            for file in sorted(folder.rglob("*")):
                self._pinning.hold(file)
        child.ask("load", folder=str(folder), threads=hardware.free_threads())

    def _folder(self) -> Path | None:
        named = os.environ.get(FOLDER, "")
        return Path(named).expanduser() if named else self._chosen()
