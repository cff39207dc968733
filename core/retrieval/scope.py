"""Which memories a search may find, so that those it may not take no place among the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Only the memories of `ids`, which ascend; or, without `only`, all but these."""

    ids: Ids
    only: bool = False

    @property
    def limits(self) -> bool:
        """Whether it leaves anything out."""
        return self.only or len(self.ids) > 0

    def holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of these may be found."""
        if not len(self.ids):
            return np.full(len(ids), not self.only)
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.asarray((self.ids[place] == ids) == self.only, np.bool_)


EVERYTHING = Scope(np.zeros(0, np.int64))
