"""Sleeping over what somebody said, with a real vault and without the window."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from core.ingest.understanding import store_understood
from core.model.memory import NewMemory, SourceKind, Span, Trust
from core.model.night import SleepReport
from core.sleeping import Sleeping
from core.store.database import Database
from core.store.sources import NewSource, insert_source
from core.store.vectors import put_vectors, use_space

BEGAN = datetime(2024, 5, 6, 9, tzinfo=UTC)


def tell(
    database: Database,
    said: Sequence[tuple[str, str]],
    *,
    embedder: Any = None,
    trust: Trust = Trust.IMPORTED,
    every: timedelta = timedelta(days=1),
    began: datetime = BEGAN,
    name: str = "talk",
) -> list[int]:
    """Store what was said as one conversation, one session a day; with `embedder` its vectors too."""
    new = [
        NewMemory(
            text=text,
            span=Span(f"{name}-{number}", 0, len(text)),
            speaker=speaker,
            session=str((began + every * number).date()),
            said_at=began + every * number,
            trust=trust,
        )
        for number, (speaker, text) in enumerate(said)
    ]

    def store(connection: Any) -> list[int]:
        source_id = insert_source(connection, NewSource(SourceKind.CONVERSATION, name, name, "text/plain"))
        return store_understood(connection, source_id, 0, new)

    ids = database.write(store)
    if embedder is not None:
        rows = embedder.encode_bulk([f"{speaker}: {text}" for speaker, text in said])
        database.write(
            lambda c: put_vectors(c, use_space(c, embedder.name, embedder.fingerprint, embedder.dimension), ids, rows)
        )
    return ids


def sleep_over(database: Database, embedder: Any = None) -> SleepReport:
    """One cycle."""
    return Sleeping(database, embedder, lambda event: None).sleep(stop=threading.Event())


def made(database: Database, form: str = "fact", states: Sequence[str] = ("active",)) -> list[tuple[str, int]]:
    """The derived memories of a form, each with how many it rests on; profile lines left out."""
    with database.reading() as connection:
        rows = connection.execute(
            "select m.text, m.state, (select count(*) from parent p where p.memory_id = m.id) from memory m "
            "join source s on s.id = m.source_id where s.location = 'sleep' and m.form = ? and m.kind <> 'core' "
            "order by m.id",
            (form,),
        ).fetchall()
    return [(text, count) for text, state, count in rows if state in states]
