"""The probe: a child process meets the illegal instruction, the broken driver, the crash; a sentence comes back."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from core.errors import ModelUnavailable
from core.inference.gguf_header import read_header
from core.inference.planning import probing
from core.inference.planning.figures import figures_of
from core.inference.planning.machine import Speed
from core.inference.planning.probing import probe, understand
from core.inference.planning.sample import DEEP, bytes_of, large_sample, measured_kind, write_sample
from core.inference.planning.survey import UNKNOWN_DISK, read_bandwidth

SPEED = {
    "bytes_per_second": 2e10,
    "flops": 1e11,
    "layer_seconds": 1e-5,
    "pass_seconds": 1e-4,
    "cache_bytes_per_second": 1e10,
}
CARD = {"name": "Card", "backend": "CUDA", "memory_total": 8 << 30, "memory_free": 7 << 30, "shared": False}


def said(*stages: dict[str, object]) -> bytes:
    return "".join(json.dumps(stage) + "\n" for stage in stages).encode()


LOADED = {"stage": "loaded", "instructions": "avx2", "gpus": [CARD]}
PROCESSOR = {"stage": "processor", "repacked": SPEED, "mapped": SPEED}


def test_a_probe_that_came_to_its_end_tells_all() -> None:
    found = understand(said(LOADED, PROCESSOR, {"stage": "gpu", "speed": SPEED}), 0)
    assert found.speed == Speed(**SPEED)
    assert [gpu.name for gpu in found.gpus] == ["Card"]
    assert not found.gpu_problem


@pytest.mark.parametrize("code", [-signal.SIGABRT, 1, None])
def test_a_card_that_kills_the_probe_is_left_alone_and_the_processor_used(code: int | None) -> None:
    found = understand(said(LOADED, PROCESSOR) + b'{"stage": "gp', code)
    assert found.gpus == ()
    assert found.speed == Speed(**SPEED)
    assert found.gpu_problem.startswith("The graphics card (Card) could not be used: a trial of it ")


@pytest.mark.parametrize("output", [b"", said(LOADED), b"\xff\n[1]\n7\n", said({"stage": "processor"})])
def test_a_probe_that_dies_early_says_that_models_cannot_run(output: bytes) -> None:
    with pytest.raises(ModelUnavailable, match=r"Language models cannot run here: .* Ebb answers without one\."):
        understand(output, -signal.SIGSEGV)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
def test_an_illegal_instruction_is_met_by_the_child_and_explained() -> None:
    dying = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGILL)"]
    with pytest.raises(ModelUnavailable, match="built for a processor with instructions that this one does not have"):
        probe("Q4_K", 1, 1, command=dying)


def test_what_was_measured_is_kept_and_measured_again_where_the_machine_was_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "cache_folder", lambda: tmp_path / "cache" / "models")
    calls: list[int] = []

    def run(command: object) -> tuple[bytes, int]:
        calls.append(1)
        return said({**LOADED, "gpus": []}, PROCESSOR), 0

    monkeypatch.setattr(probing, "_run", run)
    first = probe("Q4_K", 2, 1)
    assert probe("Q4_K", 2, 1) == first
    assert (first.busy, first.speed.bytes_per_second) == (True, 2 * SPEED["bytes_per_second"])
    assert len(calls) == 1
    alone = probe("Q4_K", 2, 2)
    assert (alone.busy, alone.speed) == (False, Speed(**SPEED))
    assert probe("Q4_K", 2, 1) == alone
    assert len(calls) == 2
    (kept,) = (tmp_path / "cache" / "speed").iterdir()
    kept.write_bytes(b"{}")
    probe("Q4_K", 2, 2)
    assert len(calls) == 3


@pytest.mark.parametrize("kind", ["Q4_0", "Q4_K", "Q8_0", "F16", "Q6_K"])
def test_a_sample_is_a_model_of_the_kind_that_was_asked_for(tmp_path: Path, kind: str) -> None:
    write_sample(tmp_path / "sample.gguf", DEEP, kind)
    figures = figures_of(read_header(tmp_path / "sample.gguf"))
    assert figures.kind == kind
    assert figures.layers == DEEP.layers
    assert figures.used() == pytest.approx(bytes_of(DEEP, kind), rel=0.1)  # the output and the norms come to that
    assert measured_kind(kind) == kind
    assert large_sample(0, kind).layers == 2
    assert bytes_of(large_sample(300 << 20, kind), kind) >= 600 << 20
    assert measured_kind("IQ1_S") == "Q4_K"


def test_the_probe_itself_runs_here() -> None:
    found = probe("Q4_0", 1, 1, command=[sys.executable, "-P", "-m", "core.inference.engines.probe", "Q4_0", "1"])
    assert found.speed.bytes_per_second > 1e8
    assert found.speed.flops > 1e8
    assert found.mapped_speed.layer_seconds >= 0


def test_a_disk_is_judged_by_a_short_read(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(bytes(8 << 20))
    assert read_bandwidth(file) > 1e6
    assert read_bandwidth(tmp_path / "gone") == UNKNOWN_DISK
    (tmp_path / "small").write_bytes(b"x")
    assert read_bandwidth(tmp_path / "small") == UNKNOWN_DISK
