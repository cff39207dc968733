"""Which corrections bear on a question: the user said once what is right when this was asked."""

from __future__ import annotations

from dataclasses import dataclass

import apsw

from core.store.corrections import Correction, corrected_questions, get_corrections, parents_of
from core.understanding.sameness import compare_questions

_ALIKE = 0.5
"""How much of their words two questions share that may be the same in other words."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """A correction, how nearly the question is the one it corrects (1: the same), and which memories it corrects."""

    correction: Correction
    sameness: float
    corrected: frozenset[int]


def bearing_on(question: str, connection: apsw.Connection) -> list[Bearing]:
    """The corrections of this question or one like it, the nearest first, of equals the newest."""
    compared = [(id_, compare_questions(question, asked)) for id_, asked in corrected_questions(connection)]
    near = {id_: sameness for id_, sameness in compared if sameness >= _ALIKE}
    if not near:
        return []
    said, parents = get_corrections(connection, near), parents_of(connection, near)
    found = [Bearing(said[id_], sameness, frozenset(parents.get(id_, ()))) for id_, sameness in near.items()]
    return sorted(found, key=lambda bearing: -bearing.sameness)


def favour(bearing: list[Bearing]) -> dict[int, float]:
    """What corrections say for or against memories, each from -1 to 1: for themselves, against what they correct."""
    said: dict[int, float] = {}
    for one in bearing:
        said.setdefault(one.correction.memory_id, one.sameness)
        for memory_id in one.corrected:
            said[memory_id] = -one.sameness
    return said
