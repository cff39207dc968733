"""Which weights are worth keeping in memory, in which order the rest is used, and how a budget is divided. Pure.

The file is cut into units of 2 MiB at multiples of 2 MiB: the largest page the system knows, read in one piece and
given back in one piece; a small model's into smaller ones. A pass of the model uses every unit once, in the same order
each time, so nothing is gained by keeping what was used last; what counts is how much is kept, and that it is spread
evenly: the disk then never waits for a run of layers that are all in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.inference.gguf_header import Header, Tensor

UNIT, SMALL_UNIT = 2 << 20, 64 << 10
"""Bytes of a unit: of a model that mostly consists of matrices of two of them and more, and of any other."""
_GRAIN = {UNIT: 2, SMALL_UNIT: 16}
"""Units kept or streamed together: reads of 4 MiB, of 1 MiB in small models. Reads of 128 KiB take twice the time."""
_WASTE = 1.15
"""How much more than the weights themselves their units of 2 MiB may take. Between experts they hold parts of those."""
_AHEAD = 6
"""Units beyond the two largest tensors that the stream must be able to hold."""
_FURTHER = {UNIT: 0, SMALL_UNIT: 42}
"""Units that it may hold besides, where there is room: small ones, for reads of 1 MiB by several threads."""
_LAYER = re.compile(r"blk\.(\d+)\.(.+?)(?:\.weight)?$")
_TURN = ("attn_q", "attn_qkv", "attn_k", "attn_v", "attn_output", "ffn_gate_inp", "ffn_gate", "ffn_up", "ffn_down")
"""The order inside a layer that most models follow; where one does not, it is learned from its first pass."""
_EXPERTS = re.compile(r"_exps\.weight$")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the weights of one model file.

    `order` has the tensors that a pass uses as a whole, in that order; `units` says where each lies. `keeping` has all
    their units in the order in which they are worth keeping: any number of first ones is spread evenly over the pass.
    The first `fixed` of them are never streamed. `looked_up` are tensors of which single rows are read, `experts` those
    of which the router picks a part.
    """

    order: tuple[str, ...]
    units: Mapping[str, range]
    keeping: tuple[int, ...]
    fixed: int
    looked_up: tuple[Tensor, ...] = ()
    experts: tuple[Tensor, ...] = ()
    unit: int = UNIT

    @property
    def largest(self) -> int:
        """The most units that one streamed tensor takes."""
        fixed = set(self.keeping[: self.fixed])
        return max((sum(unit not in fixed for unit in units) for units in self.units.values()), default=0)


@dataclass(frozen=True, slots=True)
class Division:
    """How a budget is divided: units kept in memory, units the stream may hold, and bytes for experts."""

    kept: int
    stream: int
    experts: int = 0


class TooSmall(Exception):
    """The budget has no room for what the model needs at any moment. `least` is what it would take, in bytes."""

    def __init__(self, least: int) -> None:
        super().__init__(least)
        self.least = least


def plan_residency(header: Header) -> Plan:
    """Work out the plan for a model file from its header."""
    experts = tuple(tensor for tensor in header.tensors if _EXPERTS.search(tensor.name) and len(tensor.shape) > 2)
    unit = _unit([tensor for tensor in header.tensors if tensor not in experts])
    looked_up = tuple(tensor for tensor in header.tensors if _only_rows(tensor, header.tensors, unit))
    apart = {tensor.name for tensor in (*experts, *looked_up)}
    whole = [tensor for tensor in header.tensors if tensor.name not in apart]
    large = sorted((tensor for tensor in whole if tensor.size >= unit), key=_turn)
    units = {tensor.name: units_of(tensor, unit) for tensor in large}
    fixed = _fixed(whole, units, unit)
    rest = spread([one for one in in_order(units[tensor.name] for tensor in large) if one not in fixed], _GRAIN[unit])
    return Plan(
        tuple(units), MappingProxyType(units), (*sorted(fixed), *rest), len(fixed), looked_up, experts, unit
    )  # fmt: skip


def divide(plan: Plan, budget: int, own: int) -> Division:
    """Divide `budget` bytes, of which the process needs `own` beside the weights.

    Raises:
        TooSmall: nothing would be left for the stream.
    """
    room = budget - own
    total = len(plan.keeping)
    experts = sum(tensor.size for tensor in plan.experts)
    if total * plan.unit + experts <= room:
        return Division(total, 0, experts)
    # A prompt of many tokens may choose all experts of a layer: they have to be there together.
    layer = -(-experts // max(1, len(plan.experts) // 3))
    if plan.experts and total * plan.unit + layer <= room:
        return Division(total, 0, room - total * plan.unit)
    stream = min(2 * plan.largest + _AHEAD, total)
    least = own + min(plan.fixed + stream, total) * plan.unit + layer
    if budget < least:
        raise TooSmall(least)
    units = (room - layer) // plan.unit
    stream = min(stream + _FURTHER[plan.unit], total, max(stream, units - plan.fixed))
    return Division(min(total, units - stream), stream, layer)


def units_of(tensor: Tensor, unit: int) -> range:
    """The units in which a tensor's bytes lie."""
    return range(tensor.offset // unit, -(-(tensor.offset + tensor.size) // unit))


def in_order(uses: Iterable[Iterable[int]]) -> list[int]:
    """The units of one use after another, each once, where it is used first."""
    return list(dict.fromkeys(unit for use in uses for unit in use))


def spread(units: Sequence[int], grain: int) -> list[int]:
    """Order `units` so that any number of first ones is spread evenly over all (van der Corput's sequence, base 2).

    Neighbours stay together, `grain` of them.
    """
    grains = [units[place : place + grain] for place in range(0, len(units), grain)]
    bits = max(1, (len(grains) - 1).bit_length())
    mirrored = (int(format(number, f"0{bits}b")[::-1], 2) for number in range(1 << bits))
    return [unit for place in mirrored if place < len(grains) for unit in grains[place]]


def runs(units: Iterable[int], longest: int) -> list[range]:
    """Neighbouring units together, at most `longest` in a run."""
    found: list[range] = []
    for unit in sorted(units):
        if found and found[-1].stop == unit and len(found[-1]) < longest:
            found[-1] = range(found[-1].start, unit + 1)
        else:
            found.append(range(unit, unit + 1))
    return found


def _unit(tensors: Sequence[Tensor]) -> int:
    """2 MiB, unless most of the tensors are small, or lie so far apart that much would be kept that is none of them."""
    weights = sum(tensor.size for tensor in tensors)
    large = sum(tensor.size for tensor in tensors if tensor.size >= 2 * UNIT)
    covered = len(set().union(*(units_of(tensor, UNIT) for tensor in tensors))) * UNIT
    return UNIT if 2 * large >= weights and covered <= _WASTE * weights else SMALL_UNIT


def _fixed(whole: Sequence[Tensor], units: Mapping[str, range], unit: int) -> set[int]:
    """The units that cannot be streamed, because they are used without being asked for: small tensors, embeddings."""
    fixed: set[int] = set()
    for tensor in whole:
        if tensor.name not in units or tensor.name.startswith("token_embd"):
            fixed.update(units_of(tensor, unit))
    return fixed


def _only_rows(tensor: Tensor, tensors: Sequence[Tensor], unit: int) -> bool:
    """Whether only single rows of it are read: embeddings, unless they are the output's weights, too."""
    if tensor.size < unit:
        return False
    if tensor.name == "token_embd.weight":
        return any(other.name == "output.weight" for other in tensors)
    return tensor.name == "per_layer_token_embd.weight"


def _turn(tensor: Tensor) -> tuple[int, int, int]:
    """When a tensor's turn comes in a pass: by layer, by its part in the layer, by its place in the file."""
    found = _LAYER.match(tensor.name)
    if found is None:
        return (-1 if tensor.name.startswith("token_embd") else 1 << 30, 0, tensor.offset)
    part = found[2]
    return (int(found[1]), _TURN.index(part) if part in _TURN else len(_TURN), tensor.offset)
