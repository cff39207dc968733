"""The sleep cycle: step after step, each in small pieces, so that it can stop at any moment and go on at any later one.

A piece is worked out on a reading connection and then written in one short transaction, together with the cursor that
says where the step goes on. Whatever ends the process, the vault holds whole pieces only.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from core.errors import Cancelled
from core.model.night import Cause, NightState, SleepProgress, StepName
from core.store import jobs, nights
from core.store.database import Connection, Database
from core.store.nights import Journal, Piece, Step

IDLE_SHARE = 0.5
"""The share of one core that a cycle takes which begins by itself. One that is asked for takes a whole one."""

T = TypeVar("T")


class Cycle:
    """Runs the steps of a night in order. One cycle at a time on a vault, whichever process runs it."""

    def __init__(self, database: Database, steps: Sequence[Step]) -> None:
        self._database, self._steps = database, tuple(steps)

    def run(
        self, cause: Cause, progress: Callable[[SleepProgress], None], stop: threading.Event
    ) -> tuple[int, NightState]:
        """Sleep until all is done or `stop` is set. Returns the night's id and how it ended.

        A night that was killed goes on at its step. `progress` is called on this thread.

        Raises:
            NightBusy: a cycle is running on this vault.
            MachineError: the vault cannot be written; what was done stays, and the next cycle goes on there.
        """
        owner, names = jobs.this_process(), [step.name for step in self._steps]
        night_id = self._write(lambda c: nights.claim_night(c, cause, owner, names))
        pace = _Pace(IDLE_SHARE if cause is Cause.IDLE else 1.0, stop)
        state = NightState.STOPPED
        try:
            for number, step in enumerate(self._steps, 1):
                if not self._take(step, night_id, number, progress, pace):
                    break
            else:
                state = NightState.DONE
        finally:
            self._write(lambda c: nights.end_night(c, night_id, state))
        return night_id, state

    def _take(
        self, step: Step, night_id: int, number: int, progress: Callable[[SleepProgress], None], pace: _Pace
    ) -> bool:
        """Do one step from where it stands; False when it was stopped before its end."""
        with self._database.reading() as connection:
            done, cursor, units = nights.step_at(connection, night_id, step.name)
        if done:
            return True
        total = units + (0 if pace.stopped() else step.count(self._database))
        progress(SleepProgress(step.name, number, len(self._steps), units, total))
        while not pace.stopped():
            began = time.monotonic()
            try:
                piece = step.plan(self._database, cursor, pace.stop)
                if pace.stopped():
                    # What was worked out is worked out again; nothing of it was written.
                    return False
                self._keep(step.name, night_id, piece, time.monotonic() - began)
            except Cancelled:
                return False
            if piece is None:
                return True
            cursor, units = piece.cursor, units + piece.units
            progress(SleepProgress(step.name, number, len(self._steps), units, max(total, units)))
            pace.rest(time.monotonic() - began)
        return False

    def _keep(self, name: StepName, night_id: int, piece: Piece | None, seconds: float) -> None:
        def write(connection: Connection) -> None:
            if piece is None:
                nights.move_step(connection, night_id, name, "", 0, seconds, done=True)
                return
            piece.apply(Journal(connection, night_id, name))
            nights.move_step(connection, night_id, name, piece.cursor, piece.units, seconds, done=False)

        self._write(write)

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self._database.write(work)


class _Pace:
    """How much of the time is worked: after each piece the cycle rests as long as its share asks."""

    def __init__(self, share: float, stop: threading.Event) -> None:
        self.stop = stop
        self._rest = (1.0 - share) / share

    def stopped(self) -> bool:
        return self.stop.is_set()

    def rest(self, worked: float) -> None:
        if self._rest:
            self.stop.wait(worked * self._rest)
