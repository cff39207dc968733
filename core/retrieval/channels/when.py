"""Whether a memory is of the time that the question asks about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from core.model.period import Grain, Period
from core.retrieval.fusion import Scores

_DAY = 86_400.0
_YEAR_DAYS = 365.2425

_REACH_DAYS = {
    Grain.INSTANT: 1.0,
    Grain.DAY: 2.0,
    Grain.WEEKEND: 4.0,
    Grain.WEEK: 7.0,
    Grain.MONTH: 15.0,
    Grain.SEASON: 45.0,
    Grain.YEAR: 120.0,
    Grain.DECADE: 1200.0,
    Grain.VAGUE: 30.0,
}
"""How many days beside the asked stretch are still near it, at the least: dates are remembered askew."""

_REACH_SHARE = 0.5
"""Of the length of the asked stretch, for the same."""


def score(periods: Sequence[Period | None], asked: Period | None, *, any_year: bool = False) -> Scores:
    """Return for each candidate how well its time fits the stretch that is asked about, shape (n,), in -1..1.

    1 lies inside it. What reaches out of it loses by the share that does: a memory of "2022" says little about 7 May
    2022, but lies on its good side (0 or more). What lies outside falls from there to -1, by half at about the reach
    of the stretch: exp(-distance / reach), with reach half its length, at least `_REACH_DAYS` of its grain.

    Args:
        periods: the time of each candidate, None where it has none: it scores 0.
        asked: the stretch; None: nothing was asked, and all score 0.
        any_year: the stretch is meant in whichever year is nearest to the candidate.
    """
    if asked is None or not periods:
        return np.zeros(len(periods), dtype=np.float64)
    begins = np.array([_day(period.start, -np.inf) if period else np.nan for period in periods], dtype=np.float64)
    ends = np.array([_day(period.end, np.inf) if period else np.nan for period in periods], dtype=np.float64)
    first, last = _day(asked.start, -np.inf), _day(asked.end, np.inf)
    reach = _reach(asked, first, last)
    turned = _turned(begins, ends, first, last) if any_year else np.zeros(len(periods), dtype=np.float64)
    shared = _share(begins, ends, first + turned, last + turned)
    gap = np.maximum(np.maximum(first + turned - ends, begins - (last + turned)), 0.0)
    scores = np.where(shared > 0, np.sqrt(shared), 2.0 * np.exp(-gap / reach) - 1.0)
    # What only touches the stretch is next to it, not in it.
    scores = np.where((shared <= 0) & (gap <= 0), 0.0, scores)
    return np.asarray(np.where(np.isnan(begins), 0.0, scores), dtype=np.float64)


def _day(moment: datetime | None, without: float) -> float:
    if moment is None:
        return without
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / _DAY


def _reach(asked: Period, first: float, last: float) -> float:
    length = last - first
    return max(_REACH_DAYS[asked.grain], _REACH_SHARE * length if np.isfinite(length) else 0.0)


def _turned(begins: NDArray[np.float64], ends: NDArray[np.float64], first: float, last: float) -> NDArray[np.float64]:
    """By how many days the asked stretch is turned to the year that brings it nearest to each candidate."""
    if not np.isfinite(last - first):
        return np.zeros(len(begins), dtype=np.float64)
    closed = np.isfinite(begins) & np.isfinite(ends)
    middle = (np.where(closed, begins, first) + np.where(closed, ends, last)) / 2
    away = middle - (first + last) / 2
    return np.asarray(np.round(away / _YEAR_DAYS) * _YEAR_DAYS, dtype=np.float64)


def _share(
    begins: NDArray[np.float64], ends: NDArray[np.float64], first: NDArray[np.float64], last: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The share of each candidate that lies in the stretch; a moment lies in it or not."""
    moment = ends <= begins
    inside = (begins >= first) & (begins < last)
    low, high = np.maximum(begins, first), np.minimum(ends, last)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip(high - low, 0.0, None) / (ends - begins)
    # A candidate without an end fits as far as it begins, or goes on, within the stretch: take half where it meets it.
    part = np.where(np.isinf(ends - begins) & (high > low), 0.5, part)
    return np.asarray(np.where(moment, inside.astype(np.float64), part), dtype=np.float64)
