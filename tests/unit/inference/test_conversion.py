"""The embedding model's weights, written again for llama.cpp: whole, private, or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from core.errors import MachineError, ModelUnavailable
from core.inference.conversion import convert
from core.inference.models import find_model

pytestmark = pytest.mark.model


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """The starter model, copied so that it may be spoiled; its weights are linked until a test replaces them."""
    original = find_model("embedding").path
    folder = tmp_path / "model"
    shutil.copytree(original.parent, folder, ignore=shutil.ignore_patterns(original.name))
    (folder / original.name).symlink_to(original)
    return folder / original.name


def replace_weights(weights: Path, content: bytes) -> None:
    weights.unlink()
    weights.write_bytes(content)


def change(file: Path, **fields: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **fields}), "utf-8")


def test_the_same_weights_give_the_same_bytes_for_their_owner_alone(weights: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "made/one.gguf", tmp_path / "made/two.gguf"
    convert(weights, first)
    convert(weights, second)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"GGUF")
    assert first.stat().st_size < 0.55 * weights.stat().st_size
    assert sorted(path.name for path in first.parent.iterdir()) == ["one.gguf", "two.gguf"]
    if os.name == "posix":
        assert (first.stat().st_mode & 0o777, first.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "sentence_bert_config.json", "1_Pooling"])
def test_a_model_that_lacks_a_file_is_not_converted(weights: Path, tmp_path: Path, missing: str) -> None:
    lacking = weights.parent / missing
    shutil.rmtree(lacking) if lacking.is_dir() else lacking.unlink()
    with pytest.raises(ModelUnavailable, match="could not be read"):
        convert(weights, tmp_path / "made.gguf")
    assert not list(tmp_path.glob("*made*"))


def test_another_kind_of_model_is_not_converted(weights: Path, tmp_path: Path) -> None:
    config, pooling = weights.parent / "config.json", weights.parent / "1_Pooling/config.json"
    for file, fields in (
        (config, {"model_type": "mpnet"}),
        (config, {"model_type": "bert", "hidden_act": "relu"}),
        (pooling, {"pooling_mode_cls_token": True}),
        (pooling, {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": False}),
    ):
        kept = file.read_text("utf-8")
        change(file, **fields)
        with pytest.raises(ModelUnavailable, match="not of the kind"):
            convert(weights, tmp_path / "made.gguf")
        file.write_text(kept, "utf-8")


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.5, 0.999])
def test_weights_cut_short_are_not_converted(weights: Path, tmp_path: Path, share: float) -> None:
    whole = weights.read_bytes()
    replace_weights(weights, whole[: int(len(whole) * share)])
    with pytest.raises(ModelUnavailable, match="not a safetensors file"):
        convert(weights, tmp_path / "made.gguf")
    assert not list(tmp_path.glob("*made*"))


def test_a_full_disk_leaves_what_was_there(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "made.gguf"
    target.write_bytes(b"what was there")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match="disk is full"):
        convert(weights, target)
    assert target.read_bytes() == b"what was there"
    assert [path.name for path in tmp_path.glob("*made*")] == ["made.gguf"]


def test_without_its_library_the_sentence_says_which(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gguf", None)
    with pytest.raises(ModelUnavailable, match=r"gguf.*make run"):
        convert(weights, tmp_path / "made.gguf")
