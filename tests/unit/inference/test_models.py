"""A model is found, held against its pin, and named when it is missing or another."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import ModelUnavailable
from core.inference import models
from core.inference.language import LanguageModel
from core.inference.models import ModelFile, find_model, verify_model
from core.model.status import ModelState

WEIGHTS = b"GGUF and some weights"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue of one model, in a package that only carries data."""
    package = tmp_path / "ebb_test_weights"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('a package of data is never imported')")
    (package / "model.gguf").write_bytes(WEIGHTS)
    entry = {
        "name": "Test",
        "package": "ebb_test_weights",
        "file": "model.gguf",
        "sha256": hashlib.sha256(WEIGHTS).hexdigest(),
        "licence": "none",
    }
    monkeypatch.setattr(models, "_catalogue", lambda: {"language": [entry], "embedding": []})
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv(models.OVERRIDE, raising=False)
    yield package
    models._digest.cache_clear()


def test_a_model_is_found_without_importing_its_package(shelf: Path) -> None:
    model = find_model("language")
    assert (model.name, model.path) == ("Test", shelf / "model.gguf")
    assert verify_model(model) == hashlib.sha256(WEIGHTS).hexdigest()


def test_a_model_that_is_not_installed_says_how_to_get_it(shelf: Path) -> None:
    (shelf / "model.gguf").unlink()
    for role in ("language", "embedding"):
        with pytest.raises(ModelUnavailable, match="make run"):
            find_model(role)


@pytest.mark.parametrize("content", [b"", WEIGHTS[:-1], WEIGHTS + b"\0", WEIGHTS.swapcase()])
def test_other_bytes_are_refused(shelf: Path, content: bytes) -> None:
    (shelf / "model.gguf").write_bytes(content)
    with pytest.raises(ModelUnavailable, match="checksum differs"):
        verify_model(find_model("language"))


def test_a_file_that_changed_since_it_was_checked_is_checked_again(shelf: Path) -> None:
    model = find_model("language")
    verify_model(model)
    stat = model.path.stat()
    model.path.write_bytes(WEIGHTS.swapcase())
    os.utime(model.path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    with pytest.raises(ModelUnavailable):
        verify_model(model)


def test_a_file_that_is_gone_is_named(shelf: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"gone\.gguf cannot be read"):
        verify_model(ModelFile("language", "x", shelf / "gone.gguf"))


def test_the_user_may_choose_a_file_or_none(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = shelf / "mine.gguf"
    mine.write_bytes(b"other weights")
    monkeypatch.setenv(models.OVERRIDE, str(mine))
    assert verify_model(find_model("language")) == hashlib.sha256(b"other weights").hexdigest()
    monkeypatch.setenv(models.OVERRIDE, str(shelf / "nothing.gguf"))
    with pytest.raises(ModelUnavailable, match=r"nothing\.gguf"):
        find_model("language")
    monkeypatch.setenv(models.OVERRIDE, "none")
    with pytest.raises(ModelUnavailable, match="switched off"):
        find_model("language")


def test_the_status_says_how_a_model_stands(shelf: Path) -> None:
    language = LanguageModel()
    assert language.status().state is ModelState.IDLE
    weights = shelf / "model.gguf"
    weights.write_bytes(b"forged")
    with pytest.raises(ModelUnavailable, match="checksum"):
        language.load()
    assert language.status().state is ModelState.FAILED
    weights.unlink()
    assert language.status().state is ModelState.ABSENT
    weights.write_bytes(WEIGHTS)
    assert language.status().state is ModelState.IDLE, "it is there again: nothing is wrong with it yet"
    language.close()
