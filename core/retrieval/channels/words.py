"""The words of the question in a memory and in its context."""

from __future__ import annotations

from collections.abc import Sequence

from core.retrieval.configuration import Configuration
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


def find(
    terms: Sequence[str], index: RecallIndex, configuration: Configuration, limit: int | None = None
) -> list[tuple[int, float]]:
    """Return the `limit` best memories by words as (id, BM25); without it, `words_limit` of them."""
    if not terms:
        return []
    return list(
        index.search_words(
            terms,
            text_weight=configuration.text_weight,
            context_weight=configuration.context_weight,
            limit=configuration.words_limit if limit is None else limit,
        )
    )
