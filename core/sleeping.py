"""Sleeping: one cycle after another over a vault, what each did, and taking it back."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Event as Flag

from core.consolidation.connect.step import ConnectStep
from core.consolidation.cycle import Cycle
from core.consolidation.encoding import Encoder
from core.consolidation.reading.reader import Reader
from core.consolidation.reading.trial import read_trial
from core.consolidation.settle.step import SettleStep
from core.embedding.embedder import Embedder
from core.errors import UserError
from core.forgetting.fading import FadeStep
from core.inference.language import LanguageModel
from core.model.change import Change
from core.model.events import Event, MemoriesChanged, SleepChanged
from core.model.night import Cause, Night, NightState, Schedule, SleepProgress, SleepReport, Undone
from core.retrieval.rehearsal.step import Rehearse
from core.store import changes, derived, nights, settings
from core.store.database import Connection, Database
from core.store.nights import NightBusy, Step

_SCHEDULE = "sleep.schedule"
_TRIAL = "dry-run-"
_NO_VECTORS = "The embedding model was not there, so memories were compared by their words alone."
_STOPPED = "It was stopped before its end. The next cycle goes on there."


class Sleeping:
    """The nights of one vault. `tell` is called on the thread that sleeps."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder | None,
        tell: Callable[[Event], None],
        language: LanguageModel | None = None,
    ) -> None:
        self._database, self._embedder, self._tell, self._language = database, embedder, tell, language
        self._running = threading.Lock()
        self._stop = Flag()

    def sleep(
        self,
        progress: Callable[[SleepProgress], None] | None = None,
        stop: Flag | None = None,
        *,
        dry_run: bool = False,
        cause: Cause = Cause.HAND,
    ) -> SleepReport:
        """Run one cycle in this thread: see `Assistant.sleep`.

        Raises:
            NightBusy: a cycle is running on this vault.
        """
        if not self._running.acquire(blocking=False):
            raise NightBusy("Ebb is asleep already. Nothing was started.")
        try:
            halt = stop or Flag()
            told = self._telling(progress)
            return self._try_out(told, halt, cause) if dry_run else self._sleep(told, halt, cause)
        finally:
            self._running.release()
            self._tell(SleepChanged(None))

    def nights(self, limit: int = 50) -> list[Night]:
        """Cycles, the last one first."""
        with self._database.reading() as connection:
            return nights.list_nights(connection, limit)

    def report(self, night_id: int) -> SleepReport:
        """What a cycle did.

        Raises:
            UserError: there is no such night.
        """
        with self._database.reading() as connection:
            return _report(connection, night_id)

    def undo_night(self, night_id: int) -> Undone:
        """Take back everything a cycle did; what was changed again since is left, and said.

        Raises:
            UserError: there is no such night, or it still runs.
        """
        with self._database.reading() as connection:
            night = nights.get_night(connection, night_id)
        if night is None:
            raise UserError("There is no such night. Nothing was changed.")
        if night.state is NightState.RUNNING:
            raise UserError("This night is not over yet. Stop it, then undo it.")
        undone = self._database.write(lambda c: nights.undo_night(c, night_id))
        self._tell(MemoriesChanged())
        return undone

    def schedule(self) -> Schedule:
        """When Ebb sleeps by itself."""
        with self._database.reading() as connection:
            kept = settings.get_setting(connection, _SCHEDULE)
        return read_schedule(kept)

    def set_schedule(self, schedule: Schedule) -> None:
        """Decide when Ebb sleeps by itself.

        Raises:
            UserError: less than a minute, or more than a day.
        """
        if not 1 <= schedule.idle_minutes <= _LONGEST_WAIT:
            raise UserError("Ebb can sleep after 1 to 1440 minutes without input. Nothing was changed.")
        self._database.write(lambda c: settings.set_setting(c, _SCHEDULE, json.dumps(asdict(schedule))))

    def waiting(self) -> int:
        """How many memories no night has settled."""
        with self._database.reading() as connection:
            return derived.count_unsettled(connection)

    def _sleep(self, told: Callable[[SleepProgress], None], stop: Flag, cause: Cause) -> SleepReport:
        encoder, reader = Encoder(self._embedder), Reader(self._language)
        began = time.monotonic()
        try:
            night_id, state = Cycle(self._database, self._steps(encoder, reader)).run(cause, told, stop)
        finally:
            self._tell(MemoriesChanged())
        with self._database.reading() as connection:
            found = _report(connection, night_id)
        stopped = (_STOPPED,) if state is NightState.STOPPED else ()
        return SleepReport(found.night, found.changes, time.monotonic() - began, (*_without(encoder, reader), *stopped))

    def _try_out(self, told: Callable[[SleepProgress], None], stop: Flag, cause: Cause) -> SleepReport:
        """Sleep on a copy of the vault, which is removed again: the vault itself is free for others meanwhile."""
        encoder, reader = Encoder(self._embedder), Reader(self._language)
        began = time.monotonic()
        with (
            tempfile.TemporaryDirectory(prefix=_TRIAL, dir=self._database.file.parent) as folder,
            self._database.copied_to(Path(folder) / "vault.db") as trial,
        ):
            before = _last_change(trial)
            Cycle(trial, self._steps(encoder, reader)).run(cause, told, stop)
            with trial.reading() as connection:
                done = _changes_since(connection, before)
        return SleepReport(None, done, time.monotonic() - began, _without(encoder, reader))

    def _steps(self, encoder: Encoder, reader: Reader) -> Sequence[Step]:
        rehearse = [] if self._embedder is None else [Rehearse(self._embedder)]
        return [SettleStep(encoder, reader), ConnectStep(encoder), FadeStep(), *rehearse]

    def _telling(self, progress: Callable[[SleepProgress], None] | None) -> Callable[[SleepProgress], None]:
        def told(step: SleepProgress) -> None:
            if progress is not None:
                progress(step)
            self._tell(SleepChanged(step))

        return told


_LONGEST_WAIT = 1440


def read_schedule(kept: str | None) -> Schedule:
    """Return the schedule as it was kept; the default where nothing was, or nothing that can be read."""
    try:
        values = json.loads(kept or "")
        return Schedule(bool(values["enabled"]), int(values["idle_minutes"]), bool(values["on_battery"]))
    except (ValueError, KeyError, TypeError):
        return Schedule()


def _report(connection: Connection, night_id: int) -> SleepReport:
    night = nights.get_night(connection, night_id)
    if night is None:
        raise UserError("There is no such night.")
    seconds = nights.seconds_of(connection, night_id)
    tried = read_trial(connection)
    then = tried is not None and night.begun_at <= tried.at and (night.ended_at is None or tried.at <= night.ended_at)
    notes = (tried.describe(),) if tried is not None and then else ()
    return SleepReport(night, tuple(changes.changes_of_night(connection, night_id)), seconds, notes)


def _without(encoder: Encoder, reader: Reader) -> tuple[str, ...]:
    """What a night did without, and with which model it read, in sentences."""
    return (*((_NO_VECTORS,) if encoder.missing else ()), *((reader.note,) if reader.note else ()))


def _last_change(database: Database) -> int:
    with database.reading() as connection:
        return changes.last_change(connection)


def _changes_since(connection: Connection, change_id: int) -> tuple[Change, ...]:
    return tuple(changes.changes_since(connection, change_id))
