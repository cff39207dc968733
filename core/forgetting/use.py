"""Use: what is cited, opened or confirmed grows stronger and comes back. What was merely retrieved does not.

A correction is born as firm as anything can be, so being corrected into needs no use of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import apsw

from core.forgetting.curve import CURVE, Curve
from core.forgetting.together import link_together
from core.model import times
from core.model.answer import AccessKind
from core.model.change import ChangeKind
from core.model.memory import Memory, Precision, State, Strength
from core.store import corrections, memories, strengths
from core.store.accesses import log_accesses
from core.store.changes import Recorder

USES: Mapping[AccessKind, str] = {
    AccessKind.CITED: "An answer rests on it.",
    AccessKind.OPENED: "You opened it.",
    AccessKind.CONFIRMED: "You said that it is right.",
}
"""The accesses that make a memory stronger, and what is said where one brings it back."""

_OF_PARENTS = 0.5
"""How much of a use it is for the memories that the one that was used was made from."""
_EBBED = (State.FADED, State.ARCHIVED)


def note_accesses(
    connection: apsw.Connection,
    memory_ids: Iterable[int],
    kind: AccessKind,
    turn_id: int | None = None,
    *,
    at: datetime | None = None,
) -> list[int]:
    """Log what happened to these memories, and let them grow if it was a use. Returns which came back.

    Those that one answer cites are linked besides, the more often the more firmly.

    A faded or archived memory is full again at once; if its vector was kept less exactly it waits to be embedded from
    its text. `at` is when it happened, now if None.
    """
    ids = list(dict.fromkeys(memory_ids))
    log_accesses(connection, ids, kind, turn_id, at=at)
    if kind is AccessKind.CITED:
        link_together(connection, ids, times.now() if at is None else at)
    return reinforce(connection, ids, USES[kind], at=at) if kind in USES else []


def reinforce(
    connection: apsw.Connection,
    memory_ids: Iterable[int],
    reason: str,
    *,
    at: datetime | None = None,
    curve: Curve = CURVE,
) -> list[int]:
    """Let memories grow after a use of them, by half those that they were made from. Returns which came back."""
    moment = times.now() if at is None else at
    used = _remembered(connection, memory_ids)
    grown: dict[int, Strength] = {id_: curve.reinforce(one.strength, moment) for id_, one in used.items()}
    for parent in _remembered(connection, _parents(connection, used)).values():
        grown.setdefault(parent.id, curve.reinforce(parent.strength, moment, _OF_PARENTS))
    strengths.write_strengths(connection, grown)
    back = [memory.id for memory in used.values() if memory.state in _EBBED]
    for memory_id in back:
        with Recorder(connection, ChangeKind.RESTORED, reason, memory_id=memory_id) as change:
            change.update("memory", {"id": memory_id}, {"state": State.ACTIVE, "precision": Precision.FLOAT})
    return back


def _remembered(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, Memory]:
    """What is forgotten is not there to be used."""
    found = memories.get_memories(connection, ids)
    return {id_: memory for id_, memory in found.items() if memory.state is not State.FORGOTTEN}


def _parents(connection: apsw.Connection, used: Mapping[int, Memory]) -> set[int]:
    """What these were made from. A correction was not made from what it corrects."""
    made = used.keys() - corrections.get_corrections(connection, used).keys()
    return {parent for some in corrections.parents_of(connection, made).values() for parent in some}
