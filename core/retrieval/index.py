"""What scoring asks of a store."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.retrieval.clearing import Clearing
    from core.retrieval.lending import Derived


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate memory and where it stands.

    `session` groups what belongs together within one source: a sitting of a conversation, a heading of a document.
    `before` and `after` are the ids of the adjacent memories in the same source and session, None at its ends.
    `speaker` is empty for what nobody said. `text` is the memory's own text, without captions. Times are milliseconds
    since 1970: when it was said, and from when to when it was true, which says something only with a `true_grain`.
    `stability` is in days, `reinforced_at` when it was last used; None where strength is not known.
    """

    memory_id: int
    source_id: int
    session: str
    speaker: str
    text: str
    before: int | None = None
    after: int | None = None
    said_at: int | None = None
    true_from: int | None = None
    true_to: int | None = None
    true_grain: str = ""
    stability: float | None = None
    reinforced_at: int = 0
    pinned: int = 0


@dataclass(frozen=True, slots=True)
class Graph:
    """Part of the graph of memories and entities, by their ids.

    `asked` are the entities of a question with their weights, `links` the entities each memory names,
    `frequency` in how many memories of the whole vault each entity is named.
    """

    asked: Mapping[int, float]
    links: Mapping[int, Sequence[int]]
    frequency: Mapping[int, int]


class RecallIndex(Protocol):
    """The memories that are in reach of a question. All ids are of memories that may be shown."""

    def count(self) -> int:
        """Return how many memories are in reach."""

    def speakers(self) -> Sequence[str]:
        """Return every speaker's name, each once."""

    def document_frequency(self, terms: Sequence[str], *, bound: int) -> Mapping[str, int]:
        """Return for each of `terms` in how many memories it occurs, in text or context; counting stops at `bound`."""

    def search_words(
        self, terms: Sequence[str], *, text_weight: float, context_weight: float, limit: int
    ) -> Sequence[tuple[int, float]]:
        """Return the `limit` best memories with any of `terms` as (id, BM25 score, higher is better), best first.

        `terms` are raw words and may hold any character: the store quotes them. A term's occurrences count
        `text_weight` in the memory's text and `context_weight` in its context.
        """

    def search_vectors(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        """Return the `limit` memories nearest to `vector` (shape (d,), unit length) as (id, cosine), best first."""

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return the unit vectors of `ids`, shape (len(ids), d), row by row; a row of zeros where there is none.

        Asked for only after `search_vectors` found something, so d is that of the question's vector.
        """

    def clearing(self) -> Clearing | None:
        """Return what the vault's vectors have in common; None where no night has looked, or it is of another model."""

    def places(self, ids: Sequence[int]) -> Sequence[Place]:
        """Return the places of `ids`, in any order; an id that is no longer in reach is left out."""

    def derived(self, ids: Sequence[int] | None) -> Mapping[int, Derived]:
        """Return those of `ids` that sleep made from others; None for all there are."""

    def version(self) -> Hashable | None:
        """Return what changes when anything in the vault does, or None when that cannot be told.

        What was worked out from one version may be used again as long as it is the same.
        """

    def everything(self, most: int) -> Sequence[int] | None:
        """Return the ids of all memories, or None when there are more than `most`."""

    def links(self, ids: Sequence[int]) -> Sequence[tuple[int, int, float]]:
        """Return the links that lead from any of `ids`: the two memories, and how firmly they are linked, 0..1."""

    def graph(self, text: str, ids: Sequence[int]) -> Graph | None:
        """Return the graph around the entities that `text` names and the candidates `ids`; None when it names none."""
