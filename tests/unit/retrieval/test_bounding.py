"""Time bounded by an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.model.period import Grain, Period
from core.retrieval.bounding import bound_by, place_event
from core.understanding.times import Bound
from tests.unit.answering.samples import WHEN, memory

MOVED = datetime(2021, 5, 1, tzinfo=UTC)


def test_before_and_after_lie_on_their_sides_of_the_event() -> None:
    assert bound_by(MOVED, Bound.BEFORE) == Period(None, MOVED, Grain.DAY)
    assert bound_by(MOVED, Bound.AFTER) == Period(MOVED, None, Grain.DAY)
    assert bound_by(MOVED, Bound.WHEN) is None


def test_an_event_happened_when_it_was_true_else_when_it_was_said() -> None:
    told = memory(1, "We moved to Brix.", "Nora")
    assert place_event(replace(told, true_from=MOVED)) == MOVED
    assert place_event(told) == WHEN
    assert place_event(None) is None
