"""Telling words: those that only what is to be forgotten says. Wherever else one stands, it was taken from there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

import apsw

from core.store import words
from core.understanding.plain_words import CALENDAR, PLAIN

_WORD = re.compile(r"[^\W_]+")
_SHORTEST, _SHORTEST_NUMBER = 2, 3
_EVERYDAY = PLAIN | CALENDAR


class Telling:
    """The words that memories say and no other memory does.

    Words are compared as the word index does: without case and accents, by their stems. Everyday words, single signs
    and numbers of up to two digits tell nothing.
    """

    def __init__(self, connection: apsw.Connection, texts: Iterable[str], among: Collection[int] = ()) -> None:
        """Find those of the words of `texts` that no memory in the index says, those of `among` not counted."""
        self._connection = connection
        self._known: dict[str, tuple[str, ...]] = {}
        self._tokens: set[str] = set()
        said_by_others: dict[str, bool] = {}
        for word in dict.fromkeys(word for text in texts for word in split(text)):
            if not is_everyday(word):
                for token in self._tokens_of(word):
                    if token not in said_by_others:
                        said_by_others[token] = words.is_said(connection, word, among)
                    if not said_by_others[token]:
                        self._tokens.add(token)

    def __bool__(self) -> bool:
        return bool(self._tokens)

    @property
    def tokens(self) -> frozenset[str]:
        """The words as the index holds them."""
        return frozenset(self._tokens)

    def stands_in(self, text: str) -> bool:
        """Whether any of them stands in `text`."""
        return any(not self._tokens.isdisjoint(self._tokens_of(word)) for word in split(text))

    def words_in(self, text: str) -> list[str]:
        """Those words of `text`, in lower case, that are among them."""
        return [word for word in dict.fromkeys(split(text)) if not self._tokens.isdisjoint(self._tokens_of(word))]

    def _tokens_of(self, word: str) -> tuple[str, ...]:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = words.tokens_of(self._connection, word)
        return known


def split(text: str) -> list[str]:
    """The words of a text in lower case, as the word index divides it."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def is_everyday(word: str) -> bool:
    """Whether a word, in lower case, is one that anybody says at any time."""
    return len(word) < (_SHORTEST_NUMBER if word.isdigit() else _SHORTEST) or word in _EVERYDAY
