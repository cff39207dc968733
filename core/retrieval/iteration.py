"""What was found proposes the next query: rare words of the best hits that the question lacks.

A question over several sessions ("what do they collect?") names no thing it asks for; its best hits do, and their words
lead to the others. After the iterated recall of MemoRAG and HGMem, without a language model.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.retrieval.candidates import Candidates, words_of
from core.retrieval.configuration import Configuration
from core.retrieval.fusion import Scores
from core.retrieval.index import RecallIndex
from core.retrieval.question import STOP

_SHORTEST = 3
_STEM = 4
_COMMON = 0.05
_MOST_COMMON = 2000
_NOWHERE_ELSE = 2
_CONTEXT_WEIGHT = 0.0001
_ASKED_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Clues:
    """Words to look for next, the most telling first, and the memories that hold them with their BM25."""

    terms: tuple[str, ...]
    found: Sequence[tuple[int, float]]


def find_clues(
    terms: Collection[str],
    total: Scores,
    candidates: Candidates,
    index: RecallIndex,
    configuration: Configuration,
) -> Clues:
    """Return what the best candidates propose.

    A word counts its rarity, log(n / frequency), once for each hit that holds it, by exp(score - best score). Words
    that stand nowhere else lead nowhere; words that stand in more than a twentieth of the memories lead everywhere.
    `terms` are the words that were searched for already, in lower case; `total` are the candidates' scores so far.
    """
    best = np.argsort(-total, kind="stable")[: configuration.clue_hits]
    shares: dict[str, float] = {}
    stems = {term[:_STEM] for term in terms}
    for row in best.tolist():
        share = math.exp(total[row] - total[best[0]])
        for word in words_of(candidates.places[row].text):
            if len(word) >= _SHORTEST and word not in STOP and word[:_STEM] not in stems and not word.isdecimal():
                shares[word] = shares.get(word, 0.0) + share
    chosen = _most_telling(shares, candidates, index, configuration.clues)
    if not chosen:
        return Clues((), ())
    found = index.search_words(
        chosen, text_weight=1.0, context_weight=_CONTEXT_WEIGHT, limit=max(configuration.words_limit, len(total))
    )
    return Clues(chosen, found)


def score_clues(clues: Clues, candidates: Candidates) -> Scores:
    """Return the BM25 of the clues in each candidate, 0 where there are none of them."""
    result = np.zeros(len(candidates.places), dtype=np.float64)
    rows: NDArray[np.intp] = candidates.rows_of([memory_id for memory_id, _ in clues.found])
    values = np.array([value for _, value in clues.found], dtype=np.float64)
    result[rows[rows >= 0]] = values[rows >= 0]
    return result


def _most_telling(
    shares: Mapping[str, float], candidates: Candidates, index: RecallIndex, number: int
) -> tuple[str, ...]:
    """The `number` words with the highest share times rarity.

    How common words are is asked for a few at a time, until none that is left could be among the chosen, however rare.
    """
    count = index.count()
    most = min(_COMMON * count, _MOST_COMMON)
    rarest = math.log(max(count, _NOWHERE_ELSE) / _NOWHERE_ELSE)
    # Sorted, so that words of the same weight do not come in the order of a set.
    waiting = sorted(shares, key=lambda word: (-shares[word], word))
    weighed: list[tuple[float, str]] = []
    for first in range(0, len(waiting), _ASKED_AT_ONCE):
        if len(weighed) >= number and shares[waiting[first]] * rarest < -weighed[number - 1][0]:
            break
        words = waiting[first : first + _ASKED_AT_ONCE]
        frequency = _frequencies(words, candidates, index, int(most) + 1)
        telling = (word for word in words if _NOWHERE_ELSE <= frequency.get(word, 0) <= most)
        weighed = sorted([*weighed, *((-shares[word] * math.log(count / frequency[word]), word) for word in telling)])
    return tuple(word for _, word in weighed[:number])


def _frequencies(words: Collection[str], candidates: Candidates, index: RecallIndex, bound: int) -> Mapping[str, int]:
    if candidates.frequency is not None:
        return candidates.frequency
    return index.document_frequency(sorted(words), bound=bound)
