"""The words that tell a memory from the others: those it holds often and few others hold (tf-idf)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from core.understanding.lists import word_set
from core.understanding.plain_words import PLAIN

_WORD = re.compile(r"[^\W\d_][\w'’-]{3,30}")
_LEFT_OUT = PLAIN | word_set(
    """
    really would could should there their about which while these those being having going doing getting thing things
    lots others other another still think know feel feeling makes make made pretty super always never every since
    said says tell told great been with from they them then than that this have will just like when where what your
    yours mine ours here very much some more most also into onto over after before again until only even well good
    """
)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts that might be a keyword, in lower case."""
    return Counter(
        word
        for text in texts
        for word in (match[0].lower().removesuffix("'s").removesuffix("’s") for match in _WORD.finditer(text))
        if word not in _LEFT_OUT and "'" not in word and "’" not in word
    )


def choose_keywords(
    counted: Mapping[str, int], frequency: Mapping[str, int], memories: int, most: int
) -> list[tuple[str, float]]:
    """Return up to `most` words with their weights, in 0..1, the heaviest first.

    Args:
        counted: how often each word stands in the memory.
        frequency: in how many memories of the vault each stands.
        memories: how many there are.
        most: how many at most.
    """
    weighed = {
        word: (1 + math.log(count)) * math.log(max(1.0, memories / max(1, frequency.get(word, 1))))
        for word, count in counted.items()
    }
    best = sorted(weighed, key=lambda word: (-weighed[word], word))[:most]
    top = weighed[best[0]] if best else 0.0
    return [(word, round(weighed[word] / top, 4)) for word in best if top > 0 and weighed[word] > 0]
