"""How long a pause lasts, as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.pausing import pause_until
from core.errors import UserError

NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "length"),
    [("15m", timedelta(minutes=15)), (" 2H ", timedelta(hours=2)), ("3d", timedelta(days=3)),
     ("tomorrow", timedelta(hours=6, minutes=30))],
)  # fmt: skip
def test_a_pause_is_typed_in_few_letters(words: str, length: timedelta) -> None:
    assert pause_until(words, NOW) == NOW + length


def test_a_pause_may_have_no_end_and_nothing_else_is_one() -> None:
    assert pause_until("resumed", NOW) is None
    for words in ("", "0m", "15", "-5m", "soon", "99999m"):
        with pytest.raises(UserError, match="no length of a pause"):
            pause_until(words, NOW)
