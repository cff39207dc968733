"""What an answer is made from: the question as it was understood, and what recall brought up for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.answering.evidence import Evidence, gather
from core.answering.phrasing import Phrasing, phrasing_of
from core.answering.wording import stem, stems
from core.model.answer import Hit, Route
from core.model.memory import Memory
from core.understanding.time_questions import QuestionTime

Nearness = Callable[[Sequence[str]], NDArray[np.float64] | None]
"""Cosines of texts to the question, shape (n,); None while there is no embedding model."""


def _none(ids: Sequence[int]) -> Iterable[Memory]:
    return ()


def _unknown(texts: Sequence[str]) -> NDArray[np.float64] | None:
    return None


@dataclass(frozen=True, slots=True)
class Ground:
    """One question and what may answer it.

    `similarity` gives the cosine between question and memory for those that have a vector; `considered` is how many
    memories were in reach; `people` are the known speakers that the question names; `before` is, by memory, what was
    said just before it in its session. `chat` is the one that goes on, if any; `standing` gives memories as they are
    now.
    """

    question: str
    time: QuestionTime
    route: Route
    hits: Sequence[Hit]
    similarity: Mapping[int, float]
    considered: int
    people: frozenset[str]
    before: Mapping[int, str] = field(default_factory=dict)
    nearness: Nearness = _unknown
    chat: str = ""
    standing: Callable[[Sequence[int]], Iterable[Memory]] = _none

    def evidence(self, most: int) -> list[Evidence]:
        """The best hits as evidence; what an assistant said is none."""
        return gather(self.hits, most, self.time.language)

    @property
    def phrasing(self) -> Phrasing:
        """The sentences of the language that the question is put in."""
        return phrasing_of(self.time.language)

    @property
    def meaning(self) -> frozenset[str]:
        """The stems of the question's words that the evidence should share: without the names of `people`."""
        return stems(self.question) - {stem(word) for name in self.people for word in name.split()}
