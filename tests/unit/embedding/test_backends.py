"""Choosing the fastest way to embed in bulk: by trying, once, and never one that gives other vectors."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.embedding import backends
from core.embedding.backends import TEXTS, Backend, Burst, Tried, light_form, read_tried, share_nearest, try_backends
from core.embedding.embedder import Vector
from core.errors import Cancelled, ModelUnavailable
from core.inference.conversion import Form
from core.inference.models import ModelFile
from tests.conftest import HashEmbedder

MODEL = ModelFile("embedding", "model", Path("/nowhere/model.safetensors"), "a" * 64)
EXACT = HashEmbedder()

Encode = Callable[[Sequence[str]], Vector]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "cache_folder", lambda: tmp_path / "models")


class Clock:
    """Time that passes only while something is encoded."""

    def __init__(self) -> None:
        self.now = 0.0

    def way(self, seconds: float, moved: float = 0.0) -> Encode:
        """Takes so many seconds a text, and moves each vector a little."""

        def encode(texts: Sequence[str]) -> Vector:
            self.now += seconds * len(texts)
            rows = EXACT.encode_bulk(texts)
            rows = rows + moved * np.roll(rows, 1, axis=1)
            return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

        return encode


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "perf_counter", lambda: made.now)
    return made


def missing(texts: Sequence[str]) -> Vector:
    raise ModelUnavailable("It is not there.")


def test_the_fastest_is_kept_and_what_gives_other_vectors_is_refused(clock: Clock) -> None:
    assert read_tried(MODEL) is None
    ways = {
        Backend.LIGHT: clock.way(0.010),
        Backend.WHOLE: clock.way(0.012),
        Backend.WHOLE_BFLOAT16: clock.way(0.004, 0.001),
        Backend.LIGHT_BFLOAT16: clock.way(0.001, 0.5),
    }
    tried = try_backends(MODEL, ways, lambda: None)
    assert tried.fastest() is Backend.WHOLE_BFLOAT16
    assert tried.rates[Backend.WHOLE_BFLOAT16] == pytest.approx(250, rel=0.01)
    assert "other vectors" in tried.refused[Backend.LIGHT_BFLOAT16]
    assert read_tried(MODEL) == tried
    assert light_form(MODEL) is Form.FLOAT16
    assert read_tried(ModelFile("embedding", "model", MODEL.path, "b" * 64)) is None, (
        "of another model nothing is known"
    )


def test_what_cannot_be_run_or_is_hopeless_is_left_out(clock: Clock) -> None:
    ways = {
        Backend.LIGHT: clock.way(0.010),
        Backend.WHOLE: clock.way(1.0),
        Backend.WHOLE_BFLOAT16: missing,
        Backend.LIGHT_BFLOAT16: clock.way(0.008, 0.001),
    }
    tried = try_backends(MODEL, ways, lambda: None)
    assert tried.refused == {Backend.WHOLE: "far slower", Backend.WHOLE_BFLOAT16: "It is not there."}
    assert tried.fastest() is Backend.LIGHT_BFLOAT16
    assert light_form(MODEL) is Form.BFLOAT16


def test_a_trial_that_is_stopped_leaves_nothing(clock: Clock) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        try_backends(MODEL, {Backend.WHOLE: clock.way(0.01)}, stop)
    assert read_tried(MODEL) is None


@pytest.mark.parametrize(
    ("whole", "fastest"), [(11.0, Backend.LIGHT), (12.4, Backend.LIGHT), (12.6, Backend.WHOLE), (0.0, Backend.LIGHT)]
)
def test_the_weights_themselves_must_be_worth_their_memory(whole: float, fastest: Backend) -> None:
    assert Tried({Backend.LIGHT: 10.0, Backend.WHOLE: whole}, {}).fastest() is fastest


def test_texts_are_a_burst_until_there_is_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    burst = Burst()
    assert [burst.add(512), burst.add(512)] == [512, 1024]
    now += 31
    assert burst.add(10) == 10


def test_the_nearest_are_counted() -> None:
    rows = EXACT.encode_bulk(TEXTS)
    assert share_nearest(rows, rows) == 1.0
    assert share_nearest(rows, EXACT.encode_bulk([text + "!" for text in TEXTS])) < 0.5
    assert len(set(TEXTS)) > 100
