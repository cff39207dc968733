"""Whether two questions ask the same, told from their words alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from core.understanding.folding import fold
from core.understanding.lists import word_set
from core.understanding.stemming import stem

_WORD = re.compile(r"\w+")
_LONGEST = 500


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    return stem(fold(word))


@cache
def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(_stem, word_set(listed)))


_ASKING = """
    who whom whose what where when which why how
    wer wem wen wessen wo wohin woher wann warum wie
    qui que quoi quel quelle où quand pourquoi comment
    quién qué dónde cuándo cuál cómo
"""
# Words that any wording of a question may hold or leave out; "my", "her", "not", "before" are none of them.
_LIGHT = """
    a an the is are am be been do does has have will would can could s re please tell me know remember
    you again now actually exactly so and then really of to in at on for that it
    der die das den dem ein eine einen ist sind hat haben bitte denn noch mal
    le la les l un une des du de d est sont a ont
    el los las una es son ha han del
"""
# One word is as good as the other: what is asked is how it was.
_PAST = "was were did had war waren hatte hatten était étaient fue era eran"


def compare_questions(one: str, other: str) -> float:
    """Return how nearly two questions ask the same: 1 the same, 0 something else.

    The share of the words that carry meaning which both have. Questions that ask in another way ("where", "when") share
    nothing, whatever else they have in common.
    """
    first, second = _key(one[:_LONGEST]), _key(other[:_LONGEST])
    if not first or not second or first & _stems(_ASKING) != second & _stems(_ASKING):
        return 0.0
    return len(first & second) / len(first | second)


@lru_cache(maxsize=4096)
def _key(question: str) -> frozenset[str]:
    words = [_stem(word) for word in _WORD.findall(question)]
    past, light = _stems(_PAST), _stems(_LIGHT)
    return frozenset("was" if word in past else word for word in words if word not in light)
