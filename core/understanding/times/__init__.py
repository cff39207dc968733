"""Times in text: what is said ("last Friday"), what it means on the calendar, and how to say it exactly."""

from __future__ import annotations

from core.understanding.times.days import word_day, word_day_short, word_days
from core.understanding.times.given import impossible_dates, read_given_time
from core.understanding.times.languages import tell_language
from core.understanding.times.mention import Anchor, Bound, Count, Part, Sort, TimeMention, Unit
from core.understanding.times.reading import read_times
from core.understanding.times.telling import main_mention, main_period
from core.understanding.times.wording import word_count, word_mention, word_period

__all__ = [
    "Anchor",
    "Bound",
    "Count",
    "Part",
    "Sort",
    "TimeMention",
    "Unit",
    "impossible_dates",
    "main_mention",
    "main_period",
    "read_given_time",
    "read_times",
    "tell_language",
    "word_count",
    "word_day",
    "word_day_short",
    "word_days",
    "word_mention",
    "word_period",
]
