"""The gist of an event: its one or two most central statements, as somebody would tell them later."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from core.consolidation.settle.fact import Draft
from core.consolidation.settle.segmentation import Said
from core.consolidation.settle.telling import addresses, is_hollow
from core.model.wording import on_one_line
from core.understanding.sentences import sentences_of

_MOST = 2
_LONGEST = 240
_FULL_WORDS = 30


def tell_gist(said: Sequence[Said], drafts: Mapping[int, Sequence[Draft]]) -> str:
    """Return a line that tells an event. `drafts` are the facts of its messages, by place.

    What is worth knowing goes before what is near the middle of the talk, and that before what is long.
    """
    scores = _central(said)
    best = sorted(
        range(len(said)),
        key=lambda place: (
            -(scores[place] + 0.3 * bool(drafts.get(place)) - _chat(said[place].text)),
            place,
        ),
    )[:_MOST]
    # What only keeps a talk going stands beside nothing that tells more.
    telling = [place for place in best if drafts.get(place) or not _reacts(said[place].text)]
    told = [_tell(said[place], drafts.get(place, ())) for place in sorted(telling or best[:1])]
    return " ".join(line for line in dict.fromkeys(told) if line)


def _chat(text: str) -> float:
    """How much a message is talk between two rather than telling: a question, a compliment, thanks."""
    return 0.5 * text.rstrip().endswith("?") + 0.3 * (addresses(text) or is_hollow(text))


def _reacts(text: str) -> bool:
    return addresses(text) or is_hollow(text) or _REACTION.match(text) is not None or text.rstrip().endswith("?")


_REACTION = re.compile(
    r"(?:\W|(?:wow|oh|what|haha|yes|yeah|no|thanks|thank)\b)*(?:(?:it|that|this)(?:['’]s| is| was)|how|what an?|so"
    r"|great|nice|lovely|good|congratulations)\b",
    re.I,
)


def shorten(text: str, most: int = _LONGEST) -> str:
    """Return a text cut at a word where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0].rstrip(",;:- ") + "…"


def _central(said: Sequence[Said]) -> list[float]:
    known = [one.vector for one in said if one.vector is not None]
    middle = np.mean(known, axis=0) if known else None
    length = float(np.linalg.norm(middle)) if middle is not None else 0.0
    found: list[float] = []
    for one in said:
        near = float(one.vector @ middle) / length if one.vector is not None and middle is not None and length else 0.0
        found.append(near + 0.15 * math.log1p(min(_FULL_WORDS, len(one.text.split()))))
    return found


def _tell(one: Said, drafts: Sequence[Draft]) -> str:
    if drafts:
        return shorten(max((draft.text for draft in drafts), key=len))
    whole = on_one_line(one.text)
    if " · " in whole:
        return shorten(whole)
    stated = [sentence.text.strip() for sentence in sentences_of(one.text) if not sentence.asks]
    line = max(stated, key=len, default=one.text.strip())
    return f"{one.speaker}: “{shorten(line)}”" if one.speaker else shorten(line)
