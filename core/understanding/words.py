"""The words of a text with their places, as names are looked for among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from core.understanding.folding import fold
from core.understanding.plain_words import CALENDAR, GERMAN, PLAIN

LONGEST_TEXT = 20_000
"""Characters of one text that are looked at."""

MOST_WORDS = 4
"""Words of the longest known name that is looked for."""

# A dot inside ("J.R.R."), a hyphen and an apostrophe belong to a word.
# What stands between sentences, or begins as one does, is the other kind of token.
_TOKEN = re.compile(r"([^\W\d_](?:\w|['’\-&.](?=\w))*)|[.!?…:;•*#|>\n\r\t()\[\]\"“”„«»—]|(?<=\s)[-–](?=\s)")

_fold = lru_cache(1 << 15)(fold)


class Word(NamedTuple):
    """A word of a text and its place. `first`: it begins a sentence, where a capital means nothing."""

    text: str
    start: int
    end: int
    first: bool
    folded: str
    capital: bool


Words = Sequence[Word]


def read_words(text: str) -> list[Word]:
    """The words of a text with their places, in order."""
    words: list[Word] = []
    first = True
    for match in _TOKEN.finditer(text, 0, LONGEST_TEXT):
        word = match[1]
        if word is None:
            first = True
            continue
        words.append(Word(word, match.start(), match.end(), first, _fold(word), word[0].isupper()))
        first = False
    return words


def look_around(texts: Iterable[Words]) -> tuple[frozenset[str], frozenset[str]]:
    """Read texts that stand together: (words written in lower case, folded words capitalised within a sentence)."""
    lower: set[str] = set()
    middle: set[str] = set()
    for words in texts:
        if is_german(words) or is_shouted(words):
            continue
        lower.update(word.text for word in words if not word.capital)
        middle.update(word.folded for word in words if word.capital and not word.first)
    return frozenset(lower), frozenset(middle)


def grams_of(texts: Iterable[Words]) -> set[str]:
    """Folded runs of one to `MOST_WORDS` words of the texts: whichever of them are names, they can be looked up."""
    grams: set[str] = set()
    for words in texts:
        folded = [word.folded for word in words]
        for first, word in enumerate(folded):
            if word in PLAIN:
                continue
            grams.add(word)
            run = word
            for following in folded[first + 1 : first + MOST_WORDS]:
                run = f"{run} {following}"
                if following not in PLAIN or following in CALENDAR:  # "Nora May"
                    grams.add(run)
    return grams


def is_german(words: Sequence[Word]) -> bool:
    """German writes every noun with a capital, so there capitals say nothing."""
    return len(GERMAN.intersection([word.text for word in words])) >= 2


def is_shouted(words: Sequence[Word]) -> bool:
    """Whether most of it is in capitals, so that they say nothing either."""
    return len(words) > 2 and sum(word.text.isupper() and len(word.text) > 1 for word in words) * 2 > len(words)
