"""Sleeping: one cycle after another over a vault, what each did, and taking it back."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from threading import Event as Flag

from core.consolidation.connect.step import ConnectStep
from core.consolidation.cycle import Cycle
from core.consolidation.encoding import Encoder
from core.consolidation.keep.step import KeepStep
from core.consolidation.keep.sweeping import trial_folder
from core.consolidation.reading.reader import Reader
from core.consolidation.reading.trial import read_trial
from core.consolidation.settle.step import SettleStep
from core.embedding.embedder import Embedder
from core.errors import Cancelled, UserError
from core.forgetting.fading import FadeStep
from core.inference.language import LanguageModel
from core.model.change import Change
from core.model.events import Event, MemoriesChanged, SleepChanged
from core.model.night import Cause, Night, NightState, Schedule, SleepProgress, SleepReport, Undone
from core.retrieval.rehearsal.step import Rehearse
from core.store import changes, derived, nights, notes, settings
from core.store.database import Connection, Database
from core.store.nights import NightBusy, Step

_SCHEDULE = "sleep.schedule"
_NO_VECTORS = "The embedding model was not there, so memories were compared by their words alone."
_STOPPED = "It was stopped before its end. The next cycle goes on there."


class Sleeping:
    """The nights of one vault.

    `tell` and `purged` are called on the thread that sleeps; `purged` after memories were purged: what is held of them
    in memory is to be let go.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder | None,
        tell: Callable[[Event], None],
        language: LanguageModel | None = None,
        purged: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._embedder, self._tell, self._language = database, embedder, tell, language
        self._purged = purged
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
        encoder, reader, keep = Encoder(self._embedder), Reader(self._language), KeepStep()
        began = time.monotonic()
        try:
            night_id, state = Cycle(self._database, self._steps(encoder, reader, keep)).run(cause, told, stop)
        finally:
            if keep.purged:
                self._purged()
            self._tell(MemoriesChanged())
        with self._database.reading() as connection:
            found, kept = _report(connection, night_id), notes.notes_of(connection, night_id)
        stopped = (_STOPPED,) if state is NightState.STOPPED else ()
        said = (*kept, *_without(encoder, reader), *stopped)
        return SleepReport(found.night, found.changes, time.monotonic() - began, said)

    def _try_out(self, told: Callable[[SleepProgress], None], stop: Flag, cause: Cause) -> SleepReport:
        """Sleep on a copy of the vault, which is removed again: the vault itself is free for others meanwhile.

        KEEP is left out: there is nothing about the copy that is worth keeping.
        """
        encoder, reader, done = Encoder(self._embedder), Reader(self._language), tuple[Change, ...]()
        began = time.monotonic()
        with (
            contextlib.suppress(Cancelled),
            trial_folder(self._database.file.parent) as folder,
            self._database.copied_to(folder / "vault.db", stop) as trial,
        ):
            before = _last_change(trial)
            Cycle(trial, self._steps(encoder, reader)).run(cause, told, stop)
            with trial.reading() as connection:
                done = _changes_since(connection, before)
        return SleepReport(None, done, time.monotonic() - began, _without(encoder, reader))

    def _steps(self, encoder: Encoder, reader: Reader, *keep: Step) -> Sequence[Step]:
        rehearse = [] if self._embedder is None else [Rehearse(self._embedder)]
        return [SettleStep(encoder, reader), ConnectStep(encoder), FadeStep(), *keep, *rehearse]

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
    said = (*notes.notes_of(connection, night_id), *((tried.describe(),) if tried is not None and then else ()))
    return SleepReport(night, tuple(changes.changes_of_night(connection, night_id)), seconds, said)


def _without(encoder: Encoder, reader: Reader) -> tuple[str, ...]:
    """What a night did without, and with which model it read, in sentences."""
    return (*((_NO_VECTORS,) if encoder.missing else ()), *((reader.note,) if reader.note else ()))


def _last_change(database: Database) -> int:
    with database.reading() as connection:
        return changes.last_change(connection)


def _changes_since(connection: Connection, change_id: int) -> tuple[Change, ...]:
    return tuple(changes.changes_since(connection, change_id))
