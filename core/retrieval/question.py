"""Understanding a question before anything is looked up: which words carry it, whom it names, what it asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\w+")

STOP = frozenset(
    re.findall(
        r"\w+",
        """
        a about an and any are as at be been being but by can could d did do does doing done ever for from had has have
        having he her hers him his how i if in into is it its kind kinds ll long m many may me might much must my no
        not of often on or our s shall she should so some sort t than that the their them then there these they this
        those to type types us ve was we were what when where which who whom whose why will with would you your
        """,
    )
)
"""English function words and the words questions are put together with. Other languages have none here: their
function words are common in the index too, and BM25 gives them little weight."""

_ASKS_TIME = re.compile(r"\b(?:when|how long|how recently|(?:what|which) (?:date|day|week|month|year|time))\b", re.I)


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood of a question.

    `terms` are its words in lower case, each once, in the order they came, without those that carry nothing (unless
    nothing else is there). `speakers` are the known speakers it names. `asks_time` says that the answer is a time.
    """

    text: str
    terms: tuple[str, ...]
    speakers: frozenset[str]
    asks_time: bool


def understand(text: str, speakers: Iterable[str] = (), *, characters: int = 50_000) -> Question:
    """Read a question. Any text is one; what lies beyond `characters` is left out."""
    text = unicodedata.normalize("NFC", text[:characters])
    words = _WORD.findall(text)
    named_so = _function_words_meant_as_names(words)
    every = tuple(dict.fromkeys(word.lower() for word in words))
    content = tuple(word for word in every if word not in STOP or word in named_so)
    return Question(
        text=text,
        terms=content or every,
        speakers=_name_speakers(words, named_so, speakers),
        asks_time=bool(_ASKS_TIME.search(text)),
    )


def _function_words_meant_as_names(words: list[str]) -> frozenset[str]:
    """Return, in lower case, the function words written as names: May, Will, US.

    They have a capital away from the beginning, in a text where not every word has one.
    """
    if all(word[0].isupper() for word in words[1:]):
        return frozenset()
    return frozenset(word.lower() for word in words[1:] if len(word) > 1 and word[0].isupper() and word.lower() in STOP)


def _name_speakers(words: list[str], named_so: frozenset[str], speakers: Iterable[str]) -> frozenset[str]:
    """Return the speakers of whom the whole name, or its first word, stands in the question."""
    heard = {word.casefold() for word in words if word.lower() not in STOP or word.lower() in named_so}
    line = f" {' '.join(words).casefold()} "
    found = set()
    for speaker in speakers:
        parts = _WORD.findall(unicodedata.normalize("NFC", speaker).casefold())
        if parts and (parts[0] in heard or (len(parts) > 1 and f" {' '.join(parts)} " in line)):
            found.add(speaker)
    return frozenset(found)
