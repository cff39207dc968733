"""The memories that a question is held against, with all that can be said of them before any question is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.retrieval.channels import manner, vectors
from core.retrieval.clearing import Clearing
from core.retrieval.configuration import Configuration
from core.retrieval.fusion import Scores
from core.retrieval.index import Place, RecallIndex
from core.retrieval.lending import Derived, Lenders, gather_lenders

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Candidates:
    """Memories in order of their ids, n of them.

    `own` and `wide` are the vectors of the memories and of their windows, shape (n, d), or None where there are none.
    `clear` are those of the memories, and `wide` those of the windows, without what `clearing` says all have in common.
    `sessions` numbers the group of each; `known` says which have a vector. `frequency` says in how many memories a word
    stands, where these are all there are.
    """

    places: Sequence[Place]
    ids: NDArray[np.int64]
    sessions: NDArray[np.intp]
    length: Scores
    asking: Scores
    own: NDArray[np.float32] | None
    clear: NDArray[np.float32] | None
    wide: NDArray[np.float32] | None
    known: NDArray[np.bool_]
    frequency: Mapping[str, int] | None = None
    lenders: Lenders | None = None
    clearing: Clearing | None = None

    @cached_property
    def timed(self) -> Scores:
        """1 for a memory that speaks of a time, else 0: worked out where a question asks when."""
        return manner.score_time(self.places)

    def rows_of(self, ids: Sequence[int]) -> NDArray[np.intp]:
        """Return where `ids` stand, -1 for those that are not there."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self.ids):
            return np.full(len(wanted), -1, dtype=np.intp)
        rows = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[rows] == wanted, rows, -1)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case."""
    return frozenset(word.lower() for word in _WORD.findall(text))


def gather(
    ids: Sequence[int],
    index: RecallIndex,
    configuration: Configuration,
    *,
    embedded: bool,
    all_there_are: bool = False,
    derived: Mapping[int, Derived] | None = None,
) -> Candidates:
    """Look up `ids`; those no longer in reach are left out. Without `embedded`, no vectors.

    `derived` are memories that may lend their scores to those they were made from.
    """
    # Sorted, so that a result does not depend on the order in which the index answers.
    places = sorted(index.places(ids), key=lambda place: place.memory_id)
    numbers: dict[Hashable, int] = {}
    sessions = [numbers.setdefault((place.source_id, place.session), len(numbers)) for place in places]
    own = clear = wide = None
    clearing = index.clearing() if embedded else None
    known = np.zeros(len(places), dtype=np.bool_)
    if embedded and places:
        own, wide, known = vectors.look_up(places, index, configuration.neighbour_share)
        clear = own if clearing is None else clearing.clear(own)
        wide = wide if clearing is None else clearing.clear(wide)
    found = np.array([place.memory_id for place in places], dtype=np.int64)
    return Candidates(
        places=places,
        ids=found,
        sessions=np.array(sessions, dtype=np.intp),
        length=manner.score_length(places, configuration.full_length),
        asking=manner.score_asking(places),
        own=own,
        clear=clear,
        wide=wide,
        known=known,
        frequency=Counter(word for place in places for word in words_of(place.text)) if all_there_are else None,
        lenders=gather_lenders(derived or {}, found, index, embedded=embedded, clearing=clearing),
        clearing=clearing,
    )
