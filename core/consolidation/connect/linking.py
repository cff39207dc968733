"""Links between memories that are alike: a mixture of the nearest similarities says which of them mean something."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.consolidation.connect.mixture import Mixture, fit_mixture
from core.errors import Cancelled
from core.model import times
from core.model.change import ChangeKind
from core.model.memory import Form
from core.store import connecting, derived, vectors
from core.store.database import Database
from core.store.nights import Journal, Piece

_FORMS = (Form.EVENT, Form.FACT, Form.SUMMARY)
_ROLE = "linked"
_AT_ONCE = 24
_AROUND = 6
"""How many of the nearest of each memory the mixture is fitted to."""

_MOST_LINKS = 3
_MOST_HELD = 6_000
_SURE = 0.5
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class _Alike:
    first: int
    second: int
    likeness: float


class Linking:
    """Links new derived memories to the most alike of all."""

    def __init__(self) -> None:
        self._held: _Held | None = None

    def count(self, database: Database) -> int:
        with database.reading() as connection:
            return connecting.count_without_role(connection, _ROLE, _FORMS)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        with database.reading() as connection:
            ids = connecting.without_role(connection, _ROLE, _FORMS, int(cursor or 0), _AT_ONCE)
        if not ids:
            self._held = None
            return None
        if self._held is None:
            self._held = _hold(database, stop)
        return _LinkingPiece(ids, self._held.alike(ids))


@dataclass(slots=True)
class _Held:
    """All that may be linked, with the mixture of their nearest similarities, for the time of one part."""

    ids: NDArray[np.int64]
    rows: NDArray[np.float32]
    parents: dict[int, frozenset[int]]
    mixture: Mixture | None

    def alike(self, ids: list[int]) -> list[_Alike]:
        """The links of these memories: those that the mixture counts among the high, the best few of each."""
        if self.mixture is None:
            return []
        found: dict[tuple[int, int], _Alike] = {}
        for id_ in ids:
            place = int(np.searchsorted(self.ids, id_))
            if place == len(self.ids) or self.ids[place] != id_:
                continue
            near = self.rows @ self.rows[place]
            order = np.argsort(-near, kind="stable")[: _AROUND + 1]
            values = near[order].astype(np.float64)
            high = self.mixture.belongs_high(values)
            taken = 0
            for row, value, sure in zip(order.tolist(), values.tolist(), high.tolist(), strict=True):
                other = int(self.ids[row])
                if other == id_ or sure < _SURE or taken == _MOST_LINKS:
                    continue
                if self.parents.get(id_, frozenset()) & self.parents.get(other, frozenset()):
                    continue  # a fact and the event it was said in: they are together anyway
                taken += 1
                pair = (min(id_, other), max(id_, other))
                found[pair] = _Alike(*pair, value)
        return list(found.values())


def _hold(database: Database, stop: threading.Event) -> _Held:
    with database.reading() as connection:
        space = vectors.current_space(connection)
        wanted = connecting.linkable(connection, _MOST_HELD)
        parents = {id_: frozenset(said) for id_, _, said in derived.origins(connection, wanted)}
        if space is None:
            return _Held(np.zeros(0, np.int64), np.zeros((0, 1), np.float32), parents, None)
        found, rows = vectors.read_vectors(connection, space, wanted)
    ids = np.array(found, np.int64)
    nearest: list[NDArray[np.float64]] = []
    for first in range(0, len(ids), _BLOCK):
        if stop.is_set():
            raise Cancelled
        near = rows[first : first + _BLOCK] @ rows.T
        near[np.arange(len(near)), np.arange(first, first + len(near))] = -1.0
        around = min(_AROUND, near.shape[1])
        nearest.append(np.partition(near, near.shape[1] - around, axis=1)[:, -around:].astype(np.float64).ravel())
    values = np.concatenate(nearest) if nearest else np.zeros(0)
    return _Held(ids, np.asarray(rows, np.float32), parents, fit_mixture(values))


def _pairs(count: int) -> str:
    return "pair is" if count == 1 else "pairs are"


@dataclass(frozen=True, slots=True)
class _LinkingPiece:
    ids: list[int]
    links: list[_Alike]

    @property
    def cursor(self) -> str:
        return str(self.ids[-1])

    @property
    def units(self) -> int:
        return len(self.ids)

    def apply(self, journal: Journal) -> None:
        at = times.to_store(times.now())[0]
        links = len(self.links)
        number = len(self.ids)
        memories = "1 memory was" if number == 1 else f"{number} memories were"
        found = f"{links} {_pairs(links)} about much the same" if links else "nothing else is about the same"
        reason = f"{memories} compared with everything else: {found}."
        kind = ChangeKind.LINKED if links else ChangeKind.TAGGED
        with journal.change(kind, reason, self.links[0].first if self.links else None) as change:
            for link in self.links:
                change.insert(
                    "link",
                    {
                        "first_id": link.first,
                        "second_id": link.second,
                        "kind": "alike",
                        "weight": round(link.likeness, 4),
                        "reason": f"About much the same: {round(link.likeness * 100)} % alike in meaning.",
                        "made_at": at,
                        "used_at": at,
                    },
                )
            for id_ in self.ids:
                change.insert("tag", {"memory_id": id_, "kind": "role", "tag": _ROLE, "weight": 1.0})
