"""What holds now: of all that was ever said of a subject, the newest true value; the others are history.

The order in which triples were stored plays no part: only since when each is true, whose word it is, and whether it was
taken back. A relation that is stable keeps its first, most trusted value (volatile and stable relations as in RoMem).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.entity import Standing, Triple
from core.model.memory import Trust
from core.understanding.folding import fold

_RANK = {Trust.USER: 3, Trust.FILE: 2, Trust.IMPORTED: 1, Trust.MODEL: 0}


@dataclass(frozen=True, slots=True)
class Settled:
    """The triples that hold, several only where a relation may have several values, and the past ones, newest first."""

    holding: tuple[Triple, ...]
    past: tuple[Triple, ...]


def settle(triples: Iterable[Triple], *, several: bool = False, now: datetime | None = None) -> Settled:
    """Decide which of the triples of one subject and relation hold.

    What the user himself said is not overruled by a file, however new. A denial ends the value it names.
    """
    told = sorted(
        (triple for triple in triples if triple.trust is not Trust.MODEL),
        key=lambda triple: (triple.at, _RANK[triple.trust], triple.memory_id, triple.id),
    )
    if any(triple.trust is Trust.USER for triple in told):
        believed = [triple for triple in told if triple.trust is not Trust.FILE]
    else:
        believed = told
    if several:
        holding = _each_newest(believed)
    elif any(triple.stable for triple in believed):
        holding = _first(believed)
    else:
        holding = _newest(believed)
    holding = [triple for triple in holding if now is None or triple.true_to is None or triple.true_to > now]
    kept = {fold(triple.object) for triple in holding}
    past: dict[str, Triple] = {}
    for triple in reversed(told):
        if triple.standing is not Standing.DENIED and fold(triple.object) not in kept:
            past.setdefault(fold(triple.object), triple)
    return Settled(tuple(holding), tuple(past.values()))


def _newest(told: Sequence[Triple]) -> list[Triple]:
    holding: Triple | None = None
    for triple in told:
        if triple.standing is Standing.HOLDS:
            holding = triple
        elif holding is not None and fold(triple.object) == fold(holding.object):
            holding = None
    return [] if holding is None else [holding]


def _first(told: Sequence[Triple]) -> list[Triple]:
    ended = {fold(triple.object): triple.at for triple in told if triple.standing is Standing.DENIED}
    claims = [
        triple
        for triple in told
        if triple.standing is Standing.HOLDS
        and not (fold(triple.object) in ended and ended[fold(triple.object)] >= triple.at)
    ]
    users = [triple for triple in claims if triple.trust is Trust.USER]
    if users:
        return users[-1:]  # his newest: he corrects himself
    # max keeps the first of equals, which is the oldest
    return [max(claims, key=lambda triple: _RANK[triple.trust])] if claims else []


def _each_newest(told: Sequence[Triple]) -> list[Triple]:
    newest: dict[str, Triple] = {}
    for triple in told:
        newest[fold(triple.object)] = triple
    return [triple for triple in newest.values() if triple.standing is Standing.HOLDS]
