"""Experts: what is needed is there as a whole, what is used most is kept, and the room is honoured."""

from __future__ import annotations

import mmap
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.gguf_header import Tensor
from core.inference.residency.experts import Experts
from tests.unit.inference.test_residency_stream import Pages

_EXPERTS, _LAYERS, _SLICE = 6, 3, mmap.PAGESIZE
_PARTS = ("gate", "up", "down")
_BLOCK = len(_PARTS) * _SLICE


def tensors() -> list[Tensor]:
    names = [f"blk.{layer}.ffn_{part}_exps.weight" for layer in range(_LAYERS) for part in _PARTS]
    size = _EXPERTS * _SLICE
    return [Tensor(name, (_SLICE, 1, _EXPERTS), "I8", place * size, size) for place, name in enumerate(names)]


def slices(layer: int, expert: int) -> set[int]:
    return {(layer * len(_PARTS) + part) * _EXPERTS + expert for part in range(len(_PARTS))}


def use(experts: Experts, layer: int, chosen: Iterable[int]) -> None:
    """A pass of one token over one layer."""
    experts.foresee(layer, dict.fromkeys(chosen, 1), 1)
    for part in _PARTS:
        experts.need(f"blk.{layer}.ffn_{part}_exps.weight", sorted(chosen))


_choices = st.lists(st.sets(st.integers(0, _EXPERTS - 1), min_size=1, max_size=3), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(choices=_choices, room=st.integers(4, 20))
def test_the_chosen_are_there_and_the_room_is_honoured(choices: list[set[int]], room: int) -> None:
    pages = Pages(_SLICE)
    experts = Experts(tensors(), pages, room * _BLOCK)
    for place, chosen in enumerate(choices):
        layer = place % _LAYERS
        use(experts, layer, chosen)
        for expert in chosen:
            assert slices(layer, expert) <= pages.there
        assert experts.held_bytes <= room * _BLOCK
        assert len(pages.there) * _SLICE == experts.held_bytes
        assert experts.read_bytes <= experts.used_bytes
    experts.close()


def test_what_is_used_most_is_kept() -> None:
    pages = Pages(_SLICE)
    experts = Experts(tensors(), pages, 3 * _BLOCK)
    for _ in range(5):
        use(experts, 0, [0, 1])
    assert experts.read_bytes == 2 * _BLOCK
    # What came once goes first, although it was used last.
    for expert in (2, 3, 4, 5):
        use(experts, 0, [expert])
    assert slices(0, 0) | slices(0, 1) <= pages.there
    # But it stays as long as its turn lasts, however much the others were used.
    use(experts, 0, [2, 3])
    assert slices(0, 2) | slices(0, 3) <= pages.there
    experts.close()


def test_what_was_used_long_ago_goes_in_the_end() -> None:
    pages = Pages(_SLICE)
    experts = Experts(tensors(), pages, 2 * _BLOCK)
    for _ in range(20):
        use(experts, 0, [0])
    for _ in range(600):
        use(experts, 0, [1])
        use(experts, 0, [2])
    assert experts.held_bytes == 2 * _BLOCK
    assert slices(0, 1) | slices(0, 2) == pages.there
    experts.close()


def test_without_a_word_from_the_router_they_are_read_when_needed() -> None:
    pages = Pages(_SLICE)
    experts = Experts(tensors(), pages, 2 * _BLOCK)
    for chosen in ([0, 1], [2, 3], [0, 3]):
        experts.need("blk.0.ffn_up_exps.weight", chosen)
        assert all(slices(0, expert) & pages.there for expert in chosen)
    experts.close()
