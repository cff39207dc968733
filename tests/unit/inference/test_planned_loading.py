"""Loading by the plan: where a graphics card fails, fewer layers, then none; the status says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import ModelUnavailable
from core.inference import language
from core.inference.language import LanguageModel
from core.inference.models import OVERRIDE, find_model
from core.inference.planning import planner
from core.inference.planning.planner import Planned, plan_loading
from core.inference.process import Child, ProcessDied
from core.model.plan import Fit, Place, Plan
from core.model.status import ModelState


class Card:
    """A graphics card that takes at most `most` layers, in place of the engine: no such card is there for tests."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.asked: list[int] = []
        self.row: float | None = None
        self.renewed = 0

    def ask(self, child: Child, operation: str, **fields: Any) -> tuple[dict[str, Any], bytes]:
        if operation != "load":
            return {"tokens": []}, b""
        self.asked.append(fields["gpu_layers"])
        self.row = fields["row"]
        if fields["gpu_layers"] > self.most:
            raise ProcessDied("was ended by signal 6")
        return {"n_ctx": fields["n_ctx"], "flash": None, "state": ""}, b""

    def renew(self, child: Child) -> None:
        self.renewed += 1


def plan_with_card(path: Path, gpu_share: float = 1.0) -> Planned:
    layers = int(32 * gpu_share)
    place = Place.SPLIT if layers else Place.MEMORY
    device = "Card" if layers else ""
    return Planned(Plan(Fit.FITS, place, 32, gpu_layers=layers, context=2048, row=0.1, device=device))


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF")
    monkeypatch.setenv(OVERRIDE, str(path))
    monkeypatch.setattr(language, "plan_loading", plan_with_card)
    return path


@pytest.mark.parametrize(("most", "asked"), [(32, [32]), (20, [32, 16]), (3, [32, 16, 0])])
def test_a_card_that_cannot_take_it_gets_less(
    chosen: Path, monkeypatch: pytest.MonkeyPatch, most: int, asked: list[int]
) -> None:
    card = Card(most)
    monkeypatch.setattr(Child, "ask", lambda child, *a, **k: card.ask(child, *a, **k))
    monkeypatch.setattr(Child, "renew", lambda child: card.renew(child))
    model = LanguageModel()
    try:
        model.load()
        assert card.asked == asked
        assert card.renewed == len(asked) - 1
        assert card.row == 0.1, "drafts begin as the plan says"
        assert model.plan is not None
        assert model.plan.gpu_layers == asked[-1]
        detail = model.status().detail
        assert ("could not take the model as planned" in detail) == (len(asked) > 1)
        assert (f"{asked[-1]} of 32 layers on Card" in detail) == (asked[-1] > 0)
        # Loaded again, it does not try what has failed.
        model.unload()
        model.load()
        assert card.asked == [*asked, asked[-1]]
    finally:
        model.close()


def test_where_even_the_processor_cannot_the_reason_is_said(chosen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card(-1)
    monkeypatch.setattr(Child, "ask", lambda child, *a, **k: card.ask(child, *a, **k))
    monkeypatch.setattr(Child, "renew", lambda child: card.renew(child))
    model = LanguageModel()
    try:
        with pytest.raises(ModelUnavailable, match=r"mine\.gguf cannot be loaded: .* ended by signal 6\. .* another"):
            model.load()
        assert model.status().state is ModelState.FAILED
    finally:
        model.close()


@pytest.mark.model
def test_a_small_model_is_loaded_without_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("measured")

    monkeypatch.setattr(planner, "survey", refuse)
    monkeypatch.setattr(planner, "may_use_gpu", lambda: False)
    assert plan_loading(find_model("language").path).plan.place is Place.MEMORY


@pytest.mark.model
def test_a_machine_that_cannot_be_measured_loads_on_its_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ModelUnavailable("A trial of llama.cpp ended with code 1.")

    monkeypatch.setattr(planner, "survey", fail)
    monkeypatch.setattr(planner, "may_use_gpu", lambda: True)
    planned = plan_loading(find_model("language").path)
    assert planned.plan.place is Place.MEMORY
    assert "could not be measured" in planned.gpu_problem
