"""Model files of random weights, dense or a mixture of experts: they measure bytes, not sense.

Written as `../shared/tools/flash.py make` does it: Q4_0 weights, the starter model's tokenizer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 0
_BYTES = np.array([16 * high + low for high in range(1, 16) for low in range(1, 16)], np.uint8)
"""Pairs of weights whose mean is 0: otherwise all words would look alike to a router."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a model. With `experts`, a mixture, of which `used` are chosen for a token."""

    layers: int
    width: int
    inner: int
    heads: int
    kv_heads: int
    experts: int = 0
    used: int = 0


def write_model(path: Path, shape: Shape, starter: Path) -> None:
    """Write a model file with the tokenizer of `starter`."""
    import gguf

    reader, writer = gguf.GGUFReader(starter), gguf.GGUFWriter(path, "llama")
    writer.add_block_count(shape.layers)
    writer.add_context_length(4096)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    if shape.experts:
        writer.add_expert_count(shape.experts)
        writer.add_expert_used_count(shape.used)
    for name, field in reader.fields.items():
        if name.startswith("tokenizer."):
            if field.types[0] == gguf.GGUFValueType.ARRAY:
                writer.add_array(name, field.contents())
            else:
                writer.add_key_value(name, field.contents(), field.types[0])
    vocabulary = len(reader.fields["tokenizer.ggml.tokens"].data)
    writer.add_vocab_size(vocabulary)
    rng = np.random.default_rng(SEED)

    def weights(name: str, *sizes: int, scale: float = 0.004) -> None:
        """Quantised weights; the last size is that of a row."""
        *outer, columns = sizes
        blocks = _BYTES[rng.integers(0, len(_BYTES), size=(*outer, columns // 32, 18), dtype=np.uint8)]
        blocks[..., :2] = np.frombuffer(np.float16(scale).tobytes(), np.uint8)
        writer.add_tensor(name, blocks.reshape(*outer, -1), raw_dtype=gguf.GGMLQuantizationType.Q4_0)

    # Loud words in a mixture: each then goes to experts of its own, in every layer. That is the worst case for keeping.
    weights("token_embd.weight", vocabulary, shape.width, scale=0.25 if shape.experts else 0.004)
    writer.add_tensor("output_norm.weight", np.ones(shape.width, np.float32))
    kv_width = shape.width // shape.heads * shape.kv_heads
    mixture = (shape.experts,) if shape.experts else ()
    suffix = "_exps" if shape.experts else ""
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{block}{norm}.weight", np.ones(shape.width, np.float32))
        weights(f"{block}attn_q.weight", shape.width, shape.width)
        weights(f"{block}attn_k.weight", kv_width, shape.width)
        weights(f"{block}attn_v.weight", kv_width, shape.width)
        weights(f"{block}attn_output.weight", shape.width, shape.width)
        if shape.experts:
            router = rng.normal(size=(shape.experts, shape.width)).astype(np.float32)
            writer.add_tensor(f"{block}ffn_gate_inp.weight", router)
        weights(f"{block}ffn_gate{suffix}.weight", *mixture, shape.inner, shape.width)
        weights(f"{block}ffn_up{suffix}.weight", *mixture, shape.inner, shape.width)
        weights(f"{block}ffn_down{suffix}.weight", *mixture, shape.width, shape.inner)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
