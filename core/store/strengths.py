"""How firmly memories stand: strength written back after a use, and those that have ebbed far enough to look at."""

from __future__ import annotations

from collections.abc import Mapping

import apsw

from core.model import times
from core.model.memory import Strength


def write_strengths(connection: apsw.Connection, strengths: Mapping[int, Strength]) -> None:
    """Keep the strengths of these memories."""
    connection.executemany(
        "update memory set stability = ?, reinforced_at = ?, recalls = ? where id = ?",
        [(s.stability, times.to_store(s.reinforced_at)[0], s.recalls, id_) for id_, s in strengths.items()],
    )
