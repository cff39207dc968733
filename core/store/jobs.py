"""The durable queue: what is to be taken in, who is at it, how far it got.

A job belongs to the process that runs it. `owner` names that process well enough to tell, after a crash, that it is
gone, so that another one goes on where its last transaction ended.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import apsw
import psutil

from core.model import times
from core.model.work import Job, JobKind, JobState, Skipped

_COLUMNS = "id, kind, subject, state, done, total, problem, created_at, updated_at, attempts"
_MOST_SKIPPED = 1000


def this_process() -> str:
    """A name for this process that no later process on this machine has: its number and when it was started."""
    return f"{os.getpid()}@{psutil.Process().create_time():.2f}"


def enqueue(connection: apsw.Connection, kind: JobKind, subjects: Iterable[str]) -> list[int]:
    """Queue one job for each subject, unless the same one waits already. Returns the ids, new or waiting."""
    ids: list[int] = []
    for subject in subjects:
        row = connection.execute(
            "select id from job where kind = ? and subject = ? and state in ('queued', 'running')", (kind, subject)
        ).fetchone()
        if row is None:
            at = times.to_store(times.now())[0]
            # What was said of an earlier try is no longer true once it is tried again.
            connection.execute(
                "delete from job where kind = ? and subject = ? and state in ('failed', 'cancelled')", (kind, subject)
            )
            connection.execute(
                "insert into job(kind, subject, state, created_at, updated_at) values (?, ?, 'queued', ?, ?)",
                (kind, subject, at, at),
            )
            ids.append(connection.last_insert_rowid())
        else:
            ids.append(int(row[0]))
    return ids


def claim_next(connection: apsw.Connection, owner: str) -> tuple[Job, str] | None:
    """Take the oldest job that waits, or that a dead process left. Returns it and its cursor, or None."""
    for (other,) in connection.execute(
        "select distinct owner from job where state = 'running' and owner <> ?", (owner,)
    ):
        if not is_alive(other):
            connection.execute(
                "update job set state = 'queued', owner = '' where state = 'running' and owner = ?", (other,)
            )
    row = connection.execute(
        f"update job set state = 'running', owner = ?, attempts = attempts + 1, updated_at = ? "
        f"where id = (select min(id) from job where state = 'queued') returning {_COLUMNS}, cursor",
        (owner, times.to_store(times.now())[0]),
    ).fetchone()
    return None if row is None else (_read(row[:-1]), str(row[-1]))


def advance(connection: apsw.Connection, job_id: int, *, cursor: str, done: int, total: int) -> None:
    """Note how far a job is. Call it in the transaction that stores what was done."""
    connection.execute(
        "update job set cursor = ?, done = ?, total = ?, updated_at = ? where id = ?",
        (cursor, done, total, times.to_store(times.now())[0], job_id),
    )


def finish(connection: apsw.Connection, job_id: int, state: JobState, problem: str = "") -> None:
    """Give a job its end. One that is done takes its row along in the next `sweep`."""
    connection.execute(
        "update job set state = ?, problem = ?, owner = '', updated_at = ? where id = ?",
        (state, problem, times.to_store(times.now())[0], job_id),
    )


def release(connection: apsw.Connection, job_id: int) -> None:
    """Put a running job back, to be gone on with later; it ended in good order, so this was no failed attempt."""
    connection.execute(
        "update job set state = 'queued', owner = '', attempts = max(0, attempts - 1) "
        "where id = ? and state = 'running'",
        (job_id,),
    )


def requeue(connection: apsw.Connection, job_id: int) -> None:
    """Queue a failed job again from its start."""
    connection.execute(
        "update job set state = 'queued', cursor = '', problem = '', done = 0, attempts = 0 "
        "where id = ? and state in ('failed', 'cancelled')",
        (job_id,),
    )


def remove(connection: apsw.Connection, job_id: int) -> None:
    """Take a job that is not running off the list."""
    connection.execute("delete from job where id = ? and state <> 'running'", (job_id,))


def sweep(connection: apsw.Connection, keep: int = 200) -> None:
    """Drop all but the newest `keep` finished jobs."""
    connection.execute(
        "delete from job where state = 'done' and id not in "
        "(select id from job where state = 'done' order by id desc limit ?)",
        (keep,),
    )


def note_skipped(connection: apsw.Connection, job_id: int, skipped: Iterable[Skipped]) -> None:
    """Keep what a job left out and why; the first thousand of a job are enough."""
    room = _MOST_SKIPPED - int(connection.execute("select count(*) from skipped where job_id = ?", (job_id,)).get)
    rows = [(job_id, s.where, s.reason) for s in skipped][: max(0, room)]
    connection.executemany("insert into skipped(job_id, place, reason) values (?, ?, ?)", rows)


def skipped_of(connection: apsw.Connection, job_id: int) -> list[Skipped]:
    """What a job left out."""
    rows = connection.execute("select place, reason from skipped where job_id = ? order by id", (job_id,))
    return [Skipped(place, reason) for place, reason in rows]


def list_jobs(connection: apsw.Connection, limit: int = 500) -> list[Job]:
    """Jobs that run, wait, failed, or left something out; the newest first."""
    rows = connection.execute(
        f"select {_COLUMNS} from job where state <> 'done' or exists "
        "(select 1 from skipped where job_id = job.id) order by id desc limit ?",
        (limit,),
    )
    return [_read(row) for row in rows]


def count_jobs(connection: apsw.Connection, *states: JobState) -> int:
    """How many jobs are in any of these states."""
    marks = ",".join("?" * len(states))
    return int(connection.execute(f"select count(*) from job where state in ({marks})", states).get)


def is_alive(owner: str) -> bool:
    """Whether the process that `this_process` named so still runs."""
    number, _, started = owner.partition("@")
    try:
        process = psutil.Process(int(number))
        return f"{process.create_time():.2f}" == started and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False


def _read(row: tuple[Any, ...]) -> Job:
    id_, kind, subject, state, done, total, problem, created, updated, attempts = row
    return Job(
        id=id_,
        kind=JobKind(kind),
        subject=subject,
        state=JobState(state),
        done=done,
        total=total,
        problem=problem,
        created_at=times.from_store(created).astimezone(),
        updated_at=times.from_store(updated).astimezone(),
        attempts=attempts,
    )
