"""The queue: nothing twice, nothing lost, a dead process's work taken over."""

from __future__ import annotations

from core.model.work import JobKind, JobState, Skipped
from core.store import jobs
from core.store.database import Database

ME = jobs.this_process()


def queue(database: Database, *subjects: str) -> list[int]:
    return database.write(lambda c: jobs.enqueue(c, JobKind.FILE, subjects))


def claim(database: Database, owner: str = ME) -> tuple[int, str] | None:
    claimed = database.write(lambda c: jobs.claim_next(c, owner))
    return None if claimed is None else (claimed[0].id, claimed[1])


def test_jobs_are_taken_in_order_and_once(database: Database) -> None:
    first, second = queue(database, "a", "b")
    assert claim(database) == (first, "")
    assert claim(database) == (second, "")
    assert claim(database) is None


def test_the_same_subject_waits_once(database: Database) -> None:
    (first,) = queue(database, "a")
    assert queue(database, "a") == [first]
    claim(database)
    assert queue(database, "a") == [first]
    database.write(lambda c: jobs.finish(c, first, JobState.DONE))
    assert queue(database, "a") != [first]


def test_a_dead_process_leaves_its_job_with_its_cursor(database: Database) -> None:
    (job,) = queue(database, "a")
    claim(database, "999999@1.00")
    database.write(lambda c: jobs.advance(c, job, cursor="half", done=5, total=10))
    assert claim(database) == (job, "half")


def test_a_living_process_keeps_its_job(database: Database) -> None:
    queue(database, "a")
    claim(database, ME)
    assert claim(database, "another@0.00") is None


def test_a_released_job_goes_on_where_it_stood(database: Database) -> None:
    (job,) = queue(database, "a")
    claim(database)
    database.write(lambda c: jobs.advance(c, job, cursor="7", done=7, total=9))
    database.write(lambda c: jobs.release(c, job))
    assert claim(database) == (job, "7")


def test_a_failed_job_is_listed_retried_and_dismissed(database: Database) -> None:
    first, second = queue(database, "a", "b")
    for job in (first, second):
        claim(database)
        database.write(lambda c, j=job: jobs.finish(c, j, JobState.FAILED, "It is empty."))  # type: ignore[misc]
    with database.reading() as connection:
        assert [(j.id, j.problem) for j in jobs.list_jobs(connection)] == [
            (second, "It is empty."),
            (first, "It is empty."),
        ]
    database.write(lambda c: jobs.requeue(c, first))
    database.write(lambda c: jobs.remove(c, second))
    with database.reading() as connection:
        assert [(j.id, j.state, j.problem) for j in jobs.list_jobs(connection)] == [(first, JobState.QUEUED, "")]


def test_what_was_left_out_is_kept_and_bounded(database: Database) -> None:
    (job,) = queue(database, "a")
    many = [Skipped(f"a:{n}", "broken") for n in range(1500)]
    database.write(lambda c: jobs.note_skipped(c, job, many))
    database.write(lambda c: jobs.note_skipped(c, job, many))
    database.write(lambda c: jobs.finish(c, job, JobState.DONE))
    with database.reading() as connection:
        assert jobs.skipped_of(connection, job) == many[:1000]
        assert [j.id for j in jobs.list_jobs(connection)] == [job]


def test_finished_jobs_are_swept(database: Database) -> None:
    for job in queue(database, *"abcde"):
        claim(database)
        database.write(lambda c, j=job: jobs.finish(c, j, JobState.DONE))  # type: ignore[misc]
    database.write(lambda c: jobs.sweep(c, keep=2))
    with database.reading() as connection:
        assert jobs.count_jobs(connection, JobState.DONE) == 2
