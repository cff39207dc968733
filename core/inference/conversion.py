"""Writing the embedding model again as GGUF: the same weights in the form that llama.cpp maps.

Only BERT encoders with mean pooling, as all-MiniLM-L6-v2 is one. Matrices become float16, or bfloat16, in which some
processors multiply faster. llama.cpp's own WordPiece
differs from the model's on some scripts, so the file carries the model's own tokenizer instead of a vocabulary, and
token numbers are what llama.cpp is given.
"""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MachineError, ModelUnavailable
from core.store.files import machine_error, make_private_file, make_private_folder


class Form(StrEnum):
    """What the matrices of a light file are written in."""

    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"


VERSION = 1
"""Raised whenever the same weights would be written differently."""
TOKENIZER_KEY = "tokenizer.huggingface.json"
LIMIT_KEY = "ebb.longest"

_NEEDED = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
# Looked up by position and added, never multiplied by: what stays in full costs next to nothing.
_KEPT_EXACT = ("position_embd", "token_types")


def convert(weights: Path, target: Path, form: Form = Form.FLOAT16) -> None:
    """Write the sentence-transformers model around `weights` (model.safetensors) to `target`, whole or not at all.

    `form` is what its matrices are written in.

    Raises:
        ModelUnavailable: it is another kind of model, a file of it is missing or cannot be read, or there is no gguf.
        MachineError: `target` cannot be written.
    """
    folder = weights.parent
    try:
        shape = json.loads((folder / "config.json").read_text("utf-8"))
        pooling = json.loads((folder / "1_Pooling/config.json").read_text("utf-8"))
        longest = int(json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"])
        tokenizer = (folder / "tokenizer.json").read_text("utf-8")
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(f"The files beside {weights.name} could not be read.") from error
    if any(shape.get(key, wanted) != wanted for key, wanted in _NEEDED.items()) or not _is_mean(pooling):
        raise ModelUnavailable(f"The model in {folder} is not of the kind that can be converted.")
    make_private_folder(target.parent)
    neighbour = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        make_private_file(neighbour)
        longest = min(longest, int(shape["max_position_embeddings"]))
        _write(neighbour, weights, shape, tokenizer, longest, form)
        with neighbour.open("rb+") as written:
            os.fsync(written.fileno())
        neighbour.replace(target)
    except OSError as error:
        raise machine_error(error, target) from error
    except MachineError:
        raise
    finally:
        neighbour.unlink(missing_ok=True)


def _is_mean(pooling: dict[str, Any]) -> bool:
    chosen = {name for name, on in pooling.items() if name.startswith("pooling_mode_") and on is True}
    return chosen == {"pooling_mode_mean_tokens"}


def _write(file: Path, weights: Path, shape: dict[str, Any], tokenizer: str, longest: int, form: Form) -> None:
    try:
        import gguf
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
    except ImportError as error:
        raise ModelUnavailable(
            f"The package {error.name} is not installed. Run the set-up again (make run)."
        ) from error
    try:
        tensors = load_file(weights)
    except SafetensorError as error:
        raise ModelUnavailable(f"{weights.name} could not be read: it is not a safetensors file.") from error
    writer = gguf.GGUFWriter(file, "bert")
    layers = int(shape["num_hidden_layers"])
    writer.add_context_length(int(shape["max_position_embeddings"]))
    writer.add_embedding_length(int(shape["hidden_size"]))
    writer.add_feed_forward_length(int(shape["intermediate_size"]))
    writer.add_block_count(layers)
    writer.add_head_count(int(shape["num_attention_heads"]))
    writer.add_layer_norm_eps(float(shape["layer_norm_eps"]))
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    bfloat16 = form is Form.BFLOAT16
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_BF16 if bfloat16 else gguf.LlamaFileType.MOSTLY_F16)
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(int(shape["vocab_size"]))
    writer.add_token_type_count(int(shape["type_vocab_size"]))
    writer.add_string(TOKENIZER_KEY, tokenizer)
    writer.add_uint32(LIMIT_KEY, longest)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, layers)
    for name, tensor in tensors.items():
        # The pooler behind the last layer has no name there: mean pooling does without it.
        known = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if known is not None:
            exact = tensor.ndim == 1 or known.startswith(_KEPT_EXACT)
            if bfloat16 and not exact:
                kind = gguf.GGMLQuantizationType.BF16
                writer.add_tensor(known, gguf.quants.quantize(tensor.astype(np.float32), kind), raw_dtype=kind)
            else:
                writer.add_tensor(known, tensor if exact else tensor.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
