"""Stems of English words."""

from __future__ import annotations

from functools import cache
from typing import Any


def stem(word: str) -> str:
    """The stem of a word in small letters, by Porter's second algorithm (Snowball, "english")."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@cache
def _stemmer() -> Any:
    # The package imports the stemmers of thirty languages: longer than a search takes, and most need none.
    import snowballstemmer

    return snowballstemmer.stemmer("english")
