"""Which memories the conditions of a search leave in reach."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model.memory import State

EVERYDAY = (State.ACTIVE, State.FADED)
"""What is found without being asked to look deeper."""
DEEP = (*EVERYDAY, State.ARCHIVED)
"""What a thorough search finds."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold of a memory; an empty part asks nothing.

    Of `speakers`, `places` (parts of a source's title or location), `kinds`, `source_kinds` and `tags` any one must
    fit, of `phrases` and `excluded` every one. `since` and `until` are milliseconds since 1970: the memory was said or
    stored from then until before then, or was true in between. Kinds of memory and of source together are one list.
    """

    speakers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class _Selection:
    """What selects the memories for which conditions hold: behind "from memory m", and what it binds."""

    clauses: str
    values: tuple[Any, ...]
    led: bool
    """Whether an index leads to them, so that few rows are read."""


def memories_within(
    connection: apsw.Connection,
    conditions: Conditions,
    limit: int,
    among: Sequence[int] | None = None,
    *,
    states: Sequence[State] = EVERYDAY,
) -> list[int]:
    """The memories in one of `states` for which all conditions hold, newest first, at most `limit`.

    `among` are ids to choose from, None for all there are.
    """
    selection = _select(connection, conditions, among, states)
    rows = connection.execute(
        f"select m.id from memory m {selection.clauses} "
        "order by coalesce(m.said_at, m.stored_at) desc, m.id desc limit ?",
        (*selection.values, limit),
    )
    return [row[0] for row in rows]


def ids_within(
    connection: apsw.Connection, conditions: Conditions, *, states: Sequence[State] = EVERYDAY
) -> NDArray[np.int64] | None:
    """The ids of all memories in one of `states` for which all conditions hold, in order; None for too many."""
    selection = _select(connection, conditions, None, states)
    most = _MOST_LED if selection.led else _MOST_READ
    said = connection.execute(
        f"select group_concat(id) from (select m.id from memory m {selection.clauses} limit ?)",
        (*selection.values, most + 1),
    ).get
    found = np.sort(np.fromstring(said or "", np.int64, sep=","))
    return found if len(found) <= most else None


def ids_beyond(connection: apsw.Connection, states: Sequence[State]) -> NDArray[np.int64]:
    """The ids of the memories in none of `states`, in order."""
    others = json.dumps([str(state) for state in State if state not in states])
    said = connection.execute(
        "select group_concat(id) from memory where state in (select value from json_each(?))", (others,)
    ).get
    return np.sort(np.fromstring(said or "", np.int64, sep=","))


def _select(
    connection: apsw.Connection, conditions: Conditions, among: Sequence[int] | None, states: Sequence[State]
) -> _Selection:
    origins = _sources_meant(connection, conditions)
    way = _way(connection, conditions, among, origins)
    # Nearly all memories are active: the plus keeps SQLite from looking those up by state.
    state = "+m.state" if State.ACTIVE in states else "m.state"
    clauses = [f"{state} in (select value from json_each(?))"]
    values: list[Any] = [json.dumps([str(one) for one in states])]

    def require(clause: str, *bound: Any) -> None:
        clauses.append(clause)
        values.extend(bound)

    if among is not None:
        require("m.id in (select value from json_each(?))", json.dumps(list(among)))
    if conditions.speakers:
        speaker = "m.speaker" if way == _BY_SPEAKER else "+m.speaker"
        require(f"{speaker} in (select value from json_each(?))", json.dumps(conditions.speakers))
    if origins is not None:
        source = "m.source_id" if way == _BY_SOURCE else "+m.source_id"
        require(f"{source} in (select value from json_each(?))", json.dumps(origins))
    if conditions.kinds or conditions.source_kinds:
        require(
            "(m.kind in (select value from json_each(?)) or m.source_id in "
            "(select id from source where kind in (select value from json_each(?))))",
            json.dumps(conditions.kinds),
            json.dumps(conditions.source_kinds),
        )
    if conditions.tags:
        either = " or ".join(["m.text like ? escape '\\'"] * len(conditions.tags))
        require(f"({either})", *(_holding(f"#{tag}") for tag in conditions.tags))
    if conditions.since is not None or conditions.until is not None:
        since = -(2**62) if conditions.since is None else conditions.since
        until = 2**62 if conditions.until is None else conditions.until
        require(
            "((coalesce(m.said_at, m.stored_at) >= ? and coalesce(m.said_at, m.stored_at) < ?) or (m.true_grain <> '' "
            "and coalesce(m.true_from, -?) < ? and coalesce(m.true_to, ?) > ?))",
            since, until, 2**62, until, 2**62, since,
        )  # fmt: skip
    for phrase in conditions.phrases:
        require("m.id in (select rowid from word where word match ?)", _said(phrase))
    for phrase in conditions.excluded:
        require("m.id not in (select rowid from word where word match ?)", _said(phrase))
    return _Selection(f"{way} where {' and '.join(clauses)}", tuple(values), bool(way) and not conditions.tags)


_BY_SPEAKER, _BY_SOURCE, _BY_TIME = (
    "indexed by memory_by_speaker", "indexed by memory_by_source", "indexed by memory_by_time",
)  # fmt: skip
_MOST_LED, _MOST_READ = 100_000, 20_000
"""How many memories may fit before their ids are too many to be read: off an index, and off rows."""

_FEW = 0.1
"""Up to this share of all memories, those of some sources are sorted; of more, the newest are met soon enough."""


def _way(
    connection: apsw.Connection, conditions: Conditions, among: Sequence[int] | None, origins: Sequence[int] | None
) -> str:
    """Which index leads to the fewest memories; where a phrase or a list of ids leads, that is SQLite's to see."""
    if among is not None or conditions.phrases:
        return ""
    if conditions.speakers:
        return _BY_SPEAKER
    if origins is not None:
        held = connection.execute(
            "select coalesce(sum((select max(position) + 1 from memory where source_id = value)), 0) from json_each(?)",
            (json.dumps(list(origins)),),
        ).get
        every = connection.execute("select value from tally where name = 'memories'").get
        return _BY_SOURCE if held <= _FEW * every else _BY_TIME
    return _BY_TIME


def _sources_meant(connection: apsw.Connection, conditions: Conditions) -> list[int] | None:
    """The sources at the places that are named; None where none is."""
    if not conditions.places:
        return None
    either = " or ".join(["title like ? escape '\\' or location like ? escape '\\'"] * len(conditions.places))
    values = tuple(_holding(place) for place in conditions.places for _ in range(2))
    return [row[0] for row in connection.execute(f"select id from source where {either}", values)]


def _holding(part: str) -> str:
    quoted = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{quoted}%"


def _said(phrase: str) -> str:
    text = phrase.replace("\0", "").encode("utf-8", "replace").decode()
    return 'text : "' + text.replace('"', '""') + '"'


def ids_in_reach(connection: apsw.Connection, most: int, states: Sequence[State] = EVERYDAY) -> list[int]:
    """The ids of the memories in one of `states`, in order, at most `most`."""
    rows = connection.execute(
        "select id from memory where +state in (select value from json_each(?)) order by id limit ?",
        (json.dumps(list(states)), most),
    )
    return [row[0] for row in rows]
