"""Whether two questions ask the same, told from their words alone."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from core.understanding.folding import fold
from core.understanding.lists import word_set

_WORD = re.compile(r"\w+")
_LONGEST = 500

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    stemmed: str = _stemmer.stemWord(fold(word))
    return stemmed


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(_stem, word_set(listed)))


_ASKING = _stems(
    """
    who whom whose what where when which why how
    wer wem wen wessen wo wohin woher wann warum wie
    qui que quoi quel quelle où quand pourquoi comment
    quién qué dónde cuándo cuál cómo
    """
)
# Words that any wording of a question may hold or leave out; "my", "her", "not", "before" are none of them.
_LIGHT = _stems(
    """
    a an the is are am be been do does has have will would can could s re please tell me know remember
    you again now actually exactly so and then really of to in at on for that it
    der die das den dem ein eine einen ist sind hat haben bitte denn noch mal
    le la les l un une des du de d est sont a ont
    el los las una es son ha han del
    """
)
# One word is as good as the other: what is asked is how it was.
_PAST = _stems("was were did had war waren hatte hatten était étaient fue era eran")


def compare_questions(one: str, other: str) -> float:
    """Return how nearly two questions ask the same: 1 the same, 0 something else.

    The share of the words that carry meaning which both have. Questions that ask in another way ("where", "when") share
    nothing, whatever else they have in common.
    """
    first, second = _key(one[:_LONGEST]), _key(other[:_LONGEST])
    if not first or not second or first & _ASKING != second & _ASKING:
        return 0.0
    return len(first & second) / len(first | second)


@lru_cache(maxsize=4096)
def _key(question: str) -> frozenset[str]:
    words = [_stem(word) for word in _WORD.findall(question)]
    return frozenset("was" if word in _PAST else word for word in words if word not in _LIGHT)
