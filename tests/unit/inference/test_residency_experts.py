"""Experts: what is needed is there as a whole, what was used last is kept, and the room is honoured."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.gguf_header import Tensor
from core.inference.residency.experts import Experts
from tests.unit.inference.test_residency_stream import Pages

_EXPERTS, _LAYERS, _SLICE = 6, 3, 1 << 10
_PARTS = ("gate", "up", "down")
_BLOCK = len(_PARTS) * _SLICE


def tensors() -> list[Tensor]:
    names = [f"blk.{layer}.ffn_{part}_exps.weight" for layer in range(_LAYERS) for part in _PARTS]
    size = _EXPERTS * _SLICE
    return [Tensor(name, (_SLICE, 1, _EXPERTS), "I8", place * size, size) for place, name in enumerate(names)]


def slices(layer: int, expert: int) -> set[int]:
    return {(layer * len(_PARTS) + part) * _EXPERTS + expert for part in range(len(_PARTS))}


_choices = st.lists(st.sets(st.integers(0, _EXPERTS - 1), min_size=1, max_size=3), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(choices=_choices, room=st.integers(4, 20))
def test_the_chosen_are_there_and_the_room_is_honoured(choices: list[set[int]], room: int) -> None:
    pages = Pages(_SLICE)
    experts = Experts(tensors(), pages, room * _BLOCK)
    for place, chosen in enumerate(choices):
        layer = place % _LAYERS
        experts.foresee(layer, chosen)
        for part in _PARTS:
            name = f"blk.{layer}.ffn_{part}_exps.weight"
            experts.need(name, sorted(chosen))
            for expert in chosen:
                assert slices(layer, expert) <= pages.there
            experts.done(name, sorted(chosen))
        assert experts.held_bytes <= room * _BLOCK
        assert len(pages.there) * _SLICE == experts.held_bytes
    experts.close()


def test_what_was_used_last_is_not_read_again() -> None:
    pages = Pages(_SLICE)
    experts = Experts(tensors(), pages, 2 * _BLOCK)
    name = "blk.0.ffn_gate_exps.weight"
    for chosen in ([0, 1], [0, 1], [0], [1, 0]):
        experts.need(name, chosen)
        experts.done(name, chosen)
    assert experts.read_bytes == 2 * _BLOCK
    experts.need(name, [2])
    experts.done(name, [2])
    # The one that was not used for longest has gone.
    assert not slices(0, 1) & pages.there or not slices(0, 0) & pages.there
    assert experts.read_bytes == 3 * _BLOCK
    experts.close()
