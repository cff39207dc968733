"""How firmly memories stand: strength written back after a use, and those that have ebbed far enough to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import apsw

from core.model import times
from core.model.memory import Strength
from core.model.retention import DAY_MS


def write_strengths(connection: apsw.Connection, strengths: Mapping[int, Strength]) -> None:
    """Keep the strengths of these memories."""
    connection.executemany(
        "update memory set stability = ?, reinforced_at = ?, recalls = ? where id = ?",
        [(s.stability, times.to_store(s.reinforced_at)[0], s.recalls, id_) for id_, s in strengths.items()],
    )


@dataclass(frozen=True, slots=True)
class Ebb:
    """Idle times at which a stage ends, each as a multiple of a memory's stability."""

    returned: float
    faded: float
    bits: float
    archived: float


def ebbed_between(connection: apsw.Connection, after_id: int, last_id: int, ebb: Ebb, now: datetime) -> list[int]:
    """The memories with ids after `after_id` up to `last_id` that may not be in the stage that is theirs, in order.

    Reads the rows once, without looking at their words. What a file says, or corrects, goes no further than faded.
    """
    rows = connection.execute(
        _EBBED,
        {
            "after": after_id,
            "last": last_id,
            "now": times.to_store(now)[0],
            "day": DAY_MS,
            "returned": ebb.returned,
            "faded": ebb.faded,
            "bits": ebb.bits,
            "archived": ebb.archived,
        },
    )
    return [row[0] for row in rows]


# A memory is held as long as the second of its next dates may be to come; the exact day is worked out by who asks.
_EBBED = """
with here as (
    select id, source_id, state, precision, pinned, reinforced_at,
        (:now - reinforced_at) / :day / stability as idle
    from memory not indexed
    where id > :after and id <= :last and state in ('active', 'faded', 'archived') and kind <> 'core'
)
select id from here h
where case
    when pinned then state <> 'active'
    when state = 'active' then idle > :faded
    when state = 'archived' then 0
    when idle < :returned then 1
    when idle <= case precision when 'float' then :faded when 'int8' then :bits else :archived end then 0
    else not exists (
        select 1 from source s where s.id = h.source_id
            and (s.kind = 'file' or (s.kind = 'capture' and s.location = 'corrections'))
    )
end
and (
    pinned or idle < :returned or not exists (
        select 1 from recurrence r
        where r.memory_id = h.id and :now < max(r.next_at, h.reinforced_at) + r.days * 1.1 * :day
    )
)
order by id
"""


def last_id(connection: apsw.Connection) -> int:
    """The highest id of any memory, 0 where there is none."""
    return int(connection.execute("select coalesce(max(id), 0) from memory").get)
