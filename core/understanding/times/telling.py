"""When what a text tells was true."""

from __future__ import annotations

from datetime import datetime

from core.model.period import Grain, Period
from core.understanding.times.mention import Anchor, Bound, Sort, TimeMention
from core.understanding.times.reading import read_times, sentence_bounds

_ASKING = ("?", "？", "؟")

_BOUND_ORDER = {Bound.AT: 0, Bound.BETWEEN: 0, Bound.SINCE: 1, Bound.UNTIL: 1, Bound.BEFORE: 2, Bound.AFTER: 2}


def main_mention(text: str, said_at: datetime | None, language: str | None = None) -> TimeMention | None:
    """Return the mention that says when what `text` tells was so; None when it says no time.

    Questions tell nothing, nor does "talk to you soon". A named time goes before a bound ("since 2019"), an exact one
    before a vague one ("recently"), and what is told first before what follows.
    """
    told = [
        mention
        for mention in read_times(text, said_at, language)
        if not _is_asked(text, mention) and not _is_soon(mention.anchor)
    ]
    return min(told, key=_rank, default=None)


def main_period(text: str, said_at: datetime | None, language: str | None = None) -> Period | None:
    """Return the stretch in which what `text` tells was so; None when it says no time: then it was when it was said."""
    mention = main_mention(text, said_at, language)
    return None if mention is None else mention.period


def _is_asked(text: str, mention: TimeMention) -> bool:
    first, after = sentence_bounds(text, mention.start, mention.end)
    return text[first:after].rstrip().endswith(_ASKING)


def _is_soon(anchor: Anchor) -> bool:
    return anchor.sort is Sort.VAGUE and (anchor.shift or 0) > 0


def _rank(mention: TimeMention) -> tuple[int, bool, int]:
    return _BOUND_ORDER.get(mention.bound, 0), mention.period.grain is Grain.VAGUE, mention.start
