"""The graph of who is named where: activation spreads from what a question names to memories, and through them.

Personalised PageRank on the bipartite graph of memories and entities (Haveliwala 2002; as in HippoRAG), a few rounds of
it over a small part of the graph. What is named everywhere links nothing: an entity passes on its activation divided by
the number of all memories that name it, however few of them are here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

RESTART = 0.4
"""Share of the activation that begins anew at the question's entities in each round."""

ROUNDS = 4
MOST_LINKS = 20_000

Vector = NDArray[np.float64]


def spread_activation(
    candidates: Sequence[int],
    asked: Mapping[int, float],
    links: Mapping[int, Sequence[int]],
    frequency: Mapping[int, int],
) -> Vector:
    """Return the activation of each candidate, shape (n,), between 0 and 1; all 0 when nothing links them.

    Args:
        candidates: memory ids.
        asked: ids of the entities that the question names, with their weights (1 for a plain name).
        links: for each memory of the graph, candidate or not, the entities it names.
        frequency: in how many memories of the whole vault each entity is named.
    """
    scores = _activate(asked, links, frequency)
    found = np.array([scores.get(memory_id, 0.0) for memory_id in candidates], np.float64)
    top = found.max(initial=0.0)
    return found / top if top > 0 else found


def _activate(
    asked: Mapping[int, float], links: Mapping[int, Sequence[int]], frequency: Mapping[int, int]
) -> dict[int, float]:
    rows: list[int] = []
    columns: list[int] = []
    memories: list[int] = []
    entities: dict[int, int] = {}
    for memory_id, named in links.items():
        if len(rows) >= MOST_LINKS:
            break
        if not named:
            continue
        for entity_id in dict.fromkeys(named):
            rows.append(len(memories))
            columns.append(entities.setdefault(entity_id, len(entities)))
        memories.append(memory_id)
    start = np.zeros(len(entities))
    for entity_id, weight in asked.items():
        if entity_id in entities and weight > 0:
            start[entities[entity_id]] = weight / _commonness(frequency.get(entity_id, 1))
    if not start.any():
        return {}
    start /= start.sum()
    row, column = np.array(rows), np.array(columns)
    here = np.bincount(column, minlength=len(entities))
    everywhere = np.array([frequency.get(entity_id, 1) for entity_id in entities], np.float64)
    outward = 1.0 / np.maximum(here, everywhere)  # an entity's activation, for each memory that names it
    rarity = np.array([1.0 / _commonness(count) for count in np.maximum(here, everywhere)])
    share = np.bincount(row, rarity[column], minlength=len(memories))  # a memory's activation goes to the rare first
    active: Vector = start
    reached: Vector = np.zeros(len(memories))
    for _ in range(ROUNDS):
        reached = np.bincount(row, (active * outward)[column], minlength=len(memories)).astype(np.float64)
        back = np.bincount(column, (reached / share)[row] * rarity[column], minlength=len(entities))
        active = RESTART * start + (1 - RESTART) * back
    return dict(zip(memories, reached.tolist(), strict=True))


def _commonness(count: float) -> float:
    return 1.0 + float(np.log1p(count))
