"""What a question wants: a person, a place, a reason, a number, a thing of some kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.answering.wording import stem, tokens


class Want(StrEnum):
    """What sort of words would answer."""

    NUMBER = "number"
    DURATION = "duration"
    PERSON = "person"
    REASON = "reason"
    PLACE = "place"
    TIME = "time"
    FEELING = "feeling"
    MANNER = "manner"
    ACTION = "action"
    NAME = "name"
    KIND = "kind"
    THING = "thing"
    CONFIRMATION = "confirmation"


_ASKED: tuple[tuple[Want, str], ...] = (
    (Want.NUMBER, r"\bhow (?:many|much)\b"),
    (Want.DURATION, r"\bhow (?:long|often|old|frequently|far)\b"),
    (Want.PERSON, r"\b(?:who|whose|whom)\b"),
    (Want.REASON, r"\bwhy\b|\breason\b|\bwhat (?:inspire|motivate|make|made|spark|prompt|cause|led|lead)"),
    (Want.PLACE, r"\bwhere\b|\b(?:what|which) (?:city|country|place|state|town|street)\b"),
    (Want.TIME, r"\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)\b"),
    (
        Want.FEELING,
        r"\bhow\b.*\b(?:feel|felt|describe|react)|\bwhat\b.*\b(?:think|thinks|say|said|says|opinion|emotion|describe)",
    ),
    (Want.MANNER, r"\bhow\b"),
    (Want.ACTION, r"\bwhat\b.*\b(?:do|doing|done)\b[^?]*\??$"),
    (Want.NAME, r"\b(?:named?|called|names|titled?)\b"),
    (Want.KIND, r"\b(?:what|which)(?: \w+)? (?:kind|type|sort)s?\b"),
    (Want.THING, r"\b(?:what|which)\b"),
)
_ASKED_SO = tuple((want, re.compile(pattern, re.IGNORECASE)) for want, pattern in _ASKED)
_KIND_OF = re.compile(r"\b(?:kind|type|sort)s? of ((?:[\w'’\-]+ ?){1,3})", re.IGNORECASE)
_NO_NOUN = "is|was|are|were|did|does|do|has|have|had|will|would|can|could|kinds?|types?|sort"
_WHAT_NOUN = re.compile(rf"\b(?:what|which) ((?:(?!(?:{_NO_NOUN})\b)[\w'’\-]+ ?){{1,3}})", re.IGNORECASE)
_COUNTED = re.compile(
    r"\bhow many (?:\w+ )??([\w'’-]+) "
    r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|came|went)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\b(?:what|which)\b[^?]*?\b(?:(?P<phone>(?:tele)?phone|mobile|cell|fax)(?: numbers?)?"
    r"|(?:number|licen[cs]e|registration) plates?|numbers?|ibans?|pins?|codes?|postcodes?|zip)\b(?! of \w+s\b)",
    re.IGNORECASE,
)
_LEAST_OF_A_PHONE = 5
_IDENTITY = re.compile(r"\W*[Ww]ho(?:['’]s| is| was| are| were)(?: [A-Z][\w'’-]+){1,3}\W*")
_LONGEST = 2000
"""Characters of a question that are read; what follows changes nothing, and the patterns take the square of it."""
_STOPS_WORDS = """
did does do is are was were has have had will would can could should might may to of for in
"""
_STOPS = frozenset(_STOPS_WORDS.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as spans are held against it.

    `stems` are its words of meaning without the names of the people it is about; `heads` those of the noun it asks for
    ("what kind of tree"); `several` says that it asks for more than one thing.
    """

    text: str
    want: Want
    stems: frozenset[str]
    heads: frozenset[str]
    several: bool
    counted: str = ""
    """The stem of what is counted: "how many bowls"; empty for anything else."""
    identity: bool = False
    """Whether it asks who somebody is whom it names."""
    digits: int = 0
    """At least so many are in what is asked for: a phone number, a number plate, a code. 0: it need have none."""


def read_asked(text: str, meaning: frozenset[str]) -> Asked:
    """Read what `text` wants; `meaning` are the stems of its words that the evidence should share."""
    text = text[:_LONGEST]
    want = next((want for want, pattern in _ASKED_SO if pattern.search(text)), Want.CONFIRMATION)
    noun = _noun(text)
    heads = frozenset(stem(word) for word in noun) & meaning if noun else frozenset()
    counted = _COUNTED.search(text)
    return Asked(
        text,
        want,
        meaning,
        heads,
        _asks_for_several(text, noun),
        stem(counted[1]) if counted else "",
        bool(_IDENTITY.fullmatch(text)),
        _digits(text),
    )


def _digits(text: str) -> int:
    found = _FIGURE.search(text)
    return 0 if found is None else _LEAST_OF_A_PHONE if found["phone"] else 1


def _noun(text: str) -> list[str]:
    found = _KIND_OF.search(text) or _WHAT_NOUN.search(text)
    words = tokens(found.group(1)) if found else []
    for place, word in enumerate(words):
        if word.lower() in _STOPS:
            return words[:place]
    return words


_SEVERAL = re.compile(
    r"\b(?:what|which) are\b|\bwho (?:are|were|all)\b|\bin (?:what|which) ways\b|\b(?:list|both|all the|different)\b"
    r"|\bwhere (?:has|have)\b"
    r"|\bwhat (?:has|have) \w+ (?:\w+ )?(?:done|bought|made|painted|read|visited|tried|learned)\b",
    re.IGNORECASE,
)


def _asks_for_several(text: str, noun: list[str]) -> bool:
    if _SEVERAL.search(text):
        return True
    last = noun[-1].lower() if noun else ""
    return len(last) > 3 and last.endswith("s") and not last.endswith(("ss", "us", "is"))
