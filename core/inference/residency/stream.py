"""The stream: units that are not kept are read ahead of the tensor that needs them, and given back after it.

Whoever computes says `need` before a tensor is used and `done` after it. Threads of the stream's own read what comes
next, as far as it may hold; where a pass goes another way than was thought, what is needed is read at once, and the way
is learned. Nothing waits for what nobody reads: `need` is never refused for want of room.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from enum import Enum, auto

from core.inference.residency.memory import Memory
from core.inference.residency.plan import Plan, runs

READERS = 3
"""Threads that read."""
_PIECE = 4 << 20
"""Bytes read in one piece, at most."""


class Unreadable(Exception):
    """The model's file can no longer be read."""


class _State(Enum):
    LOADING = auto()
    THERE = auto()
    LEAVING = auto()


class Stream:
    """Keeps some units of a plan and streams the others. One thread computes; any may `resize`."""

    def __init__(self, plan: Plan, memory: Memory, kept: int, room: int) -> None:
        """Keep the first `kept` units of the plan, and hold at most `room` others."""
        self._plan, self._memory = plan, memory
        self._longest = max(1, _PIECE // plan.unit)
        self._order = list(plan.order)
        self._place = {name: place for place, name in enumerate(self._order)}
        self._room = room
        self._kept: set[int] = set()
        self._locked: set[int] = set()
        self._state: dict[int, _State] = {}
        self._used: Counter[int] = Counter()
        self._wanted: list[int] = []
        self._leaving: set[int] = set()
        self._next = 0
        self._pass: list[str] = []
        self._changed = threading.Condition()
        self._failure: OSError | None = None
        self._closed = False
        self.read_bytes = 0
        """Bytes read so far, kept ones included."""
        self.waited = 0.0
        """Seconds for which the computation had to wait."""
        self._threads = [threading.Thread(target=self._work, daemon=True, name="stream") for _ in range(READERS)]
        for thread in self._threads:
            thread.start()
        try:
            self.resize(kept, room)
        except Unreadable:
            self.close()
            raise

    @property
    def kept_bytes(self) -> int:
        """Bytes of the weights that stay in memory."""
        return len(self._kept) * self._plan.unit

    @property
    def locked(self) -> bool:
        """Whether the system let us lock all that is kept."""
        return len(self._locked) == len(self._kept)

    def knows(self, name: str) -> bool:
        """Whether the tensor is one that passes use as a whole."""
        return name in self._place

    def streams(self, name: str) -> bool:
        """Whether a tensor has a part that is not kept."""
        return any(unit not in self._kept for unit in self._plan.units[name])

    def need(self, name: str) -> None:
        """Wait until the whole tensor is in memory, and leave it there until `done`.

        Raises:
            Unreadable: the file cannot be read.
        """
        with self._changed:
            self._follow(name)
            started = time.perf_counter()
            self._hold(self._plan.units[name])
            self.waited += time.perf_counter() - started

    def done(self, name: str) -> None:
        """Say that the tensor was used: what the next one does not need of it is given back."""
        after = self._plan.units[self._order[self._next]] if self._order else range(0)
        with self._changed:
            for unit in self._plan.units[name]:
                self._drop_use(unit)
                if not self._used[unit] and unit not in after:
                    self._leave(unit)
            self._changed.notify_all()

    def resize(self, kept: int, room: int) -> None:
        """Keep the first `kept` units of the plan and hold at most `room` others from now on."""
        wanted = set(self._plan.keeping[: max(kept, self._plan.fixed)])
        with self._changed:
            self._room = room
            gone, new = self._kept - wanted, wanted - self._kept
            self._kept -= gone
            for unit in gone:
                self._state[unit] = _State.THERE
        for run in runs(gone & self._locked, len(self._plan.keeping)):
            self._memory.release(*self._bytes(run))
        with self._changed:
            self._locked -= gone
            for unit in gone:
                if not self._used[unit]:
                    self._leave(unit)
            self._changed.notify_all()
        for run in runs(new, self._longest * READERS):
            with self._changed:
                self._hold(run)
            locked = self._memory.keep(*self._bytes(run))
            with self._changed:
                self._kept.update(run)
                self._locked.update(run if locked else ())
                for unit in run:
                    self._state.pop(unit, None)
                    self._drop_use(unit)

    def close(self) -> None:
        """End the threads and unlock everything."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        for run in runs(self._locked, len(self._plan.keeping)):
            self._memory.release(*self._bytes(run))
        self._locked.clear()

    def _bytes(self, run: range) -> tuple[int, int]:
        return run.start * self._plan.unit, run.stop * self._plan.unit

    def _there(self, unit: int) -> bool:
        return unit in self._kept or self._state.get(unit) is _State.THERE

    def _hold(self, units: range) -> None:
        """Wait until these are in memory, and leave them there until `_drop_use`. With the lock held."""
        self._used.update(units)
        absent = [unit for unit in units if not self._there(unit) and not self._stay(unit)]
        if absent:
            self._wanted.extend(absent)
            self._make_room(len(absent))
        self._changed.notify_all()
        while self._failure is None and any(not self._there(unit) for unit in units):
            self._changed.wait()
        if self._failure is not None:
            raise Unreadable from self._failure

    def _drop_use(self, unit: int) -> None:
        self._used[unit] -= 1
        if self._used[unit] <= 0:
            del self._used[unit]

    def _leave(self, unit: int) -> None:
        if unit not in self._kept and self._state.get(unit) is _State.THERE:
            self._state[unit] = _State.LEAVING
            self._leaving.add(unit)

    def _stay(self, unit: int) -> bool:
        """Call back a unit that was about to leave; False where it has begun to, or was not there."""
        if unit not in self._leaving:
            return False
        self._leaving.discard(unit)
        self._state[unit] = _State.THERE
        return True

    def _follow(self, name: str) -> None:
        """Note where the pass is, and learn its way where it is another one."""
        if name in self._pass:
            if len(self._pass) == len(self._order) and self._pass != self._order:
                self._order = list(self._pass)
                self._place = {one: place for place, one in enumerate(self._order)}
            self._pass.clear()
        self._pass.append(name)
        self._next = (self._place[name] + 1) % len(self._order)

    def _make_room(self, count: int) -> None:
        """Let go of what is needed last, where what is needed now would not fit otherwise."""
        excess = len(self._state) - len(self._leaving) + count - self._room
        if excess <= 0:
            return
        for unit in reversed(list(self._ahead())):
            if excess <= 0:
                return
            if self._state.get(unit) is _State.THERE and not self._used[unit]:
                self._leave(unit)
                excess -= 1

    def _ahead(self) -> Iterator[int]:
        """The streamed units that are needed next, one whole pass of them."""
        seen: set[int] = set()
        for place in itertools.chain(range(self._next, len(self._order)), range(self._next)):
            for unit in self._plan.units[self._order[place]]:
                if unit not in self._kept and unit not in seen:
                    seen.add(unit)
                    yield unit

    def _work(self) -> None:
        while True:
            with self._changed:
                while (job := self._job()) is None and not self._closed:
                    self._changed.wait()
                if job is None or self._closed:
                    return
            run, leaves = job
            try:
                if leaves:
                    self._memory.give_back(*self._bytes(run))
                else:
                    self._read(run)
            except OSError as error:
                with self._changed:
                    self._failure = error
                    self._changed.notify_all()
                return
            with self._changed:
                for unit in run:
                    if leaves or unit in self._kept:
                        self._state.pop(unit, None)
                    else:
                        self._state[unit] = _State.THERE
                self._changed.notify_all()

    def _read(self, run: range) -> None:
        self._memory.fetch(*self._bytes(run))
        with self._changed:
            self.read_bytes += len(run) * self._plan.unit

    def _job(self) -> tuple[range, bool] | None:
        """What a thread does next: give back, read what is waited for, read ahead. True: give back."""
        if self._leaving:
            run = runs(self._leaving, len(self._leaving))[0]
            self._leaving.difference_update(run)
            return run, True
        self._wanted = [unit for unit in self._wanted if not self._there(unit)]
        # One that has begun to leave is read as soon as it has left.
        if absent := [unit for unit in self._wanted if unit not in self._state]:
            return self._begin(iter(absent), self._longest), False
        room = self._room - len(self._state)
        absent_ahead = (unit for unit in self._ahead() if unit not in self._state)
        return (run, False) if room > 0 and (run := self._begin(absent_ahead, min(room, self._longest))) else None

    def _begin(self, units: Iterator[int], most: int) -> range:
        """Mark the first of the units, and neighbours that follow it, as being read."""
        run = range(0)
        for unit in itertools.islice(units, most):
            if run and unit != run.stop:
                break
            run = range(run.start if run else unit, unit + 1)
        for unit in run:
            self._state[unit] = _State.LOADING
        return run
