"""Where the light form of the embedding model lies, and which of what lies there may be used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from core.inference import light
from core.inference.light import LightDamaged, Trial, find_light, keep_trial, place_light, verify_light
from core.inference.models import ModelFile

SOURCE = ModelFile("embedding", "Test", Path("model.safetensors"), "a" * 64)
WEIGHTS = b"GGUF and some weights"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The folder of the set-up and the user's cache."""
    shared, cache = tmp_path / "shared", tmp_path / "cache"
    for folder in (shared, cache):
        folder.mkdir()
    monkeypatch.setattr(light, "shared_folder", lambda: shared)
    monkeypatch.setattr(light, "cache_folder", lambda: cache)
    return shared, cache


def put(folder: Path, problem: str = "") -> Path:
    path = place_light(SOURCE, folder)
    if not problem:
        path.write_bytes(WEIGHTS)
    keep_trial(path, Trial(SOURCE.sha256, hashlib.sha256(WEIGHTS).hexdigest(), 0.9999, problem))
    return path


def test_what_the_set_up_made_is_found(folders: tuple[Path, Path]) -> None:
    assert find_light(SOURCE) is None
    path = put(folders[0])
    found = find_light(SOURCE)
    assert found is not None
    assert (found.path, found.trial.worst) == (path, 0.9999)
    verify_light(found)


def test_what_was_made_anew_in_the_cache_goes_before_it(folders: tuple[Path, Path]) -> None:
    put(folders[0])
    made = put(folders[1])
    found = find_light(SOURCE)
    assert found is not None
    assert found.path == made


def test_what_failed_its_trial_is_told_only_where_nothing_else_is_there(folders: tuple[Path, Path]) -> None:
    put(folders[1], "It differs.")
    found = find_light(SOURCE)
    assert found is not None
    assert found.trial.problem == "It differs."
    good = put(folders[0])
    found = find_light(SOURCE)
    assert found is not None
    assert found.path == good


def test_other_weights_or_another_way_of_writing_them_have_another_file(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folders[0])
    other = ModelFile("embedding", "Test", Path("model.safetensors"), "b" * 64)
    assert place_light(other, folders[0]) != path
    assert find_light(other) is None
    monkeypatch.setattr(light, "VERSION", light.VERSION + 1)
    assert place_light(SOURCE, folders[0]) != path
    assert find_light(SOURCE) is None


@pytest.mark.parametrize("record", ["", "{", "[]", "null", '{"sha256": "1"}', '{"unknown": 1}'])
def test_a_record_that_cannot_be_read_is_none(folders: tuple[Path, Path], record: str) -> None:
    path = put(folders[0])
    path.with_suffix(".json").write_text(record)
    assert find_light(SOURCE) is None


def test_a_record_of_other_weights_is_not_believed(folders: tuple[Path, Path]) -> None:
    path = put(folders[0])
    record = path.with_suffix(".json")
    record.write_text(json.dumps({**json.loads(record.read_text()), "source_sha256": "b" * 64}))
    assert find_light(SOURCE) is None


@pytest.mark.parametrize("content", [b"", WEIGHTS[:-1], WEIGHTS + b"\0", WEIGHTS.swapcase()])
def test_a_file_that_is_not_the_one_that_was_tried_is_refused(folders: tuple[Path, Path], content: bytes) -> None:
    path = put(folders[0])
    found = find_light(SOURCE)
    assert found is not None
    path.write_bytes(content)
    with pytest.raises(LightDamaged):
        verify_light(found)
    path.unlink()
    assert find_light(SOURCE) is None
    with pytest.raises(LightDamaged):
        verify_light(found)


def test_the_record_is_the_owners_alone(folders: tuple[Path, Path]) -> None:
    record = put(folders[1]).with_suffix(".json")
    assert record.stat().st_mode & 0o077 == 0
    assert set(json.loads(record.read_text())) == set(asdict(Trial("", "", 0.0)))
