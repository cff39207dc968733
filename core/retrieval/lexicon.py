"""Search by word in a large vault: BM25 over the index's own postings.

FTS5 scores memory by memory, at 6 µs each; here a word's postings are read as one list, at 0.2 µs each, and scored
together. The scores are the same (Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009, with k1 = 1.2
and b = 0.75, as FTS5 computes it).
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from numpy.typing import NDArray

from core.retrieval.scope import EVERYTHING, Scope
from core.store import derived, memories, words

_K1, _B = 1.2, 0.75
_RAREST = 1e-6
_KNOWN_TERMS = 20_000
_NEWEST = 10_000
_OUTGROWN = 1.05
_KEPT_OCCURRENCES = 1_000_000
"""Of the words asked for last, about so many occurrences are kept, at 9 bytes each, until the vault changes."""

Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]
Occurrences = tuple[Ids, NDArray[np.bool_]]
"""A memory id for each time a term occurs, in ascending order, and whether it is in the context there."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Which memories hold a term, in ascending order of their ids, with what its occurrences in each count."""

    ids: Ids
    weights: Numbers
    frequency: int


@dataclass(frozen=True, slots=True)
class Frequency:
    """In how many memories a term stood when there were `of`; at least as many when counting stopped early."""

    often: int
    of: int
    stopped: bool


class Lexicon:
    """What is worth remembering of the word index between questions.

    How long memories are and how common words are may lag behind the vault a little, which no ranking notices. Where
    the words that were asked for last stand is kept only as long as no memory is stored, changed or removed: what is
    found never lags. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sizes = np.zeros(0, np.uint16)
        self._last = 0
        self._frequencies: dict[str, Frequency] = {}
        self._occurrences: OrderedDict[str, Occurrences] = OrderedDict()
        self._version: Hashable = None
        self._derived, self._derived_at = np.zeros(0, np.int64), -1

    @property
    def bytes(self) -> int:
        """What sizes and occurrences take in memory."""
        return self._sizes.nbytes + sum(ids.nbytes + beside.nbytes for ids, beside in self._occurrences.values())

    def follow(self, connection: apsw.Connection) -> None:
        """Read the sizes of the memories that came since the last time."""
        with self._lock:
            changes = memories.count_changes(connection)
            if changes != self._derived_at:
                self._derived, self._derived_at = derived.made_ids(connection), changes
            ids, sizes = words.sizes_after(connection, self._last)
            if not len(ids):
                return
            self._last = int(ids[-1])
            if self._last >= len(self._sizes):
                grown = np.zeros(self._last + 1 + self._last // 8, np.uint16)
                grown[: len(self._sizes)] = self._sizes
                self._sizes = grown
            self._sizes[ids] = np.minimum(sizes, np.iinfo(np.uint16).max)

    def forget(self) -> None:
        """Let go of everything, until `follow` is called again."""
        with self._lock:
            self._sizes, self._last, self._frequencies = np.zeros(0, np.uint16), 0, {}
            self._occurrences.clear()
            self._derived, self._derived_at = np.zeros(0, np.int64), -1

    def frequency(self, connection: apsw.Connection, terms: Sequence[str], bound: int, count: int) -> dict[str, int]:
        """In how many memories each term stands; counting stops at `bound`. `count` is how many memories there are.

        A known word is counted again only when the vault has grown.
        """
        known: dict[str, int] = {}
        for term in terms:
            last = self._frequencies.get(term)
            if last is not None and (last.often >= bound if last.stopped else last.of <= count <= last.of * _OUTGROWN):
                known[term] = min(bound, last.often)
        missing = [term for term in terms if term not in known]
        counted = words.document_frequency(connection, missing, bound)
        with self._lock:
            if len(self._frequencies) > _KNOWN_TERMS:
                self._frequencies.clear()
            for term, often in counted.items():
                # A word that nobody has said yet may be said at any time.
                if often:
                    self._frequencies[term] = Frequency(often, count, often >= bound)
        return known | counted

    def search(
        self,
        connection: apsw.Connection,
        terms: Sequence[str],
        *,
        text_weight: float,
        context_weight: float,
        limit: int,
        most_postings: int,
        newest: int = _NEWEST,
        scope: Scope = EVERYTHING,
    ) -> list[tuple[int, float]]:
        """Memories in `scope` that hold any of `terms`, best first: (memory id, BM25 score, higher is better).

        Of a term that stands in more than `most_postings` memories only the `newest` with it are looked at.
        """
        rows, tokens = words.totals(connection)
        if not rows or not terms:
            return []
        made = self._derived[self._derived < len(self._sizes)]
        # What sleep made says again what was said: how rare a word is, and how long a memory, is told without it.
        said, spoken = max(1, rows - len(made)), max(1, tokens - int(self._sizes[made].sum(dtype=np.int64)))
        common = self.frequency(connection, terms, most_postings + 1, rows)
        found = []
        for term in terms:
            parts = words.tokens_of(connection, term)
            if len(parts) == 1 and common[term] <= most_postings:
                found.append(_all_postings(self._stands(connection, parts[0]), text_weight, context_weight, made))
            elif parts:
                found.append(_newest_postings(connection, term, text_weight, context_weight, newest, rows))
        ids = np.concatenate([postings.ids for postings in found]) if found else np.zeros(0, np.int64)
        if not len(ids):
            return []
        scores = np.concatenate([self._score(postings, said, spoken) for postings in found])
        every, place = np.unique(ids, return_inverse=True)
        summed = np.bincount(place, scores, len(every))
        if scope.limits:
            inside = scope.holds(every)
            every, summed = every[inside], summed[inside]
        best = np.argpartition(-summed, limit - 1)[:limit] if len(every) > limit else np.arange(len(every))
        best = best[np.lexsort((every[best], -summed[best]))]
        return list(zip(every[best].tolist(), summed[best].tolist(), strict=True))

    def _stands(self, connection: apsw.Connection, token: str) -> Occurrences:
        """Where a token stands, read from the index unless it was since the vault last changed."""
        version = memories.count_changes(connection)
        with self._lock:
            if version != self._version:
                self._occurrences.clear()
                self._version = version
            known = self._occurrences.get(token)
            if known is not None:
                self._occurrences.move_to_end(token)
                return known
        found = words.occurrences(connection, token)
        with self._lock:
            # Another question may have seen a newer vault meanwhile.
            if version == self._version:
                self._occurrences[token] = found
                kept = sum(len(ids) for ids, _ in self._occurrences.values())
                while kept > _KEPT_OCCURRENCES:
                    _, (ids, _) = self._occurrences.popitem(last=False)
                    kept -= len(ids)
        return found

    def _score(self, postings: Postings, rows: int, tokens: int) -> Numbers:
        mean, sizes = tokens / rows, self._sizes
        size = np.full(len(postings.ids), mean)
        inside = postings.ids < len(sizes)
        size[inside] = sizes[postings.ids[inside]]
        size[size == 0] = mean
        rare = max(_RAREST, math.log((rows - postings.frequency + 0.5) / (postings.frequency + 0.5)))
        often = postings.weights
        scores: Numbers = rare * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * size / mean))
        return scores


def _all_postings(occurrences: Occurrences, text_weight: float, context_weight: float, derived: Ids) -> Postings:
    places, beside = occurrences
    if not len(places):
        return Postings(places, np.zeros(0), 0)
    first = np.flatnonzero(np.diff(places, prepend=-1))
    weights = np.add.reduceat(np.where(beside, context_weight, text_weight), first)
    ids = places[first]
    return Postings(ids, weights, len(ids) - int(np.isin(ids, derived).sum()) if len(derived) else len(ids))


def _newest_postings(
    connection: apsw.Connection, term: str, text_weight: float, context_weight: float, most: int, rows: int
) -> Postings:
    """Of a phrase, or of a term too common to walk. An occurrence counts once in each field."""
    said, beside = (words.newest_with(connection, term, field, most) for field in ("text", "context"))
    # Where one field was cut off, the other is cut off too: below, nobody knows.
    oldest = max((int(ids[-1]) for ids in (said, beside) if len(ids) == most), default=0)
    said, beside = said[said >= oldest], beside[beside >= oldest]
    ids = np.union1d(said, beside)
    weights = text_weight * np.isin(ids, said) + context_weight * np.isin(ids, beside)
    share = 1.0 if not oldest or not len(ids) else len(ids) / max(1, int(ids[-1]) - oldest + 1)
    return Postings(ids, weights, len(ids) if not oldest else min(rows, round(share * rows)))
