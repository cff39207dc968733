"""The two rankings everybody has, written down plainly: cosine over the vectors, and BM25 over the stemmed words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


def rank_by_cosine(rows: NDArray[np.float32], query: NDArray[np.float32], most: int) -> list[int]:
    """Numbers of the `most` rows nearest to `query`, best first. Rows and query have unit length."""
    return np.argsort(-(rows @ query), kind="stable")[:most].tolist()


class Bm25:
    """Okapi BM25 over a fixed set of texts (Robertson & Zaragoza 2009; idf with + 1 inside the log)."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        self._stem = snowballstemmer.stemmer("english").stemWord
        counts = [Counter(self._terms(text)) for text in texts]
        lengths = np.array([count.total() for count in counts], np.float64)
        scale = k1 * (1 - b + b * lengths / max(lengths.mean(), 1.0))
        postings: dict[str, list[tuple[int, int]]] = {}
        for row, count in enumerate(counts):
            for term, times in count.items():
                postings.setdefault(term, []).append((row, times))
        self._size = len(texts)
        self._shares = {
            term: [(row, self._idf(len(entries)) * times * (k1 + 1) / (times + scale[row])) for row, times in entries]
            for term, entries in postings.items()
        }

    def rank(self, query: str, most: int) -> list[int]:
        """Numbers of the `most` best texts, best first."""
        scores = np.zeros(self._size)
        for term in self._terms(query):
            for row, share in self._shares.get(term, ()):
                scores[row] += share
        return np.argsort(-scores, kind="stable")[:most].tolist()

    def _terms(self, text: str) -> list[str]:
        return [self._stem(word) for word in _WORD.findall(text.lower())]

    def _idf(self, documents: int) -> float:
        return math.log(1 + (self._size - documents + 0.5) / (documents + 0.5))
