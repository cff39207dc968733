"""Grading short answers: token F1 against what is known to be right, and citations against where it is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.synthetic import Asked

_ARTICLES = frozenset(("a", "an", "the", "and"))


@dataclass(slots=True)
class Grades:
    """What came of many questions, one value a question.

    `precision` is of the answers given only, `recall` of all that could be given; `shy` says of those whether none was.
    """

    f1: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    silent: list[float] = field(default_factory=list)
    shy: list[float] = field(default_factory=list)

    def grade(self, asked: Asked, said: str, cited: Sequence[str], *, abstained: bool, several: bool) -> None:
        """Note one answer; `several` says that the right one is a list, graded part by part."""
        if not asked.evidence:
            self.silent.append(float(abstained))
            return
        right = set(cited) & set(asked.evidence)
        self.shy.append(float(abstained))
        self.recall.append(0.0 if abstained else len(right) / len(set(asked.evidence)))
        if not abstained:
            self.precision.append(len(right) / len(set(cited)) if cited else 0.0)
        self.f1.append(0.0 if abstained else score(said, asked.answer, several=several))


def score(said: str, right: str, *, several: bool = False) -> float:
    """Return token F1 in 0..1; of a list, the mean over its parts of the best part said."""
    if not several:
        return token_f1(said, right)
    parts = [part for part in right.split(",") if part.strip()] or [right]
    told = [part for part in said.split(",") if part.strip()] or [""]
    return mean([max(token_f1(one, part) for one in told) for part in parts])


def token_f1(said: str, right: str) -> float:
    """Return the harmonic mean of precision and recall of words, in lower case, without marks and articles."""
    mine, theirs = _words(said), _words(right)
    shared = (mine & theirs).total()
    return 2 * shared / (mine.total() + theirs.total()) if shared else 0.0


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(word for word in re.findall(r"\w+", text.lower()) if word not in _ARTICLES)
