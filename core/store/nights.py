"""Nights: one row for each sleep cycle and each of its steps, so that one that was killed goes on where it stood."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import apsw

from core.errors import UserError
from core.model import times
from core.model.change import ChangeKind
from core.model.night import Cause, Night, NightState, StepName, Undone
from core.store import changes, jobs, notes
from core.store.changes import Changed, Recorder
from core.store.database import Database


class NightBusy(UserError):
    """Another cycle is running on this vault."""


class Journal:
    """What a step writes with: each change it makes belongs to one night and one step."""

    def __init__(self, connection: apsw.Connection, night_id: int, step: StepName) -> None:
        self.connection = connection
        self.night_id = night_id
        self._step = step

    def change(self, kind: ChangeKind, reason: str, memory_id: int | None = None) -> Recorder:
        """Begin a change; `reason` is a sentence that a person reads in the report."""
        return Recorder(
            self.connection, kind, reason, memory_id=memory_id, night_id=self.night_id, step=str(self._step)
        )

    def note(self, text: str) -> None:
        """Keep a sentence for the report about what is no change of a memory."""
        notes.add_note(self.connection, self.night_id, str(self._step), text)


class Piece(Protocol):
    """A small part of a step, worked out and ready to be written."""

    @property
    def cursor(self) -> str:
        """Where the step goes on after this piece; kept in the same transaction."""
        ...

    @property
    def units(self) -> int:
        """How many units of the step it does."""
        ...

    def apply(self, journal: Journal) -> None:
        """Write it, in the transaction of `journal`: some ten milliseconds at the most, or such that it breaks off.

        Raises:
            Cancelled: it was told to stop; what it wrote is rolled back.
        """
        ...


class Step(Protocol):
    """A step of the night."""

    @property
    def name(self) -> StepName: ...

    def count(self, database: Database) -> int:
        """About how many units wait; 0 when there is nothing to do."""
        ...

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """Work out the next piece from where `cursor` stands (empty at the beginning) without writing anything.

        None when nothing is left, and soon after `stop` is set.

        Raises:
            Cancelled: `stop` was set before the piece was ready.
        """
        ...


def begin_night(connection: apsw.Connection, cause: Cause, owner: str, steps: Sequence[StepName]) -> int:
    """Start a night with its steps waiting. Returns its id."""
    at = times.to_store(times.now())[0]
    connection.execute(
        "insert into night(begun_at, cause, state, owner) values (?, ?, 'running', ?)", (at, cause, owner)
    )
    night_id = connection.last_insert_rowid()
    connection.executemany(
        "insert into step(night_id, name, position) values (?, ?, ?)",
        [(night_id, name, position) for position, name in enumerate(steps)],
    )
    return night_id


def claim_night(connection: apsw.Connection, cause: Cause, owner: str, steps: Sequence[StepName]) -> int:
    """Start a night, or go on with the one that a dead process left. Returns its id.

    Steps that were not finished in the last night, because it was stopped, go on where they stood.

    Raises:
        NightBusy: a process that is alive is at it.
    """
    running = running_night(connection)
    if running is None:
        stopped = connection.execute("select id from night order by id desc limit 1").fetchone()
        night_id = begin_night(connection, cause, owner, steps)
        if stopped is not None:
            connection.execute(
                "update step set cursor = (select old.cursor from step old where old.night_id = ?1 and "
                "old.name = step.name) where night_id = ?2 and name in (select name from step s join night n on "
                "n.id = s.night_id where s.night_id = ?1 and s.state = 'running' and n.state = 'stopped')",
                (stopped[0], night_id),
            )
        return night_id
    night_id, other = running
    if jobs.is_alive(other):
        raise NightBusy("Ebb is asleep already: a cycle is running on this vault. Nothing was started.")
    connection.execute("update night set owner = ? where id = ?", (owner, night_id))
    connection.executemany(
        "insert or ignore into step(night_id, name, position) values (?, ?, ?)",
        [(night_id, name, position) for position, name in enumerate(steps)],
    )
    return night_id


def end_night(connection: apsw.Connection, night_id: int, state: NightState) -> None:
    """Note how a night ended."""
    connection.execute(
        "update night set state = ?, ended_at = ?, owner = '' where id = ?",
        (state, times.to_store(times.now())[0], night_id),
    )


def running_night(connection: apsw.Connection) -> tuple[int, str] | None:
    """The night that is running, or was when its process died: (id, owner)."""
    row = connection.execute("select id, owner from night where state = 'running' order by id desc").fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def step_at(connection: apsw.Connection, night_id: int, name: StepName) -> tuple[bool, str, int]:
    """Whether a step is done, where its cursor stands, and how many units it did."""
    row: Any = connection.execute(
        "select state = 'done', cursor, done from step where night_id = ? and name = ?", (night_id, name)
    ).fetchone()
    return (True, "", 0) if row is None else (bool(row[0]), str(row[1]), int(row[2]))


def move_step(
    connection: apsw.Connection, night_id: int, name: StepName, cursor: str, units: int, seconds: float, *, done: bool
) -> None:
    """Note how far a step is, in the transaction that wrote it."""
    connection.execute(
        "update step set cursor = ?, done = done + ?, seconds = seconds + ?, state = ? where night_id = ? and name = ?",
        (cursor, units, seconds, "done" if done else "running", night_id, name),
    )


def list_nights(connection: apsw.Connection, limit: int = 50) -> list[Night]:
    """Nights, the last one first."""
    rows = connection.execute("select * from night order by id desc limit ?", (limit,)).fetchall()
    return [_read(connection, row) for row in rows]


def get_night(connection: apsw.Connection, night_id: int) -> Night | None:
    """One night, or None."""
    row = connection.execute("select * from night where id = ?", (night_id,)).fetchone()
    return None if row is None else _read(connection, row)


def seconds_of(connection: apsw.Connection, night_id: int) -> float:
    """How long the steps of a night worked."""
    return float(connection.execute("select coalesce(sum(seconds), 0.0) from step where night_id = ?", (night_id,)).get)


def undo_night(connection: apsw.Connection, night_id: int) -> Undone:
    """Undo everything a night did, the last first; what was changed again since is left, and said."""
    wanted = [change for change in changes.changes_of_night(connection, night_id) if change.undone_at is None]
    left: list[str] = []
    for change in reversed(wanted):
        try:
            changes.undo_change(connection, change.id)
        except Changed as error:
            left.append(f"{change.reason} {error}")
    if not left:
        connection.execute("update night set state = 'undone' where id = ?", (night_id,))
    return Undone(len(wanted) - len(left), tuple(left))


def _read(connection: apsw.Connection, row: tuple[Any, ...]) -> Night:
    id_, begun_at, ended_at, cause, state, _ = row
    kinds = connection.execute("select kind from change where night_id = ? and undone_at is null", (id_,))
    return Night(
        id=id_,
        cause=Cause(cause),
        state=NightState(state),
        begun_at=times.from_store(begun_at).astimezone(),
        ended_at=None if ended_at is None else times.from_store(ended_at).astimezone(),
        counts=Counter(ChangeKind(kind) for (kind,) in kinds),
    )
