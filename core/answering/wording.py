"""Words and sentences, as far as holding an answer against its evidence needs them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.understanding import stemming
from core.understanding.irregular import base_of

_WORD = re.compile(r"\w+(?:[.,:]\d+)*")
# A sentence ends at ., ! or ? before a space and a capital, a digit or a quote, at a line break, or at 。！？.
_BREAK = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[\w])|(?<=[。！？])|\n+")
# A line that ends in the middle of a sentence: the next begins small, or this one is as long as lines are broken at.
_WRAPPED = re.compile(r"(?<=[^\s.!?:…。])[ \t]*\n(?=[a-z(])|(?<=[^\n]{50})(?<=[^\s.!?:…。])\n(?=\S)")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|approx)|\b[A-Z])\.$")

_EMPTY_WORDS = """
a about after again all also am an and any are around as at be because been before being but by can could did do does
doing done for from had has have having he her hers him his how i if in into is it its just like made make me mine
more most my no not now of on once one only or other our ours out over own s said say says she should so some such t
than that the their theirs them then there these they this those to too up us very was we went were what when where
which while who whom whose why will with would yes you your yours
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def tokens(text: str) -> list[str]:
    """Words and numbers as they stand, in order."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(word) for word in set(tokens(text)) if word.lower() not in _EMPTY)


def hard_words(sentence: str) -> frozenset[str]:
    """Stems of what must not be invented: numbers, and words with a capital that do not begin the sentence."""
    found = {(place > 0, word) for place, word in enumerate(tokens(sentence))}
    return frozenset(
        stem(word)
        for inside, word in found
        if any(c.isdigit() for c in word)
        or (inside and word[0].isupper() and word.lower() not in _EMPTY and len(word) > 1)
    )


def sentences(text: str) -> list[str]:
    """Split into sentences; abbreviations, initials, and a full stop before a small letter do not end one."""
    found: list[str] = []
    for piece in _BREAK.split(_WRAPPED.sub(" ", text)):
        piece = piece.strip()
        if not piece:
            continue
        if found and (_ABBREVIATION.search(found[-1]) or (piece[0].islower() and found[-1][-1] == ".")):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a word in lower case, of "gave" that of "give"; other languages' words mostly stay as is."""
    return stemming.stem(base_of(word.casefold().removesuffix("'s")))
