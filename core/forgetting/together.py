"""What is used together is linked: Hebb's rule with a bound, and weaker with every month it is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

import apsw

from core.store import links

_GAIN = 0.2
"""What a use together takes of what the weight lacks to 1: 0.2, 0.36, 0.49, …"""
_MOST = 6
"""How many of the memories that were used together are linked; of more the first ones mattered most."""

IDLE = timedelta(days=30)
"""After so long without a use together a link weakens, and again after as long."""
KEPT_SHARE = 0.5
LEAST = 0.05
"""A link that is weaker is let go."""


def link_together(connection: apsw.Connection, memory_ids: Sequence[int], at: datetime) -> None:
    """Strengthen the links between memories that were used together, the most important first."""
    links.strengthen(connection, combinations(list(dict.fromkeys(memory_ids))[:_MOST], 2), _GAIN, at)


def weaken(weight: float) -> float | None:
    """What is left of a link's weight after `IDLE` without a use together; None where it is let go."""
    left = weight * KEPT_SHARE
    return left if left >= LEAST else None
