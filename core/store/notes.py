"""Notes of a night: what it did or could not do that is no change of a memory, in sentences for a person."""

from __future__ import annotations

import apsw


def noting(connection: apsw.Connection) -> None:
    """The migration that makes room for notes."""
    connection.execute(
        "create table note(id integer primary key, night_id integer not null references night(id) on delete cascade, "
        "step text not null, text text not null) strict; create index note_by_night on note(night_id, id);"
    )


def add_note(connection: apsw.Connection, night_id: int, step: str, text: str) -> None:
    """Keep a sentence. It never holds the words of a memory."""
    connection.execute("insert into note(night_id, step, text) values (?, ?, ?)", (night_id, step, text))


def notes_of(connection: apsw.Connection, night_id: int) -> tuple[str, ...]:
    """The notes of a night, in order."""
    rows = connection.execute("select text from note where night_id = ? order by id", (night_id,))
    return tuple(row[0] for row in rows)
