"""Memories: rows, their words, and the removal of both together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import apsw

from core.model import times
from core.model.memory import Form, Kind, Memory, NewMemory, Precision, Span, State, Strength, Trust
from core.model.period import Grain, Period
from core.model.retention import birth_stability
from core.store import vectors, words

UNJUDGED = 0.5
"""The significance of what nobody has judged."""

PlaceRow = tuple[
    int, int, str, str, str, int | None, int | None, int | None, int | None, int | None, str, float, int, int
]

_COLUMNS = (
    "id, kind, form, text, captions, source_id, position, ref, span_start, span_end, page, line, heading, speaker, "
    "session, said_at, said_zone, true_from, true_to, stored_at, significance, stability, reinforced_at, recalls, "
    "state, trust, pinned, version, precision, true_grain"
)


def insert_memories(
    connection: apsw.Connection, source_id: int, first_position: int, new: Sequence[NewMemory]
) -> list[int]:
    """Store memories of one source in order, searchable by word at once. Returns their ids.

    They are left unembedded: `unembedded` finds them.
    """
    stored_at = times.to_store(times.now())[0]
    ids: list[int] = []
    for position, memory in enumerate(new, first_position):
        significance = UNJUDGED if memory.significance is None else memory.significance
        said_at, said_zone = (None, 0) if memory.said_at is None else times.to_store(memory.said_at)
        connection.execute(
            "insert into memory(kind, form, text, captions, context, source_id, position, ref, span_start, span_end, "
            "page, line, heading, speaker, session, said_at, said_zone, stored_at, significance, stability, "
            "reinforced_at, trust, true_from, true_to, true_grain, understood_in) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                memory.kind,
                memory.form,
                memory.text,
                json.dumps(memory.captions, ensure_ascii=False) if memory.captions else "",
                memory.context,
                source_id,
                position,
                memory.span.ref,
                memory.span.start,
                memory.span.end,
                memory.span.page,
                memory.span.line,
                memory.span.heading,
                memory.speaker,
                memory.session,
                said_at,
                said_zone,
                stored_at,
                significance,
                birth_stability(significance),
                stored_at,
                memory.trust,
                *_truth(memory.true),
                memory.understood_in,
            ),
        )
        ids.append(connection.last_insert_rowid())
    words.index_memories(connection, ids)
    return ids


def delete_memories_of(connection: apsw.Connection, source_id: int) -> int:
    """Remove all memories of a source with their words and vectors. Returns how many there were."""
    return delete_memories(
        connection, [row[0] for row in connection.execute("select id from memory where source_id = ?", (source_id,))]
    )


def delete_memories(connection: apsw.Connection, ids: Sequence[int]) -> int:
    """Remove memories with their words and vectors; what hangs on them goes too. Returns how many there were.

    What is forgotten has no words in the index and no vector any more.
    """
    words.unindex_memories(connection, ids)
    vectors.delete_vectors(connection, ids)
    connection.execute("delete from memory where id in (select value from json_each(?))", (json.dumps(list(ids)),))
    return connection.changes()


def get_memories(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, Memory]:
    """Memories by id; those that are gone are left out."""
    wanted = json.dumps(list(ids))
    rows = connection.execute(
        f"select {_COLUMNS} from memory where id in (select value from json_each(?))",
        (wanted,),
    )
    return {memory.id: memory for memory in map(_read, rows)}


def memories_around(connection: apsw.Connection, memory_id: int, around: int) -> list[Memory]:
    """A memory with up to `around` neighbours on each side, in the order of the source; empty when it is gone.

    What is forgotten is gone, and is nobody's neighbour.
    """
    rows = connection.execute(
        f"select {_COLUMNS} from memory where state <> 'forgotten' "
        "and source_id = (select source_id from memory where id = ?1 and state <> 'forgotten') "
        "and position between (select position from memory where id = ?1) - ?2 "
        "and (select position from memory where id = ?1) + ?2 order by position",
        (memory_id, around),
    )
    return [_read(row) for row in rows]


def known_refs(connection: apsw.Connection, source_id: int, refs: Sequence[str]) -> dict[str, str]:
    """Of these refs, the ones this source has already, each with its text as it was taken in."""
    return dict(
        connection.execute(
            "select ref, coalesce((select r.text from revision r where r.memory_id = id order by r.version limit 1), "
            "text) from memory where source_id = ? and ref in (select value from json_each(?))",
            (source_id, json.dumps(refs)),
        )
    )


def count_forgotten(connection: apsw.Connection, source_id: int, refs: Sequence[str]) -> int:
    """How many of what this source has under these refs is forgotten."""
    return int(
        connection.execute(
            "select count(*) from memory where source_id = ? and ref in (select value from json_each(?)) "
            "and state = 'forgotten'",
            (source_id, json.dumps(refs)),
        ).get
    )


def next_position(connection: apsw.Connection, source_id: int) -> int:
    """Where the next memory of a source goes."""
    last = connection.execute("select max(position) from memory where source_id = ?", (source_id,)).get
    return 0 if last is None else int(last) + 1


def last_memories(connection: apsw.Connection, source_id: int, most: int) -> list[Memory]:
    """The last memories of a source, the last first. What is forgotten is none of them."""
    rows = connection.execute(
        f"select {_COLUMNS} from memory where source_id = ? and +state <> 'forgotten' order by position desc limit ?",
        (source_id, most),
    )
    return [_read(row) for row in rows]


def places_of(
    connection: apsw.Connection, ids: Iterable[int], states: Sequence[State] = (State.ACTIVE, State.FADED)
) -> list[PlaceRow]:
    """Where memories in one of `states` stand: id, source, session, speaker, text, the ids of their neighbours, when it
    was said, from when and to when it was true and how exactly, stability, last reinforced, pinned.

    Neighbours are of the same source and session, None at its ends.
    """
    rows: list[Any] = connection.execute(_PLACES, (json.dumps(list(ids)), json.dumps(list(states)))).fetchall()
    return rows


# A neighbour mostly has the next id, and then stands on the same page of the table; the index knows the others. Nearly
# all memories are in reach: the plus keeps SQLite from looking them up by state.
_PLACES = """
select m.id, m.source_id, m.session, m.speaker, m.text,
    case
        when b.id is not null then iif(b.session = m.session, b.id, null)
        else (select id from memory o
            where o.source_id = m.source_id and o.position = m.position - 1 and o.session = m.session)
    end,
    case
        when a.id is not null then iif(a.session = m.session, a.id, null)
        else (select id from memory o
            where o.source_id = m.source_id and o.position = m.position + 1 and o.session = m.session)
    end,
    m.said_at, m.true_from, m.true_to, m.true_grain, m.stability, m.reinforced_at, m.pinned
from memory m
left join memory b on b.id = m.id - 1 and b.source_id = m.source_id and b.position = m.position - 1
left join memory a on a.id = m.id + 1 and a.source_id = m.source_id and a.position = m.position + 1
where m.id in (select value from json_each(?)) and +m.state in (select value from json_each(?))
"""


def speakers_of_all(connection: apsw.Connection) -> list[str]:
    """Every speaker's name, each once; not of those of whom all is forgotten.

    Steps from name to name in the index, however many memories there are.
    """
    rows = connection.execute(
        "with recursive name(said) as (select min(speaker) from memory where speaker > '' union all "
        "select (select min(speaker) from memory where speaker > said) from name where said is not null) "
        "select said from name where said is not null "
        "and exists (select 1 from memory where speaker = said and state <> 'forgotten')"
    )
    return [row[0] for row in rows]


def count_memories(connection: apsw.Connection) -> int:
    """How many memories there are, the forgotten left out."""
    return int(
        connection.execute(
            "select value - (select count(*) from memory where state = 'forgotten') from tally where name = 'memories'"
        ).get
    )


def all_ids(connection: apsw.Connection) -> set[int]:
    """The ids of all memories, the forgotten left out."""
    return {int(number) for (number,) in connection.execute("select id from memory where state <> 'forgotten'")}


def not_forgotten(connection: apsw.Connection, ids: Sequence[int]) -> list[int]:
    """Those of these memories that are there and not forgotten, by id."""
    rows = connection.execute(
        "select id from memory where id in (select value from json_each(?)) and state <> 'forgotten' order by id",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def all_versions(connection: apsw.Connection) -> dict[int, int]:
    """The ids of all memories, the forgotten left out, each with the number of its version."""
    return dict(connection.execute("select id, version from memory where state <> 'forgotten'"))


def newest_stored(connection: apsw.Connection) -> datetime | None:
    """When the last memory was stored; None of an empty vault."""
    at = connection.execute("select max(stored_at) from memory where state <> 'forgotten'").get
    return None if at is None else times.from_store(at)


def count_changes(connection: apsw.Connection) -> int:
    """How often any memory was stored, changed or removed, ever: the same number, the same memories."""
    return int(connection.execute("select value from tally where name = 'changes'").get)


_NOT_WATCHED = (
    "source_id not in (select s.id from folder_file f join source s on s.kind = 'file' and s.location = f.path)"
)


def unembedded(connection: apsw.Connection, after_id: int, limit: int, *, watched: bool = True) -> list[Memory]:
    """Memories without a vector, by id, those after `after_id`; without `watched` none from watched folders."""
    rows = connection.execute(
        f"select {_COLUMNS} from memory where embedded_in = 0 and state <> 'forgotten' and id > ? "
        f"and {'1' if watched else _NOT_WATCHED} order by id limit ?",
        (after_id, limit),
    )
    return [_read(row) for row in rows]


def draw_memories(connection: apsw.Connection, limit: int) -> list[Memory]:
    """Up to `limit` memories, evenly from the first to the last."""
    last = connection.execute("select max(id) from memory").get
    if not last or limit < 1:
        return []
    ids = {round(1 + step * (last - 1) / max(1, limit - 1)) for step in range(limit)}
    rows = connection.execute(
        f"select {_COLUMNS} from memory where id in (select value from json_each(?)) and state <> 'forgotten' "
        "order by id",
        (json.dumps(sorted(ids)),),
    )
    return [_read(row) for row in rows]


def count_unembedded(connection: apsw.Connection, *, watched: bool = True) -> int:
    """How many memories wait for a vector; without `watched` those from watched folders are not counted."""
    if not watched:
        return int(
            connection.execute(
                f"select count(*) from memory where embedded_in = 0 and state <> 'forgotten' and {_NOT_WATCHED}"
            ).get
        )
    # What is forgotten never has a vector.
    return int(
        connection.execute(
            "select (select count(*) from memory where embedded_in = 0) - "
            "(select count(*) from memory where state = 'forgotten')"
        ).get
    )


def not_understood(connection: apsw.Connection, version: int, limit: int) -> list[Memory]:
    """Memories that no understanding of this version or a later one has read."""
    rows = connection.execute(
        f"select {_COLUMNS} from memory where understood_in < ? and state <> 'forgotten' "
        "order by understood_in, id limit ?",
        (version, limit),
    )
    return [_read(row) for row in rows]


def count_not_understood(connection: apsw.Connection, version: int) -> int:
    """How many memories wait to be understood."""
    return int(
        connection.execute(
            "select (select count(*) from memory where understood_in < ?1) - "
            "(select count(*) from memory where state = 'forgotten' and +understood_in < ?1)",
            (version,),
        ).get
    )


def mark_understood(
    connection: apsw.Connection, version: int, told: Iterable[tuple[int, Period | None, float]]
) -> None:
    """Note which version has read these memories, by id, when each was true, and how significant its words are.

    What was made or corrected keeps the significance it was given if that is higher. What was never used yet stands as
    firmly as if it had been born with it.
    """
    connection.executemany(
        "update memory set true_from = ?, true_to = ?, true_grain = ?, understood_in = ?, significance = ?, "
        "stability = case recalls when 0 then ? else stability end where id = ?",
        [
            (*_truth(period), version, significance, birth_stability(significance), memory_id)
            for memory_id, period, significance in told
        ],
    )


def _truth(period: Period | None) -> tuple[int | None, int | None, str]:
    if period is None:
        return None, None, ""
    start, end = (None if at is None else times.to_store(at)[0] for at in (period.start, period.end))
    return start, end, period.grain


def _read(row: tuple[Any, ...]) -> Memory:
    said_at, said_zone, true_from, true_to, stored_at = row[15:20]
    return Memory(
        id=row[0],
        kind=Kind(row[1]),
        form=Form(row[2]),
        text=row[3],
        captions=tuple(json.loads(row[4])) if row[4] else (),
        source_id=row[5],
        position=row[6],
        span=Span(ref=row[7], start=row[8], end=row[9], page=row[10], line=row[11], heading=row[12]),
        speaker=row[13],
        session=row[14],
        said_at=None if said_at is None else times.from_store(said_at, said_zone),
        true_from=None if true_from is None else times.from_store(true_from, said_zone),
        true_to=None if true_to is None else times.from_store(true_to, said_zone),
        stored_at=times.from_store(stored_at).astimezone(),
        significance=row[20],
        strength=Strength(row[21], times.from_store(row[22]).astimezone(), row[23]),
        state=State(row[24]),
        trust=Trust(row[25]),
        pinned=bool(row[26]),
        version=row[27],
        precision=Precision(row[28]),
        true_grain=Grain(row[29]) if row[29] else None,
    )
