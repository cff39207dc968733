"""What retrieval holds in memory between questions, so that a large vault answers as quickly as a small one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from core.model.memory import State
from core.retrieval.codes import CodeIndex
from core.retrieval.lexicon import Lexicon
from core.retrieval.scope import EVERYTHING, Scope
from core.retrieval.shelf import Shelf
from core.store import memories, reach, vectors
from core.store.vectors import Space

_LEAST_RESCORED, _MORE_RESCORED = 100, 1.2
_SURE = 20
_DEVIATIONS = 2.0
_EXACT_UP_TO = 2048


class Resident:
    """The codes of all vectors, the exact vectors that were read last, and what is known of words.

    Belongs to one vault, follows whatever any process writes to it, and may be used from several threads. It is as
    private as the memories are: `forget` it when the vault is locked.
    """

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.shelf = Shelf()
        self.codes = CodeIndex(self.shelf.drop)
        self._scopes: dict[tuple[State, ...], tuple[int, Scope]] = {}

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        scopes = sum(scope.ids.nbytes for _, scope in self._scopes.values())
        return self.codes.bytes + self.shelf.bytes + self.lexicon.bytes + scopes

    def follow(self, connection: apsw.Connection) -> None:
        """Read what changed in the vault. The first time takes up to a second for a million memories."""
        space = vectors.current_space(connection)
        if space is not None:
            self.codes.follow(connection, space)
        self.lexicon.follow(connection)

    def forget(self) -> None:
        """Let go of everything."""
        self.codes.forget()
        self.shelf.forget()
        self.lexicon.forget()
        self._scopes.clear()

    def scope_of(self, connection: apsw.Connection, states: Sequence[State]) -> Scope:
        """All memories in one of `states`; looked up anew when the vault has changed."""
        version = memories.count_changes(connection)
        kept = self._scopes.get(tuple(states))
        if kept is None or kept[0] != version:
            kept = self._scopes[tuple(states)] = version, Scope(reach.ids_beyond(connection, states))
        return kept[1]

    def nearest(
        self,
        connection: apsw.Connection,
        space: Space,
        query: NDArray[np.float32],
        limit: int,
        scope: Scope = EVERYTHING,
    ) -> list[tuple[int, float]]:
        """The `limit` memories in `scope` nearest to a unit vector: (memory id, cosine), best first.

        Cosines are exact. In a small vault so is the choice; in a large one the codes choose what is compared, and more
        is compared as long as what was not might be among the best.
        """
        self.codes.follow(connection, space)
        wanted = max(_LEAST_RESCORED, round(limit * _MORE_RESCORED))
        small = self.codes.size <= _EXACT_UP_TO
        ids, estimate = self.codes.nearest(query, _EXACT_UP_TO if small else 2 * wanted, scope)
        done = len(ids) if small else min(len(ids), wanted)
        rows = self.shelf.rows(connection, space, ids[:done].tolist())
        exact = rows @ query
        while done < len(ids):
            error = exact - estimate[:done]
            within_reach = estimate[done] + error.mean() + _DEVIATIONS * error.std()
            if np.partition(exact, -_SURE)[-_SURE] >= within_reach:
                break
            more = min(len(ids), 2 * done)
            rows = np.concatenate([rows, self.shelf.rows(connection, space, ids[done:more].tolist())])
            exact, done = rows @ query, more
        # A memory may be gone from this view of the vault while the codes still, or already, know it.
        here = np.flatnonzero(rows.any(axis=1))
        best = here[np.lexsort((ids[here], -exact[here]))][:limit]
        return list(zip(ids[best].tolist(), exact[best].tolist(), strict=True))

    def vectors(
        self, connection: apsw.Connection, space: Space, ids: Sequence[int], rough: Collection[int] = ()
    ) -> NDArray[np.float32]:
        """The vectors of `ids`, shape (len(ids), dimension), row by row; zeros where there is none.

        In a large vault those of `rough` are read off their codes, which costs no reading; their cosine to the exact
        ones is 0.93 and more.
        """
        self.codes.follow(connection, space)
        if self.codes.size <= self.shelf.room or not rough:
            return self.shelf.rows(connection, space, ids)
        about = np.fromiter((id_ in rough for id_ in ids), np.bool_, len(ids))
        result = np.empty((len(ids), space.dimension), np.float32)
        result[about] = self.codes.roughly([id_ for id_ in ids if id_ in rough], space.dimension)
        result[~about] = self.shelf.rows(connection, space, [id_ for id_ in ids if id_ not in rough])
        return result
