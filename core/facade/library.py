"""The library: files and conversations taken in, and how that goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.embedding.switching import SwitchingEmbedder
from core.errors import Cancelled, UserError
from core.later import later
from core.model.events import Event, LibraryChanged
from core.model.memory import Source
from core.model.work import IngestReport, Job, JobKind, Progress, Skipped
from core.store import jobs, sources
from core.store.database import Database

if TYPE_CHECKING:
    # Imported when they are first used: most commands take nothing in.
    from core.ingest.folders.feeding import Feed
    from core.ingest.queue import IngestQueue
    from core.ingest.worker import QueueWorker


_JOBS_A_STEP = 1000


class LibraryPart:
    """What can be done with what is taken in."""

    _database: Database
    _embedder: SwitchingEmbedder
    _tell: Callable[[Event], None]
    _start_indexing: Callable[[], None]
    _start_capture_watch: Callable[[], None]
    _start_moving: Callable[[], None]
    _ended = False

    def add(self, paths: Sequence[Path]) -> tuple[int, tuple[Skipped, ...]]:
        """Queue files, and all readable files of folders. Returns how many were queued, and what was left out.

        A `.jsonl` file in the conversation format is queued as a conversation. Durable on return.
        """
        from core.ingest.finding import find_files

        found, skipped = find_files(paths)
        for kind in JobKind:
            subjects = [str(file) for job_kind, file in found if job_kind is kind]
            for first in range(0, len(subjects), _JOBS_A_STEP):
                self._database.write(partial(jobs.enqueue, kind=kind, subjects=subjects[first : first + _JOBS_A_STEP]))
        self._worker.wake()
        return len(found), tuple(skipped)

    def import_conversation(self, file: Path, *, with_purged: bool = False) -> int:
        """Queue a conversation file (JSON lines, see README). Returns the job's id.

        What was purged here stays away, unless it is wanted back `with_purged`.

        Raises:
            UserError: not a readable file.
        """
        from core.ingest.finding import find_files, shown

        found, skipped = find_files([file])
        path = found[0][1] if found else file
        if skipped or not path.is_file():
            raise UserError(f"{shown(file)}: {skipped[0].reason}" if skipped else f"There is no file at {path}.")
        if with_purged:
            from core.ingest.conversation_intake import allow_purged

            allow_purged(self._database, path)
        queued = self._database.write(lambda c: jobs.enqueue(c, JobKind.CONVERSATION, [str(path)]))
        self._worker.wake()
        return queued[0]

    def work(self, progress: Callable[[Progress], None] | None = None, stop: Flag | None = None) -> IngestReport:
        """Run the queue in this thread until it is empty; `progress` is called on it, at most 10 times a second.

        Raises:
            Cancelled: `stop` was set; what was done stays, the rest stays queued.
        """
        return self._queue.run(progress, stop)

    def start_work(self) -> None:
        """Run the queue in a background thread and watch the folders from now on; it is told through `listen`."""
        self._worker.start()
        self._start_indexing()
        self._start_capture_watch()
        self._start_moving()

    def pause_work(self, paused: bool) -> None:
        """Stop after the running step, or go on. Remembered across starts."""
        self._worker.pause(paused)

    @property
    def paused(self) -> bool:
        """Whether the background work is paused."""
        return self._worker.paused

    def jobs(self) -> list[Job]:
        """Jobs that run, wait, failed or left something out, newest first."""
        with self._database.reading() as connection:
            return jobs.list_jobs(connection)

    def skipped(self, job_id: int) -> list[Skipped]:
        """What a job left out, and why."""
        with self._database.reading() as connection:
            return jobs.skipped_of(connection, job_id)

    def retry(self, job_id: int) -> None:
        """Queue a failed job again."""
        self._database.write(lambda c: jobs.requeue(c, job_id))
        self._worker.wake()

    def dismiss(self, job_id: int) -> None:
        """Take a failed or queued job off the list."""
        self._database.write(lambda c: jobs.remove(c, job_id))
        self._tell(LibraryChanged())

    def sources(self, limit: int = 500, offset: int = 0) -> list[Source]:
        """What has been taken in, newest first."""
        with self._database.reading() as connection:
            return sources.list_sources(connection, limit, offset)

    @later
    def _queue(self) -> IngestQueue:
        from core.ingest.queue import IngestQueue

        return IngestQueue(self._database, self._embedder, lambda: self._tell(LibraryChanged()), self._feed)

    @later
    def _feed(self) -> Feed:
        from core.ingest.folders.feeding import Feed

        return Feed(self._database)

    @later
    def _worker(self) -> QueueWorker:
        from core.ingest.worker import QueueWorker

        if self._ended:
            raise Cancelled
        return QueueWorker(self._database, self._queue, self._tell)

    def _end_work(self) -> None:
        """Stop for good, and begin nothing any more."""
        self._ended = True
        if "_worker" in vars(self):
            self._worker.close()
