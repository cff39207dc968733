"""What the nights made of the weights: factors beside those that were learned from use, in a setting of their own."""

from __future__ import annotations

import apsw

from core.retrieval.learning import Learned
from core.store.settings import forget_setting, get_setting

KEY = "retrieval.tuned"


def read_tuned(connection: apsw.Connection) -> Learned:
    """The factors that are kept; none where no night found better ones."""
    return Learned.from_json(get_setting(connection, KEY))


def reset_tuned(connection: apsw.Connection) -> None:
    """Go back to the defaults."""
    forget_setting(connection, KEY)
