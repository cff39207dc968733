"""Small BERT models with random weights, file by file as a repository has them: in place of real ones."""

from __future__ import annotations

import json
import string

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from core.model.offers import Offer

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_LONGEST = 64


def embedding_files(dimension: int = 32, layers: int = 2, seed: int = 7) -> dict[str, bytes]:
    """A sentence-transformers model with mean pooling."""
    vocabulary = _vocabulary()
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ]
    return {
        "model.safetensors": save(_weights(dimension, layers, len(vocabulary), seed)),
        **_common(dimension, layers, vocabulary, "BertModel"),
        "modules.json": _json(modules),
        "sentence_bert_config.json": _json({"max_seq_length": _LONGEST, "do_lower_case": False}),
        "config_sentence_transformers.json": _json({"__version__": {"sentence_transformers": "2.0.0"}}),
        "1_Pooling/config.json": _json({"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True}),
    }


def cross_encoder_files(dimension: int = 32, layers: int = 1, seed: int = 7) -> dict[str, bytes]:
    """A cross-encoder that says one number."""
    vocabulary = _vocabulary()
    weights = {f"bert.{name}": one for name, one in _weights(dimension, layers, len(vocabulary), seed).items()}
    draw = np.random.default_rng(seed + 1)
    weights["classifier.weight"] = draw.normal(size=(1, dimension)).astype(np.float32)
    weights["classifier.bias"] = np.zeros(1, np.float32)
    kind = {"id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}}
    return {
        "model.safetensors": save(weights),
        **_common(dimension, layers, vocabulary, "BertForSequenceClassification", kind),
    }


def offer_of(offer: Offer, files: dict[str, bytes]) -> Offer:
    """The catalogue's entry as if these were its files."""
    from dataclasses import replace

    return replace(offer, files=tuple(files), size=sum(map(len, files.values())))


def _weights(dimension: int, layers: int, words: int, seed: int) -> dict[str, NDArray[np.float32]]:
    draw, made = np.random.default_rng(seed), dict[str, NDArray[np.float32]]()

    def dense(name: str, out: int, into: int) -> None:
        made[f"{name}.weight"] = (draw.normal(size=(out, into)) / np.sqrt(into)).astype(np.float32)
        made[f"{name}.bias"] = np.zeros(out, np.float32)

    def norm(name: str) -> None:
        made[f"{name}.weight"], made[f"{name}.bias"] = np.ones(dimension, np.float32), np.zeros(dimension, np.float32)

    for name, rows in (("word", words), ("position", _LONGEST), ("token_type", 2)):
        made[f"embeddings.{name}_embeddings.weight"] = draw.normal(size=(rows, dimension)).astype(np.float32)
    norm("embeddings.LayerNorm")
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            dense(f"{layer}.attention.self.{part}", dimension, dimension)
        dense(f"{layer}.attention.output.dense", dimension, dimension)
        norm(f"{layer}.attention.output.LayerNorm")
        dense(f"{layer}.intermediate.dense", 2 * dimension, dimension)
        dense(f"{layer}.output.dense", dimension, 2 * dimension)
        norm(f"{layer}.output.LayerNorm")
    dense("pooler.dense", dimension, dimension)
    return made


def _common(
    dimension: int, layers: int, vocabulary: dict[str, int], architecture: str, more: dict[str, object] | None = None
) -> dict[str, bytes]:
    shape = {
        "architectures": [architecture], "model_type": "bert", "hidden_size": dimension, "num_hidden_layers": layers,
        "num_attention_heads": 2, "intermediate_size": 2 * dimension, "vocab_size": len(vocabulary),
        "max_position_embeddings": _LONGEST, "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute", "pad_token_id": 0, **(more or {}),
    }  # fmt: skip
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    return {
        "config.json": _json(shape),
        "tokenizer.json": _tokenizer(vocabulary).to_str().encode(),
        "tokenizer_config.json": _json({"tokenizer_class": "BertTokenizer", "model_max_length": _LONGEST, **names}),
        "special_tokens_map.json": _json({**names, "mask_token": "[MASK]"}),
    }


def _vocabulary() -> dict[str, int]:
    letters = string.ascii_lowercase + string.digits + string.punctuation
    return {word: n for n, word in enumerate([*_SPECIAL, *letters, *(f"##{one}" for one in letters)])}


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return made


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
