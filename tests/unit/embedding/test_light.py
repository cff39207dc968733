"""The light form gives the vectors of the weights it was made from, or it is not used."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.embedding import choosing, housed, trial
from core.embedding.backends import Backend, Tried
from core.embedding.choosing import ChoosingEmbedder
from core.embedding.embedder import Vector
from core.embedding.housed import HousedEmbedder
from core.embedding.light import LightEmbedder
from core.embedding.sentences import SentenceEmbedder
from core.embedding.trial import LEAST, TEXTS, make_light
from core.errors import ModelUnavailable
from core.inference import light
from core.inference.conversion import Form
from core.inference.light import find_light, place_light
from core.inference.models import ModelFile, find_model
from core.model.status import ModelState

pytestmark = pytest.mark.model

TALK = [f"On day {n} the ferry carried {n * 7} crates of pears to Vinge." for n in range(40)]


@pytest.fixture(scope="module")
def whole() -> Iterator[SentenceEmbedder]:
    embedder = SentenceEmbedder()
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, whole: SentenceEmbedder) -> Path:
    """A folder with the light form in it."""
    folder = tmp_path_factory.mktemp("made")
    assert not make_light(find_model("embedding"), folder, whole.encode_bulk).trial.problem
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty; nothing lies in the folder of the set-up either."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(light, "shared_folder", lambda: tmp_path / "shared")
    monkeypatch.setattr(light, "cache_folder", lambda: folder)
    monkeypatch.setattr(choosing, "cache_folder", lambda: folder)
    return folder


@pytest.fixture
def prepared(made: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The light form lies where the set-up puts it: its path."""
    monkeypatch.setattr(light, "shared_folder", lambda: made)
    return place_light(find_model("embedding"), made)


@pytest.fixture
def embedder() -> Iterator[ChoosingEmbedder]:
    made = ChoosingEmbedder()
    yield made
    made.close()


def process_of(embedder: HousedEmbedder) -> subprocess.Popen[bytes]:
    process = embedder._child._process
    assert process is not None
    return process


def alike(one: Vector, other: Vector) -> float:
    return float(np.min(np.sum(one * other, axis=1)))


def test_both_forms_give_the_same_vectors(prepared: Path, embedder: ChoosingEmbedder, whole: SentenceEmbedder) -> None:
    rows = embedder.encode_urgently(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimension)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert alike(rows, whole.encode_bulk(TEXTS)) >= LEAST
    assert (embedder.fingerprint, embedder.name) == (whole.fingerprint, whole.name)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=300), min_size=1, max_size=8))
def test_whatever_the_text(made: Path, whole: SentenceEmbedder, texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(light, "shared_folder", lambda: made)
        patch.setattr(light, "cache_folder", lambda: made)
        assert alike(_LIGHT.encode_bulk(texts), whole.encode_bulk(texts)) >= LEAST


_LIGHT = LightEmbedder()


@pytest.fixture(scope="module", autouse=True)
def _closing() -> Iterator[None]:
    yield
    _LIGHT.close()


def test_rounded_to_bfloat16_they_are_near_enough(made: Path, cache: Path, whole: SentenceEmbedder) -> None:
    """Long works may go on so; where they do not come out the same, the trial does not let them."""
    exact = whole.encode_bulk(TEXTS)
    rounded = make_light(find_model("embedding"), cache, whole.encode_bulk, Form.BFLOAT16)
    assert not rounded.trial.problem
    assert find_light(find_model("embedding"), Form.BFLOAT16) == rounded
    assert find_light(find_model("embedding")) is None, "it does not take the place of the exact one"
    whole.bfloat16 = True
    try:
        rows = whole.encode_bulk(TEXTS)
    finally:
        whole.bfloat16 = False
    assert LEAST <= alike(rows, exact) < 1 - 1e-7
    assert np.array_equal(whole.encode_bulk(TEXTS[:5]), whole.encode_bulk(TEXTS[:5]))


def test_a_large_work_goes_on_in_the_way_that_was_the_fastest(
    prepared: Path, embedder: ChoosingEmbedder, whole: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = Tried({Backend.LIGHT: 10.0, Backend.WHOLE: 11.0, Backend.WHOLE_BFLOAT16: 30.0}, {})
    monkeypatch.setattr(choosing, "_LARGE", 2 * len(TALK))
    monkeypatch.setattr(choosing, "_FREE", 0)
    monkeypatch.setattr(choosing, "read_tried", lambda model: tried)
    with pytest.MonkeyPatch.context() as patch:  # given back before it is closed with the others
        patch.setattr(embedder, "_fast", whole)
        first = embedder.encode_bulk(TALK)
        assert not whole.bfloat16, "a small work is not worth another process"
        then = embedder.encode_bulk(TALK)
    assert whole.bfloat16
    whole.bfloat16 = False
    assert alike(first, then) > 0.9995
    assert not np.array_equal(first, then)


def test_half_a_character_and_no_text_at_all_are_taken(prepared: Path, embedder: ChoosingEmbedder) -> None:
    assert np.isfinite(embedder.encode_query("\ud83d half")).all()
    assert embedder.encode_bulk([]).shape == (0, embedder.dimension)
    assert embedder.encode_urgently([]).shape == (0, embedder.dimension)


def test_neither_queries_nor_bulk_start_the_large_process(prepared: Path, embedder: ChoosingEmbedder) -> None:
    assert embedder.ready, "the light form is there in a moment: a query may wait for it"
    assert embedder.status().state is ModelState.IDLE
    query = embedder.encode_query(TALK[7])
    assert embedder.status().state is ModelState.READY
    assert embedder.encode_bulk(TALK[:3]).shape == (3, embedder.dimension)
    assert not embedder._bulk.ready, "a few texts are not worth a process"
    rows = embedder.encode_bulk(TALK)
    assert embedder._bulk.ready
    assert not embedder._whole.ready
    assert float(rows[7] @ query) > 0.9999
    assert not embedder.status().detail


def test_the_processes_end_when_nothing_is_asked(prepared: Path) -> None:
    resting = ChoosingEmbedder(idle_seconds=0.2)
    try:
        resting.encode_query("When does the ferry leave?")
        process_of(resting._queries).wait(10)
        assert resting.ready
        assert resting.status().state is ModelState.IDLE
        resting.encode_query("When does the ferry leave?")
    finally:
        resting.close()


def test_a_process_that_was_killed_is_started_again(prepared: Path, embedder: ChoosingEmbedder) -> None:
    before = embedder.encode_query("When does the ferry leave?")
    first = process_of(embedder._queries)
    first.kill()
    first.wait(10)
    assert np.array_equal(embedder.encode_query("When does the ferry leave?"), before)
    assert process_of(embedder._queries).pid != first.pid
    assert not embedder.status().detail


def test_where_it_is_missing_the_first_load_makes_it(cache: Path, embedder: ChoosingEmbedder) -> None:
    assert not embedder.ready
    embedder.load()
    assert embedder.ready
    assert place_light(find_model("embedding"), cache).is_file()
    assert embedder._queries.ready
    assert not embedder._whole.ready, "what it was tried against is not needed any more"


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9999])
def test_a_file_cut_short_is_never_loaded_but_made_again(
    prepared: Path, cache: Path, embedder: ChoosingEmbedder, whole: SentenceEmbedder, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, share: float,
) -> None:  # fmt: skip
    content = prepared.read_bytes()
    spoiled = tmp_path / "spoiled"
    spoiled.mkdir()
    (spoiled / prepared.name).write_bytes(content[: int(len(content) * share)])
    (spoiled / prepared.with_suffix(".json").name).write_bytes(prepared.with_suffix(".json").read_bytes())
    monkeypatch.setattr(light, "shared_folder", lambda: spoiled)
    monkeypatch.setattr(embedder._whole, "encode_bulk", whole.encode_bulk)  # it is loaded already: seconds saved
    embedder.load()
    assert place_light(find_model("embedding"), cache).read_bytes() == content
    assert embedder._queries.ready


def test_one_whose_vectors_differ_is_not_used_and_that_is_said(
    cache: Path, embedder: ChoosingEmbedder, whole: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "LEAST", 1.1)
    expected = whole.encode_query("When does the ferry leave?")
    assert np.allclose(embedder.encode_query("When does the ferry leave?"), expected, atol=1e-5)
    assert embedder._whole.ready
    assert not embedder._queries.ready
    status = embedder.status()
    assert status.state is ModelState.READY
    assert "is not used" in status.detail
    assert not place_light(find_model("embedding"), cache).exists()
    embedder.close()

    again = ChoosingEmbedder()
    try:
        assert not again.ready, "it was tried once and is not tried at every start"
        assert "is not used" in again.status().detail, "that is said before anything is loaded"
        monkeypatch.setattr(again, "_whole", whole)
        again.load()
        assert "is not used" in again.status().detail
    finally:
        again._queries.close()
        again._bulk.close()


def test_without_the_package_that_writes_it_the_weights_themselves_are_used_and_that_is_said(
    cache: Path, embedder: ChoosingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gguf", None)
    assert "gguf" in embedder.status().detail
    assert embedder.encode_query("When does the ferry leave?").shape == (embedder.dimension,)
    status = embedder.status()
    assert status.state is ModelState.READY
    assert "gguf is not installed" in status.detail
    assert not list(cache.glob("*"))


def test_it_is_tried_with_the_numbers_themselves(tmp_path: Path) -> None:
    """Vectors that point elsewhere, or are no numbers, fail the trial whatever the file is."""

    def lie(texts: Sequence[str]) -> Vector:
        rows = np.full((len(texts), 384), np.nan, np.float32)
        rows[1:] = 1 / np.sqrt(384)
        return rows

    tried = make_light(find_model("embedding"), tmp_path, lie)
    assert "not used" in tried.trial.problem
    assert not tried.path.exists()


def test_nothing_is_made_of_weights_with_another_checksum(
    cache: Path, tmp_path: Path, embedder: ChoosingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = find_model("embedding")
    forged = tmp_path / "model.safetensors"
    forged.write_bytes(original.path.read_bytes()[:-4] + b"evil")
    source = ModelFile("embedding", original.name, forged, original.sha256)
    with pytest.raises(ModelUnavailable, match="checksum differs"):
        make_light(source, cache, lambda texts: pytest.fail("nothing is tried"))
    for module in (choosing, housed):
        monkeypatch.setattr(module, "find_model", lambda role: source)
    with pytest.raises(ModelUnavailable, match="checksum differs"):
        embedder.encode_query("When does the ferry leave?")
    assert not cache.exists()
    status = embedder.status()
    assert status.state is ModelState.FAILED
    assert "checksum differs" in status.detail


def test_weights_that_were_forged_since_are_noticed(
    prepared: Path, tmp_path: Path, embedder: ChoosingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = find_model("embedding")
    forged = tmp_path / "model.safetensors"
    forged.write_bytes(b"\1" * 4096)
    source = ModelFile("embedding", original.name, forged, original.sha256)
    for module in (choosing, housed):
        monkeypatch.setattr(module, "find_model", lambda role: source)
    with pytest.raises(ModelUnavailable, match="checksum differs"):
        embedder.encode_query("When does the ferry leave?")
