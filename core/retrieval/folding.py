"""What was said again and again takes one place among the hits: the fact stands for the messages that say no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.model.answer import Hit
from core.store import derived, memories, sources
from core.store.database import Connection

LEAST = 3
"""In how many memories something must have been said for the fact to stand for them."""

_LONGER = 2.5
"""A message this many times as long as the fact says more than the fact does, and keeps its place."""


def fold_repeated(connection: Connection, hits: Sequence[Hit]) -> list[Hit]:
    """Return `hits`, where a fact takes the place of the first of the messages that say it, and of the others too.

    Its origins are all it rests on, those that were found first. A message is folded into one fact at most.
    """
    by_id = {hit.memory.id: hit for hit in hits}
    facts = derived.repeated(connection, list(by_id), LEAST)
    known = memories.get_memories(connection, [id_ for id_, _ in facts])
    standing: dict[int, Hit] = {}
    folded: set[int] = set()
    for id_, said in facts:
        here = [
            one.memory.id
            for one in hits
            if one.memory.id in said
            and one.memory.id not in folded
            and len(one.memory.text) <= _LONGER * len(known[id_].text)
        ]
        if len(here) < 2 or id_ in by_id:
            continue
        folded.update(here)
        rest = memories.get_memories(connection, [other for other in said if other not in here])
        origins = (*(by_id[other].memory for other in here), *(rest[other] for other in said if other in rest))
        source = sources.get_source(connection, known[id_].source_id)
        assert source is not None
        standing[here[0]] = replace(by_id[here[0]], memory=known[id_], source=source, origins=origins)
    if not folded:
        return list(hits)
    folded -= standing.keys()
    kept = [standing.get(hit.memory.id, hit) for hit in hits if hit.memory.id not in folded]
    return [replace(hit, rank=rank) for rank, hit in enumerate(kept, 1)]
