"""Reads a time that stands by itself, as behind `since:` in a search."""

from __future__ import annotations

import re
from datetime import datetime

from core.model.period import Period
from core.understanding.times.calendar_days import month_days
from core.understanding.times.languages import matcher_for, matcher_of, tell_language
from core.understanding.times.mention import Anchor, Sort
from core.understanding.times.reading import find, lower, read_times
from core.understanding.times.resolution import resolve

_YEAR = re.compile(r"\d{1,4}")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])[-_](?=\w)|(?<=\w)[-_](?=[^\W\d_])")
_WITH_PREPOSITION = {"en": "in ", "de": "im ", "fr": "en ", "es": "en ", "zh": "在"}
"""A bare "March" is a time behind one; nothing else can be meant here."""


def read_given_time(text: str, now: datetime, language: str | None = None) -> Period | None:
    """Return the stretch that `text` names: "2024", "2024-05", "2024-05-07", "last month", "last-month", "March".

    Returns:
        None when it names none, or more than a time, or a date that does not exist (see `impossible_dates`).
    """
    told = text.strip()
    if _YEAR.fullmatch(told):
        return resolve(Anchor(Sort.YEAR, year=int(told)), now)
    if month := _YEAR_MONTH.fullmatch(told):
        valid = 1 <= int(month[2]) <= 12 and month_days(int(month[1]) * 12) is not None
        return resolve(Anchor(Sort.MONTH, year=int(month[1]), month=int(month[2])), now) if valid else None
    words = _BETWEEN_WORDS.sub(" ", told)
    # Capitals make a time of "may" and "sun".
    for spelled in (told, words.title()):
        for code in [language] if language else list(_WITH_PREPOSITION):
            opening = _WITH_PREPOSITION.get(code, "")
            for mention in read_times(opening + spelled, now, code):
                if mention.start <= len(opening) and mention.end == len(opening + spelled):
                    return mention.period
    return None


def impossible_dates(text: str, language: str | None = None) -> list[str]:
    """Return the dates in `text` that do not exist, in its own words: "30 February 2023", "2023-13-01"."""
    small = lower(text)
    matcher = matcher_of(language or tell_language(text)) or matcher_for(small)
    if matcher is None:
        return []
    return [text[start:end] for start, end in find(text, small, matcher).impossible]
