"""What the nights made of searching: factors of weights beside those learned from use, and what all vectors share."""

from __future__ import annotations

import apsw

from core.retrieval.clearing import Clearing
from core.retrieval.learning import Learned
from core.store.settings import forget_setting, get_setting

KEY = "retrieval.tuned"
CLEARING_KEY = "retrieval.common"


def read_tuned(connection: apsw.Connection) -> Learned:
    """The factors that are kept; none where no night found better ones."""
    return Learned.from_json(get_setting(connection, KEY))


def reset_tuned(connection: apsw.Connection) -> None:
    """Go back to the defaults."""
    forget_setting(connection, KEY)


def read_clearing(connection: apsw.Connection) -> Clearing | None:
    """What all vectors of the vault have in common; None where no night has looked."""
    return Clearing.from_json(get_setting(connection, CLEARING_KEY))
