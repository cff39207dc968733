"""Reading the best candidates again: how likely the question is after each, what a cross-encoder makes of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from core.retrieval.fusion import Scores, standardise

_LONGEST_PASSAGE = 600
_LONGEST_QUESTION = 400


class Likely(Protocol):
    """How likely a text is: the sum of the logarithms over its tokens."""

    @property
    def log_probability(self) -> float: ...


class Reader(Protocol):
    """A language model that says how likely texts are after others."""

    def score(self, pairs: Sequence[tuple[str, str]], *, stop: threading.Event | None = None) -> Sequence[Likely]: ...


class Matcher(Protocol):
    """A cross-encoder: reads question and passage together and says how well they fit, higher meaning better."""

    def match(self, question: str, passages: Sequence[str]) -> Sequence[float]: ...


def score_likelihood(
    question: str, passages: Sequence[str], reader: Reader, stop: threading.Event | None = None
) -> Scores:
    """Return the standardised log-likelihood of the question after each passage.

    It is the same question after each, so that its length plays no part; a passage's own likelihood is not asked for.

    Raises:
        ModelUnavailable: the model cannot be loaded or died. Cancelled: `stop` was set.
    """
    asked = " " + " ".join(question.split())[:_LONGEST_QUESTION]
    told = [f"{passage[:_LONGEST_PASSAGE]}\nQuestion:" for passage in passages]
    found = reader.score([(before, asked) for before in told], stop=stop)
    return standardise(np.array([likely.log_probability for likely in found], dtype=np.float64))


def score_matching(question: str, passages: Sequence[str], matcher: Matcher) -> Scores:
    """Return the standardised scores of a cross-encoder.

    Raises:
        ModelUnavailable: the model cannot be loaded or died.
    """
    asked = question[:_LONGEST_QUESTION]
    found = matcher.match(asked, [passage[:_LONGEST_PASSAGE] for passage in passages])
    return standardise(np.asarray(found, dtype=np.float64))
