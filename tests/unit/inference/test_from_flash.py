"""The real starter model under a budget that is too small for it says the same as from memory."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import ModelUnavailable, UserError
from core.inference.hardware import BUDGET
from core.inference.language import LanguageModel
from core.inference.models import OVERRIDE, find_model
from tests.bench.random_model import Shape, write_model

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(sys.platform != "linux", reason="weights are streamed on Linux only"),
]
MIXTURE = Shape(layers=3, width=512, inner=512, heads=8, kv_heads=2, experts=16, used=2)
_TALK = [{"role": "user", "content": "Tell me about the sea."}]
_PAIRS = [("The sea is", f" blue {word}") for word in ("and wide", "today", "or grey")]


@pytest.fixture
def model() -> Iterator[LanguageModel]:
    model = LanguageModel()
    yield model
    model.close()


def _least(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> int:
    """The smallest budget, in MB, that the model itself says it can do with."""
    monkeypatch.setenv(BUDGET, "1")
    with pytest.raises(ModelUnavailable, match="needs at least") as refused:
        model.load()
    found = re.search(r"at least ([\d,]+) MB", str(refused.value))
    assert found is not None
    return int(found[1].replace(",", ""))


def test_from_flash_it_says_the_same(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BUDGET, raising=False)
    said, scored = model.chat(_TALK, max_tokens=24).text, model.score(_PAIRS)
    assert model.status().detail == ""
    model.close()

    flash = LanguageModel()
    try:
        monkeypatch.setenv(BUDGET, str(_least(flash, monkeypatch) + 12))
        assert flash.chat(_TALK, max_tokens=24).text == said
        # Both contexts hear the same clock.
        assert [one.log_probability for one in flash.score(_PAIRS)] == pytest.approx(
            [one.log_probability for one in scored], abs=0.02
        )
        assert flash.chat(_TALK, max_tokens=24).text == said
        assert re.fullmatch(r"from flash: \d+ of 97 MB kept in memory", flash.status().detail)
        # Stopped in the middle of a pass, it goes on with the next question.
        stop = threading.Event()
        flash.chat(_TALK, max_tokens=24, on_text=lambda text: stop.set(), stop=stop)
        assert flash.chat(_TALK, max_tokens=24).text == said
        # Killed, it leaves nothing behind, and the next question starts it again.
        process = flash._child._process
        assert process is not None
        process.kill()
        process.wait()
        assert flash.chat(_TALK, max_tokens=24).text == said
    finally:
        flash.close()


def test_a_mixture_from_flash_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mixture.gguf"
    write_model(path, MIXTURE, find_model("language").path)
    monkeypatch.setenv(OVERRIDE, str(path))
    monkeypatch.delenv(BUDGET, raising=False)
    memory, flash = LanguageModel(), LanguageModel()
    try:
        said = memory.chat(_TALK, max_tokens=8).text
        memory.close()
        # The dense part, one layer of experts, and a few experts more.
        monkeypatch.setenv(BUDGET, str(_least(flash, monkeypatch) + 4))
        assert flash.chat(_TALK, max_tokens=8).text == said
        assert flash.status().detail.startswith("from flash: ")
    finally:
        memory.close()
        flash.close()


def test_a_large_budget_changes_nothing(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUDGET, "100000")
    model.load()
    assert model.status().detail == ""


def test_a_budget_that_is_no_number_is_explained(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUDGET, "much")
    with pytest.raises(UserError, match=BUDGET):
        model.load()
