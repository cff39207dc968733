"""Links between memories that were used together: stronger with every time, weaker with every month without."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import apsw

from core.model import times
from core.model.kept import LinkKind


class Link(NamedTuple):
    """A link, the smaller id first. `weight` lies in 0..1."""

    first_id: int
    second_id: int
    weight: float


def strengthen(connection: apsw.Connection, pairs: Iterable[tuple[int, int]], gain: float, at: datetime) -> None:
    """Note that these memories were used together: each time the weight takes `gain` of what it lacks to 1."""
    moment = times.to_store(at)[0]
    connection.executemany(
        "insert into link(first_id, second_id, kind, weight, reason, made_at, used_at) "
        "values (?1, ?2, ?3, ?4, ?5, ?6, ?6) "
        "on conflict do update set weight = weight + ?4 * (1 - weight), used_at = max(used_at, ?6)",
        [
            (min(pair), max(pair), LinkKind.TOGETHER, gain, "Answers rested on both.", moment)
            for pair in pairs
            if pair[0] != pair[1]
        ],
    )


def idle_links(connection: apsw.Connection, before: datetime, limit: int) -> list[Link]:
    """Links of memories that were not used together since, some of them."""
    rows = connection.execute(
        "select first_id, second_id, weight from link where kind = 'together' and used_at < ? limit ?",
        (times.to_store(before)[0], limit),
    )
    return [Link(*row) for row in rows]


def links_from(connection: apsw.Connection, ids: Collection[int], least: float) -> list[Link]:
    """The links, of any kind and at least this strong, that lead from these memories anywhere, the strongest first."""
    rows = connection.execute(
        "select first_id, second_id, max(weight) from ("
        "select first_id, second_id, weight from link where first_id in (select value from json_each(?1)) union all "
        "select first_id, second_id, weight from link where second_id in (select value from json_each(?1))) "
        "where weight >= ?2 group by first_id, second_id order by 3 desc, 1, 2",
        (json.dumps(list(ids)), least),
    )
    return [Link(*row) for row in rows]
