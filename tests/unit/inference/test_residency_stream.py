"""The stream: what is needed is there until it was used, whatever the order, within the room; a lost disk is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.residency.memory import Region
from core.inference.residency.plan import Plan, plan_residency
from core.inference.residency.stream import Stream, Unreadable
from tests.unit.inference.test_residency_plan import header


class Pages:
    """A `Memory` that only remembers which units are there."""

    def __init__(self, unit: int) -> None:
        self._unit, self._lock = unit, threading.Lock()
        self.there: set[int] = set()
        self.kept: set[int] = set()
        self.most = 0
        self.gone = False

    def find(self) -> Region | None:
        return None

    def adopt(self, region: Region) -> None: ...

    def fetch(self, begin: int, end: int) -> None:
        if self.gone:
            raise OSError(5, "Input/output error")
        with self._lock:
            self.there.update(range(begin // self._unit, end // self._unit))
            self.most = max(self.most, len(self.there))

    def give_back(self, begin: int, end: int) -> None:
        with self._lock:
            self.there.difference_update(range(-(-begin // self._unit), end // self._unit))

    def keep(self, begin: int, end: int) -> bool:
        self.kept.update(range(begin // self._unit, end // self._unit))
        return True

    def release(self, begin: int, end: int) -> None:
        self.kept.difference_update(range(begin // self._unit, end // self._unit))

    def piecewise(self, begin: int, end: int) -> None: ...

    def close(self) -> None: ...


@contextmanager
def streaming(plan: Plan, kept: int, room: int) -> Iterator[tuple[Stream, Pages]]:
    pages = Pages(plan.unit)
    stream = Stream(plan, pages, kept, room)
    try:
        yield stream, pages
    finally:
        stream.close()


def run_pass(stream: Stream, pages: Pages, plan: Plan, order: list[str]) -> None:
    for name in order:
        stream.need(name)
        assert set(plan.units[name]) <= pages.there
        stream.done(name)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_is_needed_is_there_in_any_order_and_within_the_room(data: st.DataObject) -> None:
    plan = plan_residency(header(data.draw(st.integers(1, 6)), data.draw(st.integers(64 << 10, 12 << 20))))
    kept = data.draw(st.integers(plan.fixed, len(plan.keeping)))
    room = data.draw(st.integers(plan.largest, 3 * plan.largest + 12))
    with streaming(plan, kept, room) as (stream, pages):
        for _ in range(3):
            run_pass(stream, pages, plan, data.draw(st.permutations(plan.order)))
            run_pass(stream, pages, plan, list(plan.order))
        # What is waited for is read even where the room is full of what was to come next.
        assert pages.most <= kept + room + plan.largest
        assert pages.kept == set(plan.keeping[:kept])
    assert not pages.kept


@settings(max_examples=20, deadline=None)
@given(sizes=st.lists(st.integers(0, 60), min_size=1, max_size=5))
def test_the_kept_part_follows_the_budget(sizes: list[int]) -> None:
    plan = plan_residency(header(6, 8 << 20))
    with streaming(plan, len(plan.keeping) // 2, 2 * plan.largest) as (stream, pages):
        for size in sizes:
            stream.resize(size, 2 * plan.largest)
            run_pass(stream, pages, plan, list(plan.order))
            kept = plan.keeping[: max(plan.fixed, size)]
            assert pages.kept == set(kept)
            assert stream.kept_bytes == len(kept) * plan.unit


def test_another_order_is_learned() -> None:
    plan = plan_residency(header(4, 8 << 20))
    other = list(reversed(plan.order))
    with streaming(plan, plan.fixed, 2 * plan.largest) as (stream, pages):
        for _ in range(3):
            run_pass(stream, pages, plan, other)
        before = stream.read_bytes
        for _ in range(10):
            run_pass(stream, pages, plan, other)
        streamed = (len(plan.keeping) - plan.fixed) * plan.unit
        # Nothing is read twice in a pass but what two neighbours have in common.
        assert stream.read_bytes - before <= 10 * (streamed + len(plan.order) * plan.unit)


def test_a_lost_disk_is_told_to_the_one_who_computes() -> None:
    plan = plan_residency(header(4, 8 << 20))
    with streaming(plan, plan.fixed, plan.largest) as (stream, pages):
        pages.gone = True
        with pytest.raises(Unreadable):
            run_pass(stream, pages, plan, list(plan.order) * 3)
