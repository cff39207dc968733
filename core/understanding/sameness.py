"""Whether two questions ask the same, told from their words alone."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from core.understanding.folding import fold
from core.understanding.lists import word_set

_WORD = re.compile(r"\w+")
_LONGEST = 500

_ASKING = word_set(
    """
    who whom whose what where when which why how
    wer wem wen wessen was wo wohin woher wann warum wie
    qui que quoi quel quelle où quand pourquoi comment
    quién qué dónde cuándo cuál cómo
    """
)
# Words that any wording of a question may hold or leave out. "My", "her", "not", "before" and the like are none of them.
_LIGHT = word_set(
    """
    a an the is are was were be been am do does did has have had will would can could s re please tell know remember
    you again now actually exactly so and then really of to in at on for that it
    der die das den dem ein eine einen ist sind war waren hat haben bitte denn noch mal
    le la les l un une des du de d est sont était a ont
    el los las una es son era fue ha han del
    """
) - {"was"}
_ENGLISH_WAS = "was"

_stemmer = snowballstemmer.stemmer("english")


def compare_questions(one: str, other: str) -> float:
    """Return how nearly two questions ask the same: 1 the same, 0 something else.

    The share of the words that carry meaning which both have. Questions that ask in another way ("where", "when") share
    nothing, whatever else they have in common.
    """
    first, second = _key(one[:_LONGEST]), _key(other[:_LONGEST])
    if not first or not second or first & _ASKING_STEMS != second & _ASKING_STEMS:
        return 0.0
    return len(first & second) / len(first | second)


@lru_cache(maxsize=4096)
def _key(question: str) -> frozenset[str]:
    words = [fold(word) for word in _WORD.findall(question)]
    # "Was" asks in German where it comes first, and says only when in English.
    carried = [word for place, word in enumerate(words) if word not in _LIGHT and (word != _ENGLISH_WAS or place == 0)]
    return frozenset(_stemmer.stemWord(word) for word in carried)


_ASKING_STEMS = frozenset(_stemmer.stemWord(fold(word)) for word in _ASKING)
