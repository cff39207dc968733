"""Small models without words, written to be measured: what a machine does with them tells what it does with others.

One of few large layers, where the time goes into the weights; one of many small layers, where it goes into the layers;
one of a single small layer, where it goes into beginning at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.inference.gguf_header import TYPES

_PLAIN = {"F32", "F16", "BF16"}
_BYTE, _PLAIN_BYTE = 0x1C, 0x3C
"""Every byte of the weights: makes a small scale (0.004) of each block; of plain numbers something not far from 1."""
_FALLBACK = "Q4_K"
_MEASURED = _PLAIN | {
    "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """The size of such a model."""

    layers: int
    width: int
    inner: int

    @property
    def weights(self) -> int:
        """Weights that a token is multiplied with."""
        return self.layers * (4 * self.width**2 + 3 * self.width * self.inner)

    @property
    def cache(self) -> int:
        """Bytes of a token's keys and values at 16 bits a number."""
        return self.layers * 2 * self.width * 2


_MOST_LAYERS = 10
LARGER = Sample(layers=4, width=4096, inner=14336)
"""For a graphics card, which is through with the other before it can be measured."""
DEEP = Sample(layers=16, width=512, inner=512)
SHALLOW = Sample(layers=1, width=512, inner=512)
_VOCABULARY = 256


def large_sample(cache: int, kind: str) -> Sample:
    """The one for a processor whose last level of cache holds `cache` bytes: twice that, and two layers at least."""
    layer = bytes_of(Sample(1, 3072, 8192), kind)
    return Sample(max(2, min(_MOST_LAYERS, -(-2 * cache // layer))), 3072, 8192)


def measured_kind(kind: str) -> str:
    """The type of weights that is measured where a model's are of this `kind`."""
    return kind if kind in _MEASURED else _FALLBACK


def bytes_of(sample: Sample, kind: str) -> int:
    """Bytes of the weights of `sample`."""
    block, size = next((block, size) for name, block, size in TYPES.values() if name == kind)
    return sample.weights // block * size


def write_sample(path: Path, sample: Sample, kind: str) -> None:
    """Write such a model with weights of this `kind`.

    Raises:
        OSError: there is no room for it.
    """
    import gguf

    block, size = next((block, size) for name, block, size in TYPES.values() if name == kind)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(sample.layers)
    writer.add_context_length(512)
    writer.add_embedding_length(sample.width)
    writer.add_feed_forward_length(sample.inner)
    writer.add_head_count(sample.width // 64)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(64)
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(_VOCABULARY)

    def add(name: str, rows: int, columns: int) -> None:
        filler = np.full((rows, columns // block * size), _PLAIN_BYTE if kind in _PLAIN else _BYTE, np.uint8)
        writer.add_tensor(f"{name}.weight", filler, raw_dtype=gguf.GGMLQuantizationType[kind])

    def add_ones(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(sample.width, np.float32))

    add("token_embd", _VOCABULARY, sample.width)
    add_ones("output_norm")
    for layer in range(sample.layers):
        add_ones(f"blk.{layer}.attn_norm")
        add_ones(f"blk.{layer}.ffn_norm")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{part}", sample.width, sample.width)
        add(f"blk.{layer}.ffn_gate", sample.inner, sample.width)
        add(f"blk.{layer}.ffn_up", sample.inner, sample.width)
        add(f"blk.{layer}.ffn_down", sample.width, sample.inner)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
