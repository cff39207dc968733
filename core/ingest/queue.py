"""Working off the durable queue: reading and storing in one thread, embedding in another, progress to the caller."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from core.embedding.embedder import Embedder
from core.errors import Cancelled, MachineError, ModelUnavailable
from core.ingest.embedding import embed_waiting, waiting_count
from core.ingest.folders.feeding import Feed
from core.ingest.intake import Intake
from core.ingest.outcome import Outcome
from core.ingest.progress import Meter
from core.ingest.understanding import count_waiting, understand_waiting
from core.model.work import IngestReport, Job, JobState, Progress, Skipped
from core.store import jobs
from core.store.database import Database

_BEAT_SECONDS = 0.1
_COUNT_SECONDS = 1.0
# A process that died once may have been unlucky; one that dies twice is not tried a third time in the same run.
_EMBED_ATTEMPTS = 2
_BY_WORD = "What was taken in is safe and found by word; its meaning is added by the next run."
EMBEDDING = "embedding"
_MOST_REPORTED = 1000


class IngestQueue:
    """Runs jobs until none waits. One run at a time in a process; several processes may share a queue."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        stored: Callable[[], None] | None = None,
        feed: Feed | None = None,
    ) -> None:
        """`feed` hands on what waits in watched folders, as the queue gets empty."""
        self._database, self._embedder = database, embedder
        self._feed = feed or Feed(database)
        self._stored = stored or (lambda: None)
        self._running = threading.Lock()
        self._held: list[int] = []

    def waits(self) -> bool:
        """Whether there is anything to do: a job, or a memory without a vector or not yet understood."""
        with self._database.reading() as connection:
            queued = jobs.count_jobs(connection, JobState.QUEUED)
        unembedded = waiting_count(self._database, held=self._feed.held)
        return bool(queued or self._feed.waits() or unembedded or count_waiting(self._database))

    def run(
        self, progress: Callable[[Progress], None] | None = None, stop: threading.Event | None = None
    ) -> IngestReport:
        """Work until the queue is empty, and every memory is understood and has its vector.

        `progress` is called on this thread. When the embedding model is not there, memories are stored all the same,
        found by word, and embedded by a later run; the report says so.

        Raises:
            Cancelled: `stop` was set; the running job goes back to the queue with what it has done.
            MachineError: the vault cannot be written.
        """
        with self._running:
            run = _Run(self._database, self._embedder, self._stored, self._feed, self._held)
            return run.work(progress, stop or threading.Event())


class _Run:
    def __init__(
        self, database: Database, embedder: Embedder, stored: Callable[[], None], feed: Feed, held: list[int]
    ) -> None:
        self._database, self._embedder, self._told_stored, self._feed = database, embedder, stored, feed
        # Jobs of an earlier run that could not even be put back, because there was no room to write that down.
        self._held = held
        self._halt, self._arrived = threading.Event(), threading.Event()
        self._files = Meter("reading", "files")
        self._passages = Meter("embedding", "passages")
        self._tally = Outcome()
        self._counted = -_COUNT_SECONDS
        # Reading goes on and off. Embedding is done once nothing is read and nothing waits, and not taken up again.
        self._reading_done, self._embedding_done = threading.Event(), threading.Event()
        self._turning = threading.Lock()

    def work(self, progress: Callable[[Progress], None] | None, stop: threading.Event) -> IngestReport:
        began = time.monotonic()
        self._passages.expect(waiting_count(self._database, held=self._feed.held))
        with ThreadPoolExecutor(3, "ingest") as pool:
            futures = [pool.submit(work) for work in (self._read_all, self._embed_all, self._understand_all)]
            try:
                self._watch(futures, progress, stop)
            finally:
                self._halt.set()
        for future in futures:
            with contextlib.suppress(Cancelled):
                future.result()
        if stop.is_set():
            raise Cancelled
        tally = self._tally
        return IngestReport(
            tally.sources, tally.memories, tally.already, tuple(tally.skipped), time.monotonic() - began, tally.size
        )

    def _watch(
        self, futures: list[Future[None]], progress: Callable[[Progress], None] | None, stop: threading.Event
    ) -> None:
        while not all(future.done() for future in futures):
            if stop.is_set() or any(future.done() and future.exception() for future in futures):
                self._halt.set()
            if progress is not None and not self._halt.is_set():
                self._report(progress)
            time.sleep(_BEAT_SECONDS)
        if progress is not None and not stop.is_set():
            self._report(progress)

    def _report(self, progress: Callable[[Progress], None]) -> None:
        reading, embedding = self._files.read(), self._passages.read()
        if reading.total and not self._reading_done.is_set():
            progress(reading)
        if embedding.total:
            progress(embedding)

    def _read_all(self) -> None:
        owner = jobs.this_process()
        try:
            self._put_back()
            with Intake(self._database, self._halt, self._note_stored) as intake:
                while not self._halt.is_set():
                    self._read_waiting(intake, owner)
                    if not self._wait_for_more():
                        return
        finally:
            self._reading_done.set()
            self._arrived.set()
            self._database.write(jobs.sweep)

    def _read_waiting(self, intake: Intake, owner: str) -> None:
        while not self._halt.is_set():
            self._expect(self._feed.next())
            claimed = self._database.write(lambda c: jobs.claim_next(c, owner))
            if claimed is None:
                return
            self._do(intake, *claimed)
            self._files.advance(1, claimed[0].subject)

    def _expect(self, behind: int) -> None:
        """Say how many files are left; `behind` wait behind the queue. With many, counting them takes a while."""
        now = time.monotonic()
        if now - self._counted > _COUNT_SECONDS or self._files.read().done >= self._files.read().total:
            with self._database.reading() as connection:
                queued = jobs.count_jobs(connection, JobState.QUEUED)
            self._files.expect(self._files.read().done + queued + behind)
            self._counted = now

    def _wait_for_more(self) -> bool:
        """With nothing left to read, wait until there is, or until all is embedded, which may take long.

        Returns whether there is more: what was just saved is found by its words while the rest is still embedded.
        """
        with self._turning:
            self._reading_done.set()
        self._arrived.set()
        while not self._halt.is_set() and not self._embedding_done.wait(_BEAT_SECONDS):
            with self._database.reading() as connection:
                queued = jobs.count_jobs(connection, JobState.QUEUED)
            if queued or self._feed.waits():
                with self._turning:
                    if self._embedding_done.is_set():
                        break
                    self._reading_done.clear()
                return True
        return False

    def _understand_all(self) -> None:
        """New memories are understood as they are stored; this is for those of an older vault, after the reading."""
        while not self._reading_done.wait(_BEAT_SECONDS):
            if self._halt.is_set():
                return
        if understand_waiting(self._database, self._halt):
            self._told_stored()

    def _do(self, intake: Intake, job: Job, cursor: str) -> None:
        try:
            outcome = intake.take(job, cursor)
        except BaseException:
            # Stopped, or the machine cannot go on: the job is not at fault and waits with what it has done.
            self._held.append(job.id)
            with contextlib.suppress(MachineError):
                self._put_back()
            raise
        outcome.skipped = outcome.skipped[: max(0, _MOST_REPORTED - len(self._tally.skipped))]
        self._tally.add(outcome)

    def _put_back(self) -> None:
        while self._held:
            self._database.write(lambda c: jobs.release(c, self._held[-1]))
            self._held.pop()

    def _note_stored(self, count: int) -> None:
        self._passages.expect_more(count)
        self._arrived.set()
        self._told_stored()

    def _embed_all(self) -> None:
        try:
            for attempt in range(_EMBED_ATTEMPTS):
                try:
                    self._embed_until_done()
                    return
                except ModelUnavailable as error:
                    if attempt + 1 == _EMBED_ATTEMPTS:
                        self._tally.add(Outcome(skipped=[Skipped(EMBEDDING, f"{error} {_BY_WORD}")]))
        finally:
            self._embedding_done.set()

    def _embed_until_done(self) -> None:
        while not self._halt.is_set():
            embed_waiting(
                self._database,
                self._embedder,
                self._passages,
                more_to_come=lambda: not self._reading_done.is_set(),
                arrived=self._arrived,
                stop=self._halt,
                held=lambda: self._feed.held,
            )
            with self._turning:
                if self._reading_done.is_set() and not waiting_count(self._database, held=self._feed.held):
                    self._embedding_done.set()
                    return
