"""The curve that is drawn of a memory ends in what is kept of it, and its days are those on which it will ebb."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.forgetting.curve import CURVE
from core.forgetting.foresight import foresee
from core.forgetting.stages import ARCHIVED, FADED
from core.model.answer import AccessKind
from core.model.kept import Recurrence, Use
from core.model.memory import Form, Kind, Memory, Source, SourceKind, Span
from core.model.retention import retained

NOW = datetime(2026, 5, 8, tzinfo=UTC)


def source(kind: SourceKind = SourceKind.CONVERSATION) -> Source:
    return Source(1, kind, "talk", "talk", b"", "text/plain", 1, NOW)


def memory(*days_of_uses: float) -> Memory:
    strength = CURVE.bear(0.5, NOW)
    for day in days_of_uses:
        strength = CURVE.reinforce(strength, NOW + timedelta(days=day))
    return Memory(1, Kind.EPISODIC, Form.CHUNK, "x", 1, 0, Span("x", 0, 1), NOW, strength)


def uses(*days: float) -> list[Use]:
    return [Use(AccessKind.OPENED, NOW + timedelta(days=day)) for day in days]


def test_the_curve_steps_up_at_each_use_and_ends_in_what_is_kept() -> None:
    one, today = memory(10.0, 40.0), NOW + timedelta(days=100)
    fate = foresee(one, source(), uses(10.0, 40.0), None, today)
    points = fate.curve
    assert [point.at for point in points] == sorted(point.at for point in points)
    assert (points[0].at, points[0].retention) == (NOW, 1.0)
    assert points[-1].at > today
    for use in uses(10.0, 40.0):
        before, at = (point.retention for point in points if point.at == use.at)
        assert (before < 1.0, at) == (True, 1.0)
    for point in points:
        if point.at > one.strength.reinforced_at:
            assert point.retention == pytest.approx(retained(one.strength, point.at))


def test_being_retrieved_leaves_no_step() -> None:
    seen = [replace(use, kind=AccessKind.RETRIEVED) for use in uses(3.0)]
    points = foresee(memory(10.0), source(), seen, None, NOW + timedelta(days=20)).curve
    assert [point.at for point in points].count(seen[0].at) == 0


def test_it_fades_and_is_archived_on_the_days_that_are_told() -> None:
    one = memory()
    fate = foresee(one, source(), [], None, NOW)
    assert fate.fades_at is not None
    assert fate.archived_at is not None
    assert retained(one.strength, fate.fades_at) == pytest.approx(FADED)
    assert retained(one.strength, fate.archived_at) == pytest.approx(ARCHIVED)


def test_what_is_on_disk_is_never_archived_and_what_is_pinned_never_fades() -> None:
    on_disk = foresee(memory(), source(SourceKind.FILE), [], None, NOW)
    assert (on_disk.fades_at is None, on_disk.archived_at) == (False, None)
    pinned = foresee(replace(memory(), pinned=True), source(), [], None, NOW + timedelta(days=999))
    assert (pinned.retention, pinned.fades_at, pinned.archived_at) == (1.0, None, None)
    assert {point.retention for point in pinned.curve} == {1.0}


def test_what_comes_back_every_year_is_held_until_it_was_not_needed_twice() -> None:
    birthday = Recurrence(365.25, NOW + timedelta(days=30), "It comes back every year.")
    fate = foresee(memory(), source(), [], birthday, NOW)
    assert fate.fades_at is not None
    assert fate.fades_at > NOW + timedelta(days=30 + 365)
    assert fate.fades_at < NOW + timedelta(days=30 + 2 * 365)
