"""Holding a draft against the evidence, sentence by sentence.

A small model invents, and it mixes. So a sentence stands only when what it says beyond the question is found in two
neighbouring sentences of one memory, or in two memories together, and when every number and name in it is found there
or in the question. The words of a long passage taken from everywhere would carry nearly anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

from core.answering.evidence import Evidence
from core.answering.wording import hard_words, sentences, stems, tokens

_ENOUGH_ONE = 0.7
_ENOUGH_TWO = 0.85
_ENOUGH_WITH_QUESTION = 0.5
_MOST_PAIRED = 6
_REPEATED_WORDS = 4
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
    known = [_known(item) for item in evidence]
    claims: dict[str, Claim] = {}
    for sentence in sentences(draft):
        if says_nothing(sentence) or _rambles(sentence):
            continue
        carriers = _carriers(sentence, question, asked, known)
        if carriers:
            claims.setdefault(sentence.casefold(), Claim(sentence, carriers))
    return list(claims.values())


def confirmed(question: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence that holds the whole of a question for yes or no, None where none does."""
    found = _confirmed(question, stems(question), [_known(item) for item in evidence])
    return found[0] if found else None


def says_nothing(draft: str) -> bool:
    """Whether the draft itself says that the evidence holds no answer."""
    return not draft.strip() or bool(_UNKNOWING.search(sentences(draft)[0]))


@dataclass(frozen=True, slots=True)
class _Known:
    item: Evidence
    words: frozenset[str]
    clock: frozenset[str]
    windows: tuple[frozenset[str], ...]

    def share(self, beyond: frozenset[str]) -> float:
        """How much of a claim two neighbouring sentences carry. The clock carries a date only with the rest of it."""
        return max(_share(beyond, window, self.clock) for window in self.windows)

    def carries(self, said: frozenset[str], beyond: frozenset[str], hard: frozenset[str]) -> bool:
        """Whether two neighbouring sentences carry a claim, with the words it has from the question."""
        return any(
            _share(beyond, window, self.clock) >= _ENOUGH_ONE
            and len(said & (window | self.clock)) / len(said) >= _ENOUGH_WITH_QUESTION
            and hard <= window | self.clock
            for window in self.windows
        )


def _known(item: Evidence) -> _Known:
    frame = stems(item.frame)
    pieces = [stems(piece) for piece in sentences(item.memory.text)] or [frozenset()]
    windows = tuple(frame | first | second for first, second in zip(pieces, [*pieces[1:], frozenset()], strict=True))
    return _Known(item, frame.union(*pieces), stems(item.clock), windows)


def _share(beyond: frozenset[str], window: frozenset[str], clock: frozenset[str]) -> float:
    undated = beyond - clock
    share = len(undated & window) / len(undated) if undated else 1.0
    return share if share >= _ENOUGH_ONE else len(beyond & window) / len(beyond)


def _rambles(sentence: str) -> bool:
    """Whether four words in a row come twice: a small model that has lost the thread."""
    words = [word.casefold() for word in tokens(sentence)]
    runs = [tuple(words[n : n + _REPEATED_WORDS]) for n in range(len(words) - _REPEATED_WORDS + 1)]
    return len(set(runs)) < len(runs)


def _carriers(sentence: str, question: str, asked: frozenset[str], known: list[_Known]) -> tuple[Evidence, ...]:
    said = stems(sentence)
    beyond = said - asked
    hard = hard_words(sentence) - asked
    if not beyond:
        return _confirmed(question, asked, known)
    scored = sorted(known, key=lambda k: (-k.share(beyond), -len(asked & k.words), k.item.number))
    for one in scored:
        if one.carries(said, beyond, hard) and (asked & one.words or one.item.number == 1):
            return (one.item,)
    for first, second in combinations(scored[:_MOST_PAIRED], 2):
        for a, b in product(first.windows, second.windows):
            both = a | b
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
