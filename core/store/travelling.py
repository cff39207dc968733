"""What leaves the vault, as records: memories with everything that hangs on them, sources, chats, settings.

A record is a row by the names of its columns. Rows that hang on a memory are lists of values in the order of their
columns here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model import times
from core.model.memory import Kind, SourceKind
from core.model.transfer import Selection

Ids = NDArray[np.int64]
Record = dict[str, Any]

SOURCE = ("id", "kind", "title", "location", "content_hash", "media_type", "size", "added_at", "modified_at")
ENTITY = ("id", "name", "folded", "kind")
MEMORY = (
    "id", "kind", "form", "text", "captions", "context", "source", "position", "ref", "span_start", "span_end", "page",
    "line", "heading", "speaker", "session", "said_at", "said_zone", "true_from", "true_to", "true_grain", "stored_at",
    "significance", "stability", "reinforced_at", "recalls", "state", "trust", "pinned", "version", "precision",
    "understood_in",
)  # fmt: skip
HANGING: dict[str, tuple[str, tuple[str, ...]]] = {
    "revisions": ("revision", ("version", "text", "replaced_at", "reason")),
    "tags": ("tag", ("kind", "tag", "weight")),
    "recurrence": ("recurrence", ("days", "next_at", "reason")),
    "names": ("mention", ("entity_id", "span_start", "span_end", "means")),
    "aliases": ("alias", ("folded", "entity_id")),
    "triples": (
        "triple",
        ("subject", "subject_shown", "relation", "object", "object_shown", "span_start", "span_end", "stable",
         "standing", "true_from", "true_to"),
    ),
}  # fmt: skip
"""What hangs on a memory: the name of the list, its table, its columns."""
LINK = ("first", "second", "kind", "weight", "reason", "made_at", "used_at")
CHAT = ("id", "title", "started_at", "last_at")
TURN = ("id", "chat", "role", "text", "said_at", "said_zone", "answer")
CITATION = ("number", "memory_id", "ref", "quote", "label", "channels", "closest")
SETTINGS = ("search.tier", "sleep.schedule", "retrieval.learned", "retrieval.tuned", "capture.excluded")
"""What of the settings travels: what the user chose or the vault learned, nothing that belongs to the machine."""

COLUMNS = {"source": "source_id", "first": "first_id", "second": "second_id", "chat": "chat_id"}
"""What a column is called where a record calls it otherwise."""

_BATCH = 1000
_SLEEP = "select id from source where kind = 'capture' and location = 'sleep'"


def count_hidden(connection: apsw.Connection) -> int:
    """How many memories are forgotten and not purged yet."""
    return int(connection.execute("select count(*) from memory where state = 'forgotten'").get)


def choose_memories(connection: apsw.Connection, selection: Selection) -> Ids:
    """The ids of the memories that leave, in order. What is forgotten never does."""
    clauses, values = _told(selection)
    said = f"select m.id from memory m join source s on s.id = m.source_id where {' and '.join(clauses)}"
    chosen = _ids(connection, f"{said} order by m.id", values)
    if len(clauses) > 1:
        told = _ids(connection, f"{said} and m.source_id is not ({_SLEEP}) order by m.id", values)
        chosen = np.union1d(told, _resting_on(connection, told))
    return _of_kinds(connection, chosen, selection.kinds)


def _told(selection: Selection) -> tuple[list[str], list[Any]]:
    """What must hold of a memory apart from its kind."""
    clauses, values = ["m.state <> 'forgotten'"], list[Any]()
    at = "coalesce(m.said_at, m.stored_at)"
    if selection.since is not None:
        clauses.append(f"{at} >= ?")
        values.append(times.to_store(selection.since)[0])
    if selection.until is not None:
        clauses.append(f"{at} < ?")
        values.append(times.to_store(selection.until)[0])
    if selection.sources:
        either = "instr(lower(s.title), w.value) or instr(lower(s.location), w.value)"
        clauses.append(f"exists (select 1 from json_each(?) w where {either})")
        values.append(json.dumps([part.lower() for part in selection.sources]))
    if selection.tags:
        tags = [tag.removeprefix("#") for tag in selection.tags]
        clauses.append(
            "exists (select 1 from json_each(?) w where instr(lower(m.text), '#' || lower(w.value)) or exists "
            "(select 1 from tag t where t.memory_id = m.id and t.kind <> 'role' and lower(t.tag) = lower(w.value)))"
        )
        values.append(json.dumps(tags))
    return clauses, values


def _resting_on(connection: apsw.Connection, chosen: Ids) -> Ids:
    """What was made in sleep from nothing but these memories, by one or more steps."""
    rows: list[Any] = connection.execute(
        "select p.memory_id, p.parent_id from parent p join memory m on m.id = p.memory_id "
        f"where m.state <> 'forgotten' and m.source_id = ({_SLEEP})"
    ).fetchall()
    needed: dict[int, set[int]] = {}
    for (memory_id, parent_id), goes in zip(rows, is_among(chosen, [row[1] for row in rows]), strict=True):
        missing = needed.setdefault(memory_id, set())
        if not goes:
            missing.add(parent_id)
    going: set[int] = set()
    while more := {id_ for id_, missing in needed.items() if missing <= going} - going:
        going |= more
    return np.array(sorted(going), np.int64)


def _of_kinds(connection: apsw.Connection, chosen: Ids, kinds: Sequence[Kind | SourceKind]) -> Ids:
    if not kinds:
        return chosen
    either = "m.kind in (select value from json_each(?1)) or s.kind in (select value from json_each(?2))"
    of_memory = json.dumps([kind for kind in kinds if isinstance(kind, Kind)])
    of_source = json.dumps([kind for kind in kinds if isinstance(kind, SourceKind)])
    fitting = _ids(
        connection,
        f"select m.id from memory m join source s on s.id = m.source_id where {either} order by m.id",
        [of_memory, of_source],
    )
    return np.intersect1d(chosen, fitting)


def _ids(connection: apsw.Connection, query: str, values: Sequence[Any]) -> Ids:
    return np.fromiter((row[0] for row in connection.execute(query, tuple(values))), np.int64)


def is_among(chosen: Ids, ids: Sequence[int] | Ids) -> NDArray[np.bool_]:
    """For each of `ids` whether it is one of `chosen`, which are in order."""
    wanted = np.asarray(ids, np.int64)
    places = np.searchsorted(chosen, wanted)
    found = np.zeros(len(wanted), bool)
    inside = places < len(chosen)
    found[inside] = chosen[places[inside]] == wanted[inside]
    return found


def source_records(connection: apsw.Connection, chosen: Ids, *, every: bool) -> Iterator[Record]:
    """The sources of these memories; `every` adds those that hold none."""
    used = set() if every else _ids_used(connection, chosen, "select distinct source_id from memory where id in ({})")
    for row in connection.execute(f"select {', '.join(SOURCE)} from source order by id"):
        if every or row[0] in used:
            record = dict(zip(SOURCE, row, strict=True))
            yield {**record, "content_hash": record["content_hash"].hex()}


def count_sources_of(connection: apsw.Connection, chosen: Ids) -> int:
    """How many sources these memories are from."""
    return len(_ids_used(connection, chosen, "select distinct source_id from memory where id in ({})"))


def entity_records(connection: apsw.Connection, chosen: Ids) -> Iterator[Record]:
    """Who and what these memories name."""
    used = _ids_used(connection, chosen, "select distinct entity_id from mention where memory_id in ({})")
    used |= _ids_used(connection, chosen, "select distinct entity_id from alias where memory_id in ({})")
    for row in connection.execute(f"select {', '.join(ENTITY)} from entity order by id"):
        if row[0] in used:
            yield dict(zip(ENTITY, row, strict=True))


def _ids_used(connection: apsw.Connection, chosen: Ids, query: str) -> set[int]:
    wanted = query.format("select value from json_each(?)")
    return {row[0] for ids in _batches(chosen) for row in connection.execute(wanted, (json.dumps(ids),))}


def ids_of_source(connection: apsw.Connection, source_id: int, chosen: Ids) -> Ids:
    """Those of the chosen memories that are of a source, in the order they have there."""
    found = _ids(connection, "select id from memory where source_id = ? order by position", [source_id])
    return found[is_among(chosen, found)]


def memory_records(
    connection: apsw.Connection, chosen: Ids, *, contexts: bool, by: Literal["id", "position"] = "id"
) -> Iterator[Record]:
    """These memories, with what hangs on them, in their order: that of their ids, or of their places in one source.

    Without `contexts` those of messages are left to be worded anew: they are words of the messages before, which may
    not be among these.
    """
    columns = ", ".join(COLUMNS.get(name, name) for name in MEMORY)
    query = f"select {columns} from memory where id in (select value from json_each(?)) order by {by}"
    told = {row[0] for row in connection.execute("select id from source where kind in ('conversation', 'import')")}
    for ids in _batches(chosen):
        these = json.dumps(ids)
        hanging = {name: _hanging(connection, table, of, these) for name, (table, of) in HANGING.items()}
        for row in connection.execute(query, (these,)):
            record = dict(zip(MEMORY, row, strict=True))
            if not contexts and record["form"] == "chunk" and record["source"] in told:
                record["context"] = None
            record["captions"] = json.loads(record["captions"]) if record["captions"] else []
            for name, found in hanging.items():
                record[name] = found.get(row[0], [])
            record["recurrence"] = next(iter(record["recurrence"]), None)
            yield record


def _hanging(connection: apsw.Connection, table: str, columns: Sequence[str], ids: str) -> dict[int, list[list[Any]]]:
    order = "id" if table == "triple" else ", ".join(columns)
    found: dict[int, list[list[Any]]] = {}
    for memory_id, *values in connection.execute(
        f"select memory_id, {', '.join(columns)} from {table} where memory_id in (select value from json_each(?)) "
        f"order by memory_id, {order}",
        (ids,),
    ):
        found.setdefault(memory_id, []).append(values)
    return found


def parent_records(connection: apsw.Connection, chosen: Ids, among: Ids | None = None) -> Iterator[Record]:
    """What each of these memories was made from, as far as that is `among` others, or among them."""
    others = chosen if among is None else among
    for ids in _batches(chosen):
        made: dict[int, list[int]] = {}
        for memory_id, parent_id in connection.execute(
            "select memory_id, parent_id from parent where memory_id in (select value from json_each(?)) "
            "order by memory_id, parent_id",
            (json.dumps(ids),),
        ):
            made.setdefault(memory_id, []).append(parent_id)
        for memory_id, parents in made.items():
            of = [parent for parent, goes in zip(parents, is_among(others, parents), strict=True) if goes]
            if of:
                yield {"memory": memory_id, "of": of}


def link_records(connection: apsw.Connection, chosen: Ids) -> Iterator[Record]:
    """The links between these memories."""
    columns = ", ".join(COLUMNS.get(name, name) for name in LINK)
    for ids in _batches(chosen):
        rows: list[Any] = connection.execute(
            f"select {columns} from link where first_id in (select value from json_each(?)) "
            "order by first_id, second_id, kind",
            (json.dumps(ids),),
        ).fetchall()
        for row, among in zip(rows, is_among(chosen, [row[1] for row in rows]), strict=True):
            if among:
                yield dict(zip(LINK, row, strict=True))


def topic_records(connection: apsw.Connection, chosen: Ids) -> Iterator[Record]:
    """The topics among these memories; what is above one that is not among them is left open."""
    rows: list[Any] = connection.execute("select memory_id, above_id, size from topic order by memory_id").fetchall()
    for memory_id, above_id, size in rows:
        if is_among(chosen, [memory_id])[0]:
            above = above_id if above_id is not None and is_among(chosen, [above_id])[0] else None
            yield {"memory": memory_id, "above": above, "size": size}


def chat_records(connection: apsw.Connection) -> Iterator[Record]:
    """All chats."""
    for row in connection.execute(f"select {', '.join(CHAT)} from chat order by id"):
        yield dict(zip(CHAT, row, strict=True))


def turn_records(connection: apsw.Connection) -> Iterator[Record]:
    """What was asked and answered in all chats, each answer with its citations."""
    columns = ", ".join(COLUMNS.get(name, name) for name in TURN)
    cited = f"select {', '.join(CITATION)} from citation where turn_id = ? order by closest, number"
    for row in connection.execute(f"select {columns} from turn order by id"):
        record = dict(zip(TURN, row, strict=True))
        record["citations"] = [list(values) for values in connection.execute(cited, (row[0],))]
        yield record


def setting_records(connection: apsw.Connection) -> Iterator[Record]:
    """The settings that travel, as far as they were set."""
    for key, value in connection.execute(
        "select key, value from setting where key in (select value from json_each(?)) order by key",
        (json.dumps(SETTINGS),),
    ):
        yield {"key": key, "value": value}


def _batches(ids: Ids) -> Iterator[list[int]]:
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH].tolist()
