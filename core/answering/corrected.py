"""Answering with what the user said is right, when the question is the one he corrected."""

from __future__ import annotations

import apsw

from core.answering.profile import Known
from core.retrieval.corrections import Bearing, bearing_on


def find_corrected(question: str, connection: apsw.Connection) -> Bearing | None:
    """The newest correction of exactly this question, as far as its words tell; None where there is none."""
    return next((one for one in bearing_on(question, connection) if one.sameness == 1.0), None)


def still_holds(corrected: Bearing, known: Known | None) -> bool:
    """Whether the correction answers rather than what is known.

    What is known does when it rests on the correction itself or was said since, and on nothing that was corrected.
    """
    if known is None or any(triple.memory_id in corrected.corrected for triple in known.holding):
        return True
    correction = corrected.correction
    return correction.memory_id not in known.memory_ids and all(
        triple.at <= correction.said_at for triple in known.holding
    )


def tell_corrected(corrected: Bearing) -> str:
    """What the user said, without the question that may stand before it."""
    correction = corrected.correction
    return correction.text.removeprefix(correction.question).lstrip(" :") or correction.text
