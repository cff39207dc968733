"""How long a pause of capture lasts, as it is typed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from core.errors import UserError
from core.model.capture import next_morning

UNTIL_RESUMED = "resumed"
_LENGTH = re.compile(r"(\d{1,4})\s*(m|min|h|d)")
_UNITS = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def pause_until(words: str, now: datetime) -> datetime | None:
    """When a pause ends that begins now: after "15m", "2h", "3d", or "tomorrow"; None for "resumed".

    Raises:
        UserError: it says none of this, or no time at all.
    """
    words = words.strip().lower()
    if words == UNTIL_RESUMED:
        return None
    if words == "tomorrow":
        return next_morning(now)
    length = _LENGTH.fullmatch(words)
    if length is None or not int(length[1]):
        raise UserError(f"“{words[:20]}” is no length of a pause. Say 15m, 2h, 3d, tomorrow or {UNTIL_RESUMED}.")
    return now + int(length[1]) * _UNITS[length[2]]
