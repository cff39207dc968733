"""The queue is worked off to its end, by whoever comes, whatever stops it in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.embedding.embedder import Vector
from core.errors import Cancelled, MachineError, ModelUnavailable
from core.ingest.queue import IngestQueue
from core.ingest.worker import QueueWorker
from core.model.events import Event, LibraryChanged, WorkChanged
from core.model.work import Job, JobKind, JobState, Progress
from core.store import jobs
from core.store.database import Database
from core.store.vectors import current_space
from core.store.verification import verify_database
from tests.conftest import HashEmbedder
from tests.faults.command import message, wait_until, write_conversation


@pytest.fixture
def queue(database: Database, embedder: HashEmbedder) -> Iterator[IngestQueue]:
    yield IngestQueue(database, embedder)
    assert all(finding.ok for finding in verify_database(database))


def enqueue_files(database: Database, folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Note {number}: the lamp of berth {number} is out.")
    subjects = [str(folder / f"{number}.txt") for number in range(count)]
    database.write(lambda c: jobs.enqueue(c, JobKind.FILE, subjects))


def enqueue_messages(database: Database, folder: Path, count: int) -> None:
    file = write_conversation(folder / "c.jsonl", map(message, range(count)))
    database.write(lambda c: jobs.enqueue(c, JobKind.CONVERSATION, [str(file)]))


def counts(database: Database) -> tuple[int, int]:
    """Memories, and those that wait for a vector."""
    with database.reading() as connection:
        return connection.execute("select count(*), count(*) filter (where embedded_in = 0) from memory").fetchone()


def test_everything_is_stored_and_embedded(queue: IngestQueue, database: Database, tmp_path: Path) -> None:
    enqueue_files(database, tmp_path, 12)
    enqueue_messages(database, tmp_path, 700)
    assert queue.waits()
    report = queue.run()
    assert (report.sources, report.memories, report.skipped) == (13, 712, ())
    assert counts(database) == (712, 0)
    assert not queue.waits()
    assert queue.run().memories == 0


def test_a_bad_file_fails_alone(queue: IngestQueue, database: Database, tmp_path: Path) -> None:
    enqueue_files(database, tmp_path, 3)
    (tmp_path / "1.txt").write_bytes(b"")
    report = queue.run()
    assert (report.memories, len(report.skipped)) == (2, 1)
    with database.reading() as connection:
        (failed,) = jobs.list_jobs(connection)
    assert (failed.state, failed.problem) == (JobState.FAILED, "This file is empty.")
    (tmp_path / "1.txt").write_text("It is full now.")
    database.write(lambda c: jobs.requeue(c, failed.id))
    assert queue.run().memories == 1


def test_progress_grows_to_its_total(queue: IngestQueue, database: Database, tmp_path: Path) -> None:
    enqueue_messages(database, tmp_path, 1500)
    heard: list[Progress] = []
    queue.run(heard.append)
    assert heard
    last = heard[-1]
    assert (last.stage, last.done, last.total) == ("embedding", 1500, 1500)
    assert all(0 <= step.done <= step.total for step in heard)


def test_a_stop_is_heard_and_another_run_goes_on(queue: IngestQueue, database: Database, tmp_path: Path) -> None:
    enqueue_messages(database, tmp_path, 6000)
    stop = threading.Event()
    halted = IngestQueue(database, HashEmbedder(), stop.set)
    with pytest.raises(Cancelled):
        halted.run(stop=stop)
    stored, _ = counts(database)
    assert 0 < stored < 6000
    with database.reading() as connection:
        assert jobs.count_jobs(connection, JobState.QUEUED) == 1
    queue.run()
    assert counts(database) == (6000, 0)


def test_stops_by_the_user_are_never_held_against_a_file(
    queue: IngestQueue, database: Database, tmp_path: Path
) -> None:
    enqueue_messages(database, tmp_path, 20)
    for _ in range(6):
        claimed = database.write(lambda c: jobs.claim_next(c, jobs.this_process()))
        assert claimed is not None
        database.write(lambda c, id_=claimed[0].id: jobs.release(c, id_))  # type: ignore[misc]
    report = queue.run()
    assert (report.memories, report.skipped) == (20, ())


def test_a_file_that_ends_the_program_each_time_is_left_out_and_may_be_tried_again(
    queue: IngestQueue, database: Database, tmp_path: Path
) -> None:
    enqueue_files(database, tmp_path, 2)
    for dead in ("1@0.00", "1@0.01", "1@0.02"):
        database.write(lambda c, dead=dead: jobs.claim_next(c, dead))  # type: ignore[misc]
    report = queue.run()
    assert report.memories == 1
    (skipped,) = report.skipped
    assert "ended 3 times" in skipped.reason
    with database.reading() as connection:
        (failed,) = jobs.list_jobs(connection)
    database.write(lambda c: jobs.requeue(c, failed.id))
    assert queue.run().memories == 1, "whoever tries it again means it"


class NoModel(HashEmbedder):
    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        raise ModelUnavailable("The embedding model is not installed.")


def test_without_a_model_memories_are_kept_and_embedded_later(
    queue: IngestQueue, database: Database, tmp_path: Path
) -> None:
    enqueue_messages(database, tmp_path, 300)
    report = IngestQueue(database, NoModel()).run()
    assert report.memories == 300
    assert [(entry.where, "found by word" in entry.reason) for entry in report.skipped] == [("embedding", True)]
    assert counts(database) == (300, 300)
    assert queue.waits()
    queue.run()
    assert counts(database) == (300, 0)


def test_another_model_starts_a_space_of_its_own(queue: IngestQueue, database: Database, tmp_path: Path) -> None:
    enqueue_messages(database, tmp_path, 100)
    queue.run()
    (tmp_path / "more").mkdir()
    enqueue_files(database, tmp_path / "more", 1)
    IngestQueue(database, HashEmbedder("e" * 64)).run()
    queue_again = IngestQueue(database, HashEmbedder("e" * 64))
    queue_again.run()
    with database.reading() as connection:
        space = current_space(connection)
        assert space is not None
        assert space.fingerprint == "e" * 64
    assert counts(database) == (101, 0)


class FullDisk:
    """The first write of a job's memories finds no room."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from core.ingest import conversation_intake

        self.full = True
        store = conversation_intake._store

        def refuse(*arguments: object) -> object:
            if self.full:
                raise MachineError("The disk is full.")
            return store(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(conversation_intake, "_store", refuse)


def test_a_full_disk_ends_the_run_and_keeps_the_job(
    queue: IngestQueue, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FullDisk(monkeypatch)
    enqueue_messages(database, tmp_path, 50)
    with pytest.raises(MachineError, match="disk is full"):
        queue.run()
    disk.full = False
    assert queue.run().memories == 50


def test_a_job_that_could_not_be_put_back_is_taken_again_by_the_same_process(
    queue: IngestQueue, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no room at all, even the note that a job waits again cannot be written."""
    disk = FullDisk(monkeypatch)
    enqueue_messages(database, tmp_path, 50)

    def refuse(*arguments: object) -> None:
        raise MachineError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "release", refuse)
        with pytest.raises(MachineError):
            queue.run()
    disk.full = False
    assert queue.run().memories == 50


def test_two_queues_share_the_work_and_do_nothing_twice(database: Database, tmp_path: Path) -> None:
    enqueue_files(database, tmp_path, 20)
    enqueue_messages(database, tmp_path, 1000)
    other = Database(database.file, bytes(range(32)), backups=tmp_path / "backups")
    reports = []
    threads = [
        threading.Thread(target=lambda store=store: reports.append(IngestQueue(store, HashEmbedder()).run()))
        for store in (database, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    other.close()
    assert sum(report.memories for report in reports) == 1020
    assert counts(database) == (1020, 0)
    assert all(finding.ok for finding in verify_database(database))


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def worker(database: Database, queue: IngestQueue, told: list[Event]) -> Iterator[QueueWorker]:
    worker = QueueWorker(database, queue, told.append)
    yield worker
    worker.close()
    worker.close()


def test_the_background_worker_takes_what_comes(
    worker: QueueWorker, database: Database, tmp_path: Path, told: list[Event]
) -> None:
    worker.start()
    worker.start()
    enqueue_messages(database, tmp_path, 40)
    worker.wake()
    wait_until(lambda: counts(database) == (40, 0), 15)
    wait_until(lambda: any(isinstance(event, LibraryChanged) for event in told), 5)


def test_a_pause_holds_is_remembered_and_ends(
    worker: QueueWorker, database: Database, queue: IngestQueue, tmp_path: Path, told: list[Event]
) -> None:
    worker.pause(True)
    worker.start()
    enqueue_messages(database, tmp_path, 40)
    worker.wake()
    threading.Event().wait(0.5)
    assert counts(database) == (0, 0)
    assert QueueWorker(database, queue, told.append).paused
    worker.pause(False)
    wait_until(lambda: counts(database) == (40, 0), 15)


def test_a_full_disk_is_told_and_the_worker_lives_on(
    worker: QueueWorker, database: Database, tmp_path: Path, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.ingest import worker as worker_module

    monkeypatch.setattr(worker_module, "_RETRY_SECONDS", 0.2)
    disk = FullDisk(monkeypatch)
    enqueue_messages(database, tmp_path, 40)
    worker.start()
    wait_until(lambda: any(isinstance(event, WorkChanged) and "disk is full" in event.problem for event in told), 10)
    disk.full = False
    wait_until(lambda: counts(database) == (40, 0), 15)


def test_listed_jobs_say_what_they_are_about(queue: IngestQueue, database: Database, tmp_path: Path) -> None:
    enqueue_files(database, tmp_path, 2)
    with database.reading() as connection:
        listed: list[Job] = jobs.list_jobs(connection)
    assert [Path(job.subject).name for job in listed] == ["1.txt", "0.txt"]
