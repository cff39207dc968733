"""Doing one job: reading what it is about and storing it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import apsw

from core.ingest.conversation_intake import take_conversation
from core.ingest.file_intake import take_file
from core.ingest.outcome import Outcome, Unreadable
from core.ingest.sandbox import Reader
from core.model.work import Job, JobKind, JobState, Skipped
from core.store import folder_files, jobs
from core.store.database import Database

_MOST_ATTEMPTS = 3


class Intake:
    """Takes in files and conversations, one job at a time; holds the process that reads untrusted files.

    `stored` is told the number of new memories after each transaction.
    """

    def __init__(self, database: Database, stop: threading.Event, stored: Callable[[int], None]) -> None:
        self._database, self._stop, self._stored = database, stop, stored
        self._reader = Reader()

    def __enter__(self) -> Intake:
        self._reader.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.__exit__(kind, error, trace)

    def take(self, job: Job, cursor: str) -> Outcome:
        """Do a job from where its cursor stands, and give it its end: done, or failed with a reason.

        Raises:
            Cancelled: stopped; what was stored stays, with the cursor behind it.
            MachineError: the vault cannot be written.
        """
        outcome = Outcome()
        try:
            # One that gets on is not at fault, however often it is interrupted.
            if job.attempts > _MOST_ATTEMPTS and not cursor:
                raise Unreadable(f"Ebb was ended {_MOST_ATTEMPTS} times while it was reading this, so it is left out.")
            if job.kind is JobKind.FILE:
                take_file(
                    self._database, self._reader, Path(job.subject), job, cursor, outcome, self._stored, self._stop
                )
            else:
                take_conversation(self._database, Path(job.subject), job, cursor, outcome, self._stored, self._stop)
        except Unreadable as error:
            problem = str(error)
            if not self._database.write(lambda c: _fail(c, job, problem)):
                outcome.skipped.append(Skipped(job.subject, problem))
        return outcome


def _fail(connection: apsw.Connection, job: Job, problem: str) -> bool:
    """Let a job end as failed. True where that is nothing to tell of: what came into a folder and went again."""
    watched = job.kind is JobKind.FILE and folder_files.note_failed(connection, job.subject)
    passed = watched and not Path(job.subject).exists()
    jobs.finish(connection, job.id, JobState.DONE if passed else JobState.FAILED, "" if passed else problem)
    return passed
