"""What a plan needs to know of a model: read from its header, or from a catalogue before it is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.inference.gguf_header import TYPES, Header
from core.inference.residency.budget import key_value_bytes
from core.inference.residency.plan import Plan as Residency
from core.inference.residency.plan import TooSmall, divide, plan_residency

_QUANTISED_BLOCK = 32
_OUTPUT_SHARE = 0.08
"""Of a model of which only the size is known: the output matrix. Between 4 % (large models) and 15 % (small ones)."""
_WEIGHTS_PER_BYTE = {name: block / size for name, block, size in TYPES.values()}


@dataclass(frozen=True, slots=True)
class Figures:
    """A model in numbers. Sizes are in bytes.

    Of its `weights`, `dense` are used for every token, `output` of them after the last layer; of `expert_weights` the
    router chooses `experts_used` of `experts`; what is neither is looked up row by row. `cache` is what one token's
    keys and values take at 16 bits a number; `narrow_cache` whether they may be kept in 8. `least` must be in memory
    at any moment when the rest is streamed. `kind` is the type of most weights, `trained_context` 0 where it is not
    known.
    """

    size: int
    layers: int
    cache: int
    weights: int
    dense: int
    output: int
    least: int
    expert_weights: int = 0
    experts: int = 0
    experts_used: int = 0
    weights_per_byte: float = 1.78
    kind: str = "Q4_K"
    trained_context: int = 0
    narrow_cache: bool = True
    streamable: bool = True

    @property
    def layer(self) -> float:
        """Bytes of one layer, all its experts included."""
        return (self.dense - self.output + self.expert_weights) / max(1, self.layers)

    def used(self, tokens: int = 1) -> float:
        """Bytes of weights that a pass of so many tokens goes through.

        Of the experts, those that any of the tokens chose; expected where each token chooses on its own:
        E · (1 − (1 − k/E)^n).
        """
        return self.dense + self.expert_weights * self._chosen(tokens)

    def _chosen(self, tokens: int) -> float:
        if not self.experts:
            return 1.0
        return 1 - (1 - self.experts_used / self.experts) ** tokens


def figures_of(header: Header) -> Figures:
    """The figures of a model whose header was read."""
    residency = plan_residency(header)
    weights = sum(tensor.size for tensor in header.tensors)
    looked_up = sum(tensor.size for tensor in residency.looked_up)
    experts = sum(tensor.size for tensor in residency.experts)
    names = {tensor.name: tensor for tensor in header.tensors}
    output = names.get("output.weight") or names.get("token_embd.weight")
    kinds: Counter[str] = Counter()
    for tensor in header.tensors:
        kinds[tensor.type] += tensor.size
    numbers = sum(tensor.weights for tensor in header.tensors)
    return Figures(
        size=header.file_size,
        layers=header.number("block_count") or 0,
        cache=key_value_bytes(header, 1),
        weights=weights,
        dense=weights - looked_up - experts,
        output=output.size if output is not None else 0,
        least=_least(residency),
        expert_weights=experts,
        experts=header.number("expert_count") or 0,
        experts_used=header.number("expert_used_count") or 0,
        weights_per_byte=numbers / max(1, weights),
        kind=max(kinds, key=lambda kind: kinds[kind], default="F16"),
        trained_context=header.number("context_length") or 0,
        narrow_cache=has_narrow_cache(header),
        streamable=header.number("split.count") in (None, 0, 1),
    )


def catalogue_figures(
    size: int, layers: int, cache: int, *, experts: int = 0, experts_used: int = 0, active: float = 1.0,
    kind: str = "Q4_K", trained_context: int = 0,
) -> Figures:  # fmt: skip
    """The figures of a model that is not there yet, from what a catalogue says of it.

    `size` is that of its file, `cache` what a token's keys and values take at 16 bits (2 · layers · heads for keys and
    values · their width · 2), `active` the share of the weights that a token meets: 1 unless it is a mixture.
    """
    chosen = experts_used / experts if experts else 1.0
    expert_weights = min(size, int(size * (1 - active) / (1 - chosen))) if chosen < 1 else 0
    dense = size - expert_weights
    output = min(dense, int(size * _OUTPUT_SHARE))
    layer = (size - output) // max(1, layers)
    return Figures(
        size=size,
        layers=layers,
        cache=cache,
        weights=size,
        dense=dense,
        output=output,
        # Measured on headers: two of the largest matrices in flight, the output, and one layer's experts.
        least=output + layer,
        expert_weights=expert_weights,
        experts=experts if expert_weights else 0,
        experts_used=experts_used if expert_weights else 0,
        weights_per_byte=_WEIGHTS_PER_BYTE.get(kind, 1.78),
        kind=kind,
        trained_context=trained_context,
    )


def has_narrow_cache(header: Header) -> bool:
    """Whether keys and values come in whole blocks of eight-bit numbers, in an attention that llama.cpp can do so."""
    width = (header.number("embedding_length") or 0) // (header.number("attention.head_count") or 1)
    sizes = [header.number(f"attention.{one}_length") or width for one in ("key", "value")]
    return not header.number("attention.kv_lora_rank") and all(size and size % _QUANTISED_BLOCK == 0 for size in sizes)


def _least(residency: Residency) -> int:
    """Bytes of weights that the smallest budget must hold."""
    try:
        divide(residency, 0, 0)
    except TooSmall as too_small:
        return too_small.least
    return 0
