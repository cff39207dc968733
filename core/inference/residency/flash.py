"""One model file under a budget: loaded without filling the memory, kept in part, streamed for the rest, watched."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.inference.gguf_header import Header, read_header
from core.inference.residency.budget import Machine, adapted, look, lost
from core.inference.residency.experts import Experts
from core.inference.residency.memory import Memory, Region, open_memory
from core.inference.residency.plan import UNIT, Division, TooSmall, divide, plan_residency
from core.inference.residency.stream import Stream, Unreadable

_WATCH_SECONDS = 1.0
_LOADING_SECONDS = 0.004


@dataclass(frozen=True, slots=True)
class Share:
    """How a model stands: bytes of weights in all, those kept in memory, whether they are locked there."""

    weights: int
    kept: int
    locked: bool


class Flash:
    """Runs one model of which only a part may be in memory."""

    def __init__(
        self,
        path: Path,
        budget: int,
        *,
        memory: Memory | None = None,
        machine: Callable[[], Machine] = look,
    ) -> None:
        """Read the header of the file at `path`; the process may take `budget` bytes.

        Raises:
            BadModelFile: it is not a model.
            OSError: it cannot be read.
            NotImplementedError: this platform cannot do it.
        """
        self.header: Header = read_header(path)
        self._budget = self._now = budget
        self._machine = machine
        self._plan = plan_residency(self.header)
        self._memory = memory or open_memory(path)
        self._own = 0
        self._libraries: int | None = None
        """Bytes of mapped files beside the model; None where the system does not count them."""
        self._division = Division(0, 0)
        self._stream: Stream | None = None
        self._experts: Experts | None = None
        self._resizing = threading.Lock()
        self._ended = threading.Event()
        self._watcher: threading.Thread | None = None

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Give back at once what is read while llama.cpp maps the file; measure what the process takes beside it."""
        loaded = threading.Event()
        before = psutil.Process().memory_info()
        thread = threading.Thread(target=self._hold_down, args=(loaded,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            loaded.set()
            thread.join()
        after = psutil.Process().memory_info()
        # Memory that was asked for and not touched yet: it will be.
        promised = max(0, getattr(after, "data", 0) - getattr(before, "data", 0) - max(0, after.rss - before.rss))
        self._own = after.rss + promised
        self._libraries = getattr(after, "shared", None)

    def begin(self, untouched: int = 0, *, strict: bool = True) -> tuple[Region, Stream, Experts | None]:
        """Keep what is to be kept, and start the stream. `untouched` bytes were asked for and will never be used.

        Without `strict`, a budget that is too small is raised to the least that will do.

        Raises:
            TooSmall: the budget has no room for a pass.
            Unreadable: the file cannot be read.
            LookupError: llama.cpp did not map it.
        """
        region = self._memory.find()
        if region is None:
            raise LookupError
        self._own -= untouched
        try:
            self._division = divide(self._plan, self._budget, self._own)
        except TooSmall as too_small:
            if strict:
                raise
            self._budget = self._now = too_small.least
            self._division = divide(self._plan, self._budget, self._own)
        self._memory.adopt(region)
        if self._plan.unit < UNIT:
            self._memory.piecewise(region.begin, region.end)
        if self._plan.experts:
            self._experts = Experts(self._plan.experts, self._memory, self._division.experts)
        for tensor in self._plan.looked_up:
            self._memory.piecewise(tensor.offset, tensor.offset + tensor.size)
        self._stream = Stream(self._plan, self._memory, self._division.kept, self._division.stream)
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return region, self._stream, self._experts

    def expect(self, more: int) -> None:
        """Make room for `more` bytes that the process is about to take beside the weights."""
        self._own += more
        self._resize(self._now)

    @property
    def share(self) -> Share:
        """How the model stands now."""
        kept = self._stream.kept_bytes if self._stream else 0
        held = self._experts.held_bytes if self._experts else 0
        weights = sum(tensor.size for tensor in self.header.tensors)
        return Share(weights, min(weights, kept + held), self._stream.locked if self._stream else False)

    @property
    def read_bytes(self) -> int:
        """Bytes of weights read so far."""
        return sum(part.read_bytes for part in (self._stream, self._experts) if part is not None)

    @property
    def chosen_bytes(self) -> int:
        """Bytes of experts that passes used so far, read for them or held."""
        return self._experts.used_bytes if self._experts is not None else 0

    def close(self) -> None:
        """Let go of everything. The model must not compute any more."""
        self._ended.set()
        if self._watcher is not None:
            self._watcher.join()
        for part in (self._stream, self._experts, self._memory):
            if part is not None:
                part.close()

    def _hold_down(self, loaded: threading.Event) -> None:
        """Let go of the file's pages while llama.cpp maps it: it asks the system to read all of them."""
        region = None
        while True:
            last = loaded.wait(_LOADING_SECONDS)
            if region is None and (region := self._memory.find()) is not None:
                self._memory.adopt(region)
            if region is not None:
                self._memory.give_back(region.begin, region.end)
            if last:
                return

    def _resize(self, budget: int) -> None:
        with self._resizing:
            self._now = budget
            try:
                division = divide(self._plan, budget, self._own)
            except TooSmall as too_small:
                division = divide(self._plan, too_small.least, self._own)
            if division == self._division or self._stream is None:
                return
            self._division = division
            self._stream.resize(division.kept, division.stream)
            if self._experts is not None:
                self._experts.resize(division.experts)

    def _taken(self, mapped: int) -> int:
        """Bytes of what is held that the system has taken away, given how much of files is `mapped`.

        It does so under a limit that is not the machine's own: a control group's, say, which nothing else tells of.
        """
        if self._libraries is None or self._stream is None:
            return 0
        held = self._stream.kept_bytes + (self._experts.there_bytes if self._experts else 0)
        return max(0, self._libraries + held - mapped)

    def _watch(self) -> None:
        """Give way to others where memory is short, and keep to the budget."""
        before, calm = self._machine(), math.inf
        process = psutil.Process()
        while not self._ended.wait(_WATCH_SECONDS):
            after, memory = self._machine(), process.memory_info()
            taken = self._taken(getattr(memory, "shared", 0))
            calm = 0.0 if lost(taken, self._budget) else calm + _WATCH_SECONDS
            budget = adapted(self._now, self._budget, before, after, _WATCH_SECONDS, taken=taken, calm=calm)
            excess = memory.rss - self._budget
            if excess > UNIT:
                # More was taken beside the weights than was thought.
                self._own += excess
            if excess > UNIT or budget != self._now:
                with suppress(Unreadable):  # whoever computes hears of it, too
                    self._resize(budget)
            before = after
