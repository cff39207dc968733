"""The words of the question in a memory and in its context."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.retrieval.configuration import Configuration
from core.retrieval.fusion import Scores
from core.retrieval.index import RecallIndex


def choose_terms(terms: Sequence[str], index: RecallIndex, configuration: Configuration) -> list[str]:
    """Return the terms worth walking the index for.

    A word costs as many entries as there are memories with it, so the rarest come first and the commonest are left out
    once `postings_limit` is spent; those are also the ones that tell least. One term always stays.
    """
    few = len(terms) <= configuration.terms_limit
    if few and len(terms) * index.count() <= configuration.postings_limit:
        return list(terms)
    frequency = index.document_frequency(terms, bound=configuration.postings_limit + 1)
    rarest = sorted((term for term in terms if frequency.get(term, 0)), key=lambda term: (frequency[term], term))
    chosen: list[str] = []
    spent = 0
    for term in rarest[: configuration.terms_limit]:
        spent += frequency[term]
        if chosen and spent > configuration.postings_limit:
            break
        chosen.append(term)
    return chosen


def find(terms: Sequence[str], index: RecallIndex, configuration: Configuration) -> list[tuple[int, float]]:
    """Return the best memories by words as (id, BM25), none when there are no terms."""
    if not terms:
        return []
    return list(
        index.search_words(
            terms,
            text_weight=configuration.text_weight,
            context_weight=configuration.context_weight,
            limit=configuration.words_limit,
        )
    )


def score(ids: Sequence[int], found: Sequence[tuple[int, float]], configuration: Configuration) -> Scores:
    """Return the BM25 score of each of `ids`.

    What was not found scores 0 if the search came to its end; if it stopped at its limit, the true score lies
    between 0 and the lowest that was found, and half of that is taken.
    """
    known = dict(found)
    complete = len(found) < configuration.words_limit
    floor = 0.0 if complete else min(known.values()) / 2
    return np.array([known.get(memory_id, floor) for memory_id in ids], dtype=np.float64)
