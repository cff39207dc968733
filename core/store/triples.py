"""Triples: what memories say of whom, and since when."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from core.model import times
from core.model.entity import Standing, Statement, Triple
from core.model.memory import Trust
from core.understanding.folding import fold
from core.understanding.validity import Settled, settle
from core.understanding.vocabulary import has_several

_SELECT = (
    "select t.id, t.memory_id, t.subject_shown, t.relation, t.object_shown, t.stable, t.standing, m.trust, "
    "coalesce(t.true_from, m.said_at, s.modified_at, m.stored_at), t.true_to, m.said_zone, m.speaker, "
    "t.span_start, t.span_end, t.subject from triple t join memory m on m.id = t.memory_id "
    "join source s on s.id = m.source_id where m.state <> 'forgotten' and "
)


@dataclass(frozen=True, slots=True)
class NewTriple:
    """A statement of a stored memory, with the time from which, or up to which, its words say that it holds."""

    memory_id: int
    statement: Statement
    true_from: datetime | None = None
    true_to: datetime | None = None


def add_triples(connection: apsw.Connection, new: Sequence[NewTriple]) -> None:
    """Store triples."""
    connection.executemany(
        "insert into triple(memory_id, subject, subject_shown, relation, object, object_shown, span_start, span_end, "
        "stable, standing, true_from, true_to) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                triple.memory_id,
                fold(triple.statement.subject),
                triple.statement.subject,
                triple.statement.relation,
                fold(triple.statement.object),
                triple.statement.object,
                triple.statement.start,
                triple.statement.end,
                triple.statement.stable,
                triple.statement.standing,
                None if triple.true_from is None else times.to_store(triple.true_from)[0],
                None if triple.true_to is None else times.to_store(triple.true_to)[0],
            )
            for triple in new
        ],
    )


def triples_about(connection: apsw.Connection, subjects: Collection[str], relation: str | None = None) -> list[Triple]:
    """What is said of these subjects (names as written or folded), of one relation or of all; oldest memory first."""
    rows = connection.execute(
        _SELECT + "t.subject in (select value from json_each(?1)) and (?2 is null or t.relation = ?2) order by t.id",
        (json.dumps([fold(subject) for subject in subjects]), relation),
    )
    return [_read(row) for row in rows]


def triples_with(connection: apsw.Connection, relation: str) -> list[Triple]:
    """What is said of anybody in this relation."""
    return [_read(row) for row in connection.execute(_SELECT + "t.relation = ? order by t.id limit 2000", (relation,))]


def subjects_with(connection: apsw.Connection, relation: str) -> set[str]:
    """The folded names of all of whom something is said in this relation; empty for what is nobody's."""
    # Steps from name to name in the index, however often each was spoken of.
    rows = connection.execute(
        "with recursive who(name) as (select min(subject) from triple where relation = ?1 union all "
        "select (select min(subject) from triple where relation = ?1 and subject > name) from who "
        "where name is not null) select name from who where name is not null",
        (relation,),
    )
    return {row[0] for row in rows}


def triples_to(connection: apsw.Connection, objects: Collection[str]) -> list[Triple]:
    """What has one of these as its object: "whose sister is Anna"."""
    rows = connection.execute(
        _SELECT + "t.object in (select value from json_each(?)) order by t.id limit 2000",
        (json.dumps([fold(value) for value in objects]),),
    )
    return [_read(row) for row in rows]


def triples_of(connection: apsw.Connection, memory_ids: Iterable[int]) -> list[Triple]:
    """What these memories say."""
    rows = connection.execute(
        _SELECT + "t.memory_id in (select value from json_each(?)) order by t.id", (json.dumps(list(memory_ids)),)
    )
    return [_read(row) for row in rows]


def current_value(connection: apsw.Connection, subject: str, relation: str, now: datetime | None = None) -> Settled:
    """What holds of a subject in a relation, and what held before; both empty when nothing was said."""
    triples = triples_about(connection, [subject], relation)
    return settle(triples, several=has_several(relation), now=now)


def overruled_by(connection: apsw.Connection, memory_id: int) -> list[Triple]:
    """The older triples of other memories that no longer hold since this memory said otherwise."""
    overruled: list[Triple] = []
    for mine in triples_of(connection, [memory_id]):
        if has_several(mine.relation) and mine.standing is Standing.HOLDS:
            continue
        settled = current_value(connection, mine.subject, mine.relation)
        if mine.standing is Standing.HOLDS and all(triple.memory_id != memory_id for triple in settled.holding):
            continue
        overruled += [past for past in settled.past if past.memory_id != memory_id and past.at <= mine.at]
    return overruled


def said_since(
    connection: apsw.Connection, words: Sequence[str], since: datetime, subject: str, known: Collection[int]
) -> list[tuple[int, str]]:
    """Memories in everyday reach, as (id, text), that hold all these words and were said after `since`.

    Those in `known` are left out. With a `subject`, only those that it said or that name it. At most 8, newest first;
    what ends as a question is not among them.
    """
    terms = " ".join('"' + word.replace('"', "") + '"' for word in words if word.strip('"'))
    if not terms:
        return []
    rows = connection.execute(
        "select m.id, m.text from word w join memory m on m.id = w.rowid where word match ? and m.said_at > ? "
        "and +m.state in ('active', 'faded') and m.trust <> 'model' and m.text not like '%?' "
        "and m.id not in (select value from json_each(?)) "
        "and (?4 = '' or m.speaker = ?4 or instr(lower(m.text), lower(?4)) > 0) order by m.said_at desc limit 8",
        ("text : (" + terms + ")", times.to_store(since)[0], json.dumps(list(known)), subject),
    )
    return [(row[0], row[1]) for row in rows]


def _read(row: tuple[Any, ...]) -> Triple:
    id_, memory_id, subject, relation, object_, stable, standing, trust, at, true_to, zone, speaker, start, end, who = (
        row
    )
    return Triple(
        id=id_,
        memory_id=memory_id,
        subject=subject,
        relation=relation,
        object=object_,
        stable=bool(stable),
        standing=Standing(standing),
        trust=Trust(trust),
        at=times.from_store(at, zone),
        true_to=None if true_to is None else times.from_store(true_to, zone),
        said_by=speaker,
        said_by_subject=bool(speaker) and fold(speaker) == who,
        start=start,
        end=end,
    )
