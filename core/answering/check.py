"""Holding a draft against the evidence, sentence by sentence.

A small model invents. So a sentence stands only when what it says beyond the question is found in one memory, or in
two together, and when every number and name in it is found there or in the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from core.answering.evidence import Evidence
from core.answering.wording import hard_words, sentences, stems

_ENOUGH_ONE = 0.7
_ENOUGH_TWO = 0.85
_MOST_PAIRED = 6
_UNKNOWING = re.compile(
    r"\b(?:(?:do|does|did|could|can)(?: not|n['’]t)|cannot|not?) (?:\w+ ){0,2}"
    r"(?:know|say|mention|specify|specified|provide|contain|state|information|mentioned|stated|clear|given|provided|find)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"\W*(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that stands, and the evidence that carries it, the strongest first."""

    text: str
    carriers: tuple[Evidence, ...]


def check(draft: str, question: str, evidence: list[Evidence]) -> list[Claim]:
    """The sentences of `draft` that the evidence supports, in order, each once."""
    asked = stems(question)
    known = [_Known(item, stems(item.words), stems(item.clock)) for item in evidence]
    claims: dict[str, Claim] = {}
    for sentence in sentences(draft):
        if _UNKNOWING.search(sentence):
            continue
        carriers = _carriers(sentence, question, asked, known)
        if carriers:
            claims.setdefault(sentence.casefold(), Claim(sentence, carriers))
    return list(claims.values())


def says_nothing(draft: str) -> bool:
    """Whether the draft itself says that the evidence holds no answer."""
    return not draft.strip() or bool(_UNKNOWING.search(sentences(draft)[0]))


@dataclass(frozen=True, slots=True)
class _Known:
    item: Evidence
    words: frozenset[str]
    clock: frozenset[str]

    def share(self, beyond: frozenset[str]) -> float:
        """How much of a claim this memory carries. Its clock carries a date only with the rest of the claim."""
        said = beyond - self.clock
        share = len(said & self.words) / len(said) if said else 1.0
        return share if share >= _ENOUGH_ONE else len(beyond & self.words) / len(beyond)


def _carriers(sentence: str, question: str, asked: frozenset[str], known: list[_Known]) -> tuple[Evidence, ...]:
    said = stems(sentence)
    beyond = said - asked
    hard = hard_words(sentence) - asked
    if not beyond:
        return _confirmed(question, asked, known)
    scored = sorted(known, key=lambda k: (-k.share(beyond), -len(asked & k.words), k.item.number))
    for one in scored:
        near = asked & one.words or one.item.number == 1
        if one.share(beyond) >= _ENOUGH_ONE and hard <= one.words | one.clock and near:
            return (one.item,)
    for first, second in combinations(scored[:_MOST_PAIRED], 2):
        both = first.words | second.words
        if len(beyond & both) / len(beyond) >= _ENOUGH_TWO and hard <= both and asked & both:
            return (first.item, second.item)
    return ()


def _confirmed(question: str, asked: frozenset[str], known: list[_Known]) -> tuple[Evidence, ...]:
    """A sentence that only repeats the question, or says yes or no, answers nothing but a question for yes or no.

    And then it needs a memory that holds the whole question.
    """
    if not asked or not _YES_OR_NO.match(question):
        return ()
    best = max(known, key=lambda k: (len(asked & k.words), -k.item.number), default=None)
    if best is None or len(asked & best.words) / len(asked) < _ENOUGH_TWO:
        return ()
    return (best.item,)
