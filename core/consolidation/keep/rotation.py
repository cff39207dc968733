"""Which of the nightly backups are kept: some of the last days, weeks and months, and no more."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date

DAILY, WEEKLY, MONTHLY = 5, 4, 3
HOURLY, IMPORTS = 4, 3
"""How many are kept of those that are made by the hour and before imports: the last ones."""

_RULES: tuple[tuple[int, Callable[[date], Hashable]], ...] = (
    (DAILY, lambda day: day),
    (WEEKLY, lambda day: day.isocalendar()[:2]),
    (MONTHLY, lambda day: (day.year, day.month)),
)


def kept_of(made: Iterable[date]) -> set[date]:
    """Of the days on which a backup was made, those whose backup is kept.

    The newest one of each of the last `DAILY` days, `WEEKLY` weeks and `MONTHLY` months in which any was made: what was
    made long ago is not dropped because the machine was switched off since. (The rule of restic's `forget`.)
    """
    newest_first = sorted(set(made), reverse=True)
    kept: set[date] = set()
    for most, period_of in _RULES:
        periods: set[Hashable] = set()
        for day in newest_first:
            period = period_of(day)
            if period not in periods and len(periods) < most:
                periods.add(period)
                kept.add(day)
    return kept
