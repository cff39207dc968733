"""The plan of a model on flash: what is kept is spread evenly, nothing is left out, the budget is honoured."""

from __future__ import annotations

import itertools
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.gguf_header import Header, Tensor
from core.inference.residency.plan import Plan, TooSmall, divide, in_order, plan_residency, runs, spread, units_of


def header(layers: int, matrix: int, *, tied: bool = True, experts: int = 0) -> Header:
    """A model whose matrices have `matrix` bytes, with norms of a few bytes between them."""
    names = [("token_embd.weight", matrix)]
    for layer in range(layers):
        names.append((f"blk.{layer}.attn_norm.weight", 4096))
        # Not the order of use, as in many files.
        names += [(f"blk.{layer}.{part}.weight", matrix) for part in ("ffn_down", "attn_q", "attn_output")]
        if experts:
            names += [(f"blk.{layer}.ffn_{part}_exps.weight", matrix * experts) for part in ("gate", "up", "down")]
    if not tied:
        names.append(("output.weight", matrix))
    tensors, offset = [], 4096
    for name, size in names:
        shape = (size // experts, 1, experts) if "_exps" in name else (size,)
        tensors.append(Tensor(name, shape, "I8", offset, size))
        offset += size
    return Header(3, MappingProxyType({}), tuple(tensors), 4096, offset)


_headers = st.builds(header, st.integers(1, 12), st.integers(100 << 10, 20 << 20), tied=st.booleans())


@given(made=_headers)
def test_every_weight_is_kept_or_streamed_or_looked_up(made: Header) -> None:
    plan = plan_residency(made)
    apart = {tensor.name for tensor in plan.looked_up}
    covered = set(plan.keeping)
    assert len(covered) == len(plan.keeping)
    for tensor in made.tensors:
        assert tensor.name in apart or set(units_of(tensor, plan.unit)) <= covered
        assert (
            tensor.name in plan.units
            or tensor.name in apart
            or set(units_of(tensor, plan.unit)) <= set(plan.keeping[: plan.fixed])
        )
    assert set(plan.order) == set(plan.units)


@given(made=_headers, budget=st.integers(0, 1 << 31), own=st.integers(0, 300 << 20))
def test_a_division_fits_its_budget_or_says_what_it_takes(made: Header, budget: int, own: int) -> None:
    plan = plan_residency(made)
    least = _least(plan, own)
    if budget < least:
        with pytest.raises(TooSmall) as refused:
            divide(plan, budget, own)
        assert refused.value.least == least
        return
    division = divide(plan, budget, own)
    assert own + (division.kept + division.stream) * plan.unit <= budget
    assert division.kept == len(plan.keeping) or division.stream >= plan.largest
    assert division.kept >= plan.fixed


def _least(plan: Plan, own: int) -> int:
    """The smallest budget that is not refused."""
    try:
        divide(plan, own, own)
    except TooSmall as refused:
        return refused.least
    return own


@given(count=st.integers(1, 300), grain=st.sampled_from([1, 2, 16]), data=st.data())
def test_any_first_part_is_spread_evenly(count: int, grain: int, data: st.DataObject) -> None:
    order = spread(range(count), grain)
    assert sorted(order) == list(range(count))
    kept = data.draw(st.integers(1, count))
    places = sorted(order[:kept])
    widest = max(after - before for before, after in itertools.pairwise([-1, *places, count]))
    # Twice the even distance between grains, and one grain more at an end.
    assert widest <= 2 * grain * (-(-count // kept) + 1)


@given(units=st.sets(st.integers(0, 60)), longest=st.integers(1, 5))
def test_runs_are_the_same_units_in_pieces(units: set[int], longest: int) -> None:
    found = runs(units, longest)
    assert [unit for run in found for unit in run] == sorted(units)
    assert all(1 <= len(run) <= longest for run in found)


def test_a_pass_goes_layer_by_layer_and_attention_first() -> None:
    plan = plan_residency(header(2, 4 << 20, tied=False))
    assert [name.removesuffix(".weight") for name in plan.order] == [
        "blk.0.attn_q", "blk.0.attn_output", "blk.0.ffn_down",
        "blk.1.attn_q", "blk.1.attn_output", "blk.1.ffn_down", "output",
    ]  # fmt: skip
    assert [tensor.name for tensor in plan.looked_up] == ["token_embd.weight"]


def test_embeddings_that_are_the_output_too_are_never_streamed() -> None:
    plan = plan_residency(header(2, 4 << 20))
    assert not plan.looked_up
    assert set(plan.units["token_embd.weight"]) <= set(plan.keeping[: plan.fixed])


def test_of_a_mixture_all_but_the_experts_is_kept_first() -> None:
    plan = plan_residency(header(12, 16 << 20, experts=8))
    assert len(plan.experts) == 36
    dense = len(plan.keeping) * plan.unit
    division = divide(plan, dense + (500 << 20), 0)
    assert (division.kept, division.stream, division.experts) == (len(plan.keeping), 0, 500 << 20)
    tight = divide(plan, dense + plan.experts[0].size * 3 - plan.unit, 0)
    assert tight.stream >= plan.largest
    assert tight.kept < len(plan.keeping)
    assert tight.experts > 0


def test_a_model_that_fits_is_kept_whole() -> None:
    plan = plan_residency(header(2, 4 << 20))
    assert divide(plan, 1 << 30, 0).kept == len(plan.keeping)
    with pytest.raises(TooSmall):
        divide(plan, 1 << 20, 0)


def test_units_come_once_in_the_order_of_use() -> None:
    assert in_order([range(3, 5), range(4, 6), range(2)]) == [3, 4, 5, 0, 1]
