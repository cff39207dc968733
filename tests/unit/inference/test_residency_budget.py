"""How much a model may take: what is free, less what others need; it gives way at once and comes back slowly."""

from __future__ import annotations

from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from core.inference.gguf_header import Header
from core.inference.residency.budget import Machine, adapted, automatic_budget, key_value_bytes, look, lost

GB = 1 << 30
_machines = st.builds(Machine, st.integers(2 * GB, 64 * GB), st.integers(0, 64 * GB), st.floats(0, 1e6))


@given(size=st.integers(0, 64 * GB), machine=_machines)
def test_a_model_that_fits_is_left_alone_and_another_leaves_room(size: int, machine: Machine) -> None:
    budget = automatic_budget(size, GB, machine)
    if budget is None:
        assert size + GB + machine.headroom <= machine.available
    else:
        assert budget <= max(0, machine.available - machine.headroom) < size + GB


@given(now=st.integers(0, 8 * GB), planned=st.integers(0, 8 * GB), before=_machines, after=_machines)
def test_it_never_takes_more_than_planned_and_never_grows_while_others_wait(
    now: int, planned: int, before: Machine, after: Machine
) -> None:
    found = adapted(min(now, planned), planned, before, after, 1.0)
    assert 0 <= found <= planned
    if after.available < after.headroom // 2 or after.stalled - before.stalled > 0.1:
        assert found <= min(now, planned)
    if found > min(now, planned):
        assert after.available - (found - min(now, planned)) >= 2 * after.headroom


def test_it_gives_others_what_they_lack() -> None:
    calm, short = Machine(16 * GB, 8 * GB), Machine(16 * GB, GB // 4)
    assert adapted(4 * GB, 4 * GB, calm, short, 1.0) == 4 * GB - (short.headroom // 2 - GB // 4)
    stalled = Machine(16 * GB, 8 * GB, 0.5)
    assert adapted(4 * GB, 4 * GB, calm, stalled, 1.0) < 4 * GB
    assert adapted(2 * GB, 4 * GB, calm, calm, 1.0) > 2 * GB


@given(now=st.integers(0, 8 * GB), taken=st.integers(0, 4 * GB), calm=st.floats(0, 100))
def test_what_the_system_has_taken_is_not_held_and_not_asked_back_at_once(now: int, taken: int, calm: float) -> None:
    planned, machine = 8 * GB, Machine(64 * GB, 32 * GB)
    found = adapted(now, planned, machine, machine, 1.0, taken=taken, calm=calm)
    if lost(taken, planned):
        assert found <= max(0, now - taken)
    elif calm < 30:
        assert found == now
    else:
        assert found > now or now == planned
    assert not lost(planned // 100, planned), "a little is always on its way"


def test_keys_and_values_are_counted_from_the_header() -> None:
    said = {"general.architecture": "x", "x.block_count": 32, "x.attention.head_count": 24, "x.embedding_length": 3072}
    header = Header(3, MappingProxyType({**said, "x.attention.head_count_kv": 8}), (), 0, 0)
    assert key_value_bytes(header, 512) == 32 * 8 * (128 + 128) * 2 * 512
    assert key_value_bytes(Header(3, MappingProxyType({}), (), 0, 0), 512) == 0


def test_this_machine_can_be_looked_at() -> None:
    machine = look()
    assert 0 < machine.available <= machine.total
