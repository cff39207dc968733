"""The store as retrieval sees it: one unmoving view of the vault for the time of one question."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from types import EllipsisType

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model.memory import State
from core.retrieval.clearing import Clearing
from core.retrieval.index import Graph, Place
from core.retrieval.lending import Derived
from core.retrieval.resident import Resident
from core.retrieval.scope import Ids, Scope
from core.retrieval.tuned import read_clearing
from core.store import derived, entities, links, memories, reach, vectors

_MOST_POSTINGS = 30_000
"""Of a word that stands in more memories than this, the newest with it are looked at."""

_WEAKEST_LINK = 0.1

_LONGEST_READ = 2000
"""How many characters of a question are read for names."""


class VaultIndex:
    """A `RecallIndex` over an open read transaction.

    `fingerprint` names the model the question's vector is from: vectors of another model are not looked at. `resident`
    is what is in memory already; without it all is read from the vault. What is in one of `states` is in reach.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        fingerprint: str = "",
        resident: Resident | None = None,
        states: Sequence[State] = reach.EVERYDAY,
    ) -> None:
        self.states = states
        self._connection = connection
        self._resident = Resident() if resident is None else resident
        space = vectors.current_space(connection)
        self._space = space if space is not None and space.fingerprint == fingerprint else None
        self.outdated = bool(fingerprint) and space is not None and self._space is None
        """Whether the vault's vectors are of another model than the question's."""
        self._count = memories.count_memories(connection)
        self._speakers: Sequence[str] | None = None
        self._clearing: Clearing | EllipsisType | None = ...
        self._asked: set[int] = set()
        self._beside: set[int] = set()
        self._narrowed: Scope | None = None

    def narrow(self, ids: Ids) -> None:
        """Leave nothing in reach but these memories, of which there are too many to score all; in ascending order."""
        self._narrowed = Scope(ids, only=True)

    def count(self) -> int:
        return self._count

    def speakers(self) -> Sequence[str]:
        if self._speakers is None:
            self._speakers = memories.speakers_of_all(self._connection)
        return self._speakers

    def document_frequency(self, terms: Sequence[str], *, bound: int) -> Mapping[str, int]:
        return self._resident.lexicon.frequency(self._connection, terms, bound, self._count)

    def search_words(
        self, terms: Sequence[str], *, text_weight: float, context_weight: float, limit: int
    ) -> Sequence[tuple[int, float]]:
        self._resident.lexicon.follow(self._connection)
        return self._resident.lexicon.search(
            self._connection,
            terms,
            text_weight=text_weight,
            context_weight=context_weight,
            limit=limit,
            most_postings=_MOST_POSTINGS,
            scope=self._scope(),
        )

    def search_vectors(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        if self._space is None:
            return []
        return self._resident.nearest(self._connection, self._space, vector, limit, self._scope())

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        if self._space is None:
            return np.zeros((len(ids), 1), np.float32)
        # Neighbours count by half, and there are twice as many as candidates: in a large vault their codes will do.
        beside = set(ids) & self._beside
        return self._resident.vectors(self._connection, self._space, ids, beside)

    def clearing(self) -> Clearing | None:
        if self._clearing is ...:
            kept = read_clearing(self._connection)
            ours = kept is not None and self._space is not None and kept.fingerprint == self._space.fingerprint
            self._clearing = kept if ours else None
        return self._clearing

    def try_clearing(self, clearing: Clearing | None) -> None:
        """Search as if this were what the vectors have in common."""
        self._clearing = clearing

    def places(self, ids: Sequence[int]) -> Sequence[Place]:
        if self._narrowed is not None:
            asked = np.asarray(ids, np.int64)
            ids = asked[self._narrowed.holds(asked)].tolist()
        rows = memories.places_of(self._connection, ids, self.states)
        places = [Place(*row[:-1], pinned=bool(row[-1])) for row in rows]
        near = {id_ for place in places for id_ in (place.before, place.after) if id_ is not None}
        self._asked |= {place.memory_id for place in places}
        self._beside = (self._beside | near) - self._asked
        return places

    def derived(self, ids: Sequence[int] | None) -> Mapping[int, Derived]:
        if self._narrowed is not None:
            # What was narrowed down to derived memories is found as it is.
            return {}
        return {id_: Derived(form, parents) for id_, form, parents in derived.origins(self._connection, ids)}

    def version(self) -> Hashable | None:
        if self._narrowed is not None:
            return None
        space_id = None if self._space is None else self._space.id
        clearing = self.clearing()
        common = None if clearing is None else clearing.mean.tobytes()
        return memories.count_changes(self._connection), space_id, self.states, common

    def everything(self, most: int) -> Sequence[int] | None:
        if self._narrowed is not None or self._count > most:
            return None
        return reach.ids_in_reach(self._connection, most, self.states)

    def _scope(self) -> Scope:
        return self._narrowed or self._resident.scope_of(self._connection, self.states)

    def links(self, ids: Sequence[int]) -> Sequence[tuple[int, int, float]]:
        return links.links_from(self._connection, ids, _WEAKEST_LINK)

    def graph(self, text: str, ids: Sequence[int]) -> Graph | None:
        speaking = {part.casefold() for speaker in self.speakers() for part in (speaker, *speaker.split()[:1])}
        # Who speaks has a channel of their own, and is named everywhere.
        named = [e for e in entities.entities_in(self._connection, text[:_LONGEST_READ]) if e.folded not in speaking]
        if not named:
            return None
        named_by, frequency = entities.graph_around(self._connection, [entity.id for entity in named], ids)
        return Graph({entity.id: 1.0 for entity in named}, named_by, frequency)
