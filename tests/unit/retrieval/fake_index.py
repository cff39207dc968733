"""A word and vector index in a dictionary, small enough to check by eye."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.retrieval.clearing import Clearing
from core.retrieval.index import Graph, Place
from core.retrieval.lending import Derived

Item = TypeVar("Item")


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@dataclass
class FakeIndex:
    """BM25 with k1 = 1.2 and b = 0.75, exhaustive cosine, answers in insertion order reversed if `backwards`."""

    rows: dict[int, Place] = field(default_factory=dict)
    contexts: dict[int, str] = field(default_factory=dict)
    known_vectors: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    backwards: bool = False
    dimension: int = 4
    asked_terms: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    linked: list[tuple[int, int, float]] = field(default_factory=list)
    common: Clearing | None = None

    def tell(
        self, memory_id: int, speaker: str, text: str, session: str = "s", vector: Sequence[float] | None = None,
        source_id: int = 1,
    ) -> FakeIndex:  # fmt: skip
        last = max((i for i, p in self.rows.items() if (p.source_id, p.session) == (source_id, session)), default=None)
        self.rows[memory_id] = Place(memory_id, source_id, session, speaker, text, before=last)
        if last is not None:
            old = self.rows[last]
            self.rows[last] = Place(last, source_id, session, old.speaker, old.text, old.before, memory_id)
            self.contexts[memory_id] = old.text
        if vector is not None:
            unit = np.asarray(vector, dtype=np.float32)
            self.known_vectors[memory_id] = unit / np.linalg.norm(unit)
        return self

    def clearing(self) -> Clearing | None:
        return self.common

    def count(self) -> int:
        return len(self.rows)

    def speakers(self) -> Sequence[str]:
        return sorted({place.speaker for place in self.rows.values() if place.speaker})

    def _text(self, memory_id: int) -> list[str]:
        return words_of(f"{self.rows[memory_id].speaker} {self.rows[memory_id].text}")

    def _context(self, memory_id: int) -> list[str]:
        return words_of(self.contexts.get(memory_id, ""))

    def document_frequency(self, terms: Sequence[str], *, bound: int) -> Mapping[str, int]:
        return {t: min(bound, sum(t in self._text(i) + self._context(i) for i in self.rows)) for t in terms}

    def search_words(
        self, terms: Sequence[str], *, text_weight: float, context_weight: float, limit: int
    ) -> Sequence[tuple[int, float]]:
        self.asked_terms = list(terms)
        frequency = self.document_frequency(terms, bound=len(self.rows))
        lengths = {i: len(self._text(i)) + len(self._context(i)) for i in self.rows}
        mean = sum(lengths.values()) / max(1, len(lengths))
        found = []
        for i in self.rows:
            total = 0.0
            for term in terms:
                often = text_weight * self._text(i).count(term) + context_weight * self._context(i).count(term)
                rare = math.log((len(self.rows) - frequency[term] + 0.5) / (frequency[term] + 0.5))
                total += max(rare, 1e-6) * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * lengths[i] / mean))
            if total > 0:
                found.append((i, total))
        found.sort(key=lambda hit: -hit[1])
        return self._turn(found[:limit])

    def search_vectors(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        found = sorted(((i, float(v @ vector)) for i, v in self.known_vectors.items()), key=lambda hit: -hit[1])
        return self._turn(found[:limit])

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        nothing = np.zeros(self.dimension, dtype=np.float32)
        return np.array([self.known_vectors.get(i, nothing) for i in ids], dtype=np.float32).reshape(-1, self.dimension)

    def places(self, ids: Sequence[int]) -> Sequence[Place]:
        return self._turn([self.rows[i] for i in ids if i in self.rows])

    def version(self) -> Hashable | None:
        return None

    def everything(self, most: int) -> Sequence[int] | None:
        return list(self.rows) if len(self.rows) <= most else None

    def links(self, ids: Sequence[int]) -> Sequence[tuple[int, int, float]]:
        return [link for link in self.linked if {link[0], link[1]} & set(ids)]

    def derived(self, ids: Sequence[int] | None) -> Mapping[int, Derived]:
        return {}

    def graph(self, text: str, ids: Sequence[int]) -> Graph | None:
        asked = {entity: 1.0 for entity, name in enumerate(self.names) if name.lower() in words_of(text)}
        links = {i: [e for e, name in enumerate(self.names) if name in self.rows[i].text] for i in self.rows}
        frequency = {e: sum(e in named for named in links.values()) for e in range(len(self.names))}
        return Graph(asked, links, frequency) if asked else None

    def _turn(self, items: list[Item]) -> list[Item]:
        return items[::-1] if self.backwards else items
