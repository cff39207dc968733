from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from core.inference.crossing import CrossEncoder
from core.retrieval.rerank import score_likelihood, score_matching


@dataclass
class Says:
    log_probability: float


class Playing:
    """The longer the passage, the likelier the question; fits best what holds an x."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    def score(self, pairs: Sequence[tuple[str, str]], *, stop: threading.Event | None = None) -> list[Says]:
        self.pairs += pairs
        return [Says(float(len(before))) for before, _ in pairs]

    def match(self, question: str, passages: Sequence[str]) -> list[float]:
        return [float("x" in passage) for passage in passages]


def test_the_question_is_scored_after_each_passage() -> None:
    playing = Playing()
    scores = score_likelihood("Who is\nthere?", ["a", "abc", "ab"], playing)
    assert scores.argsort().tolist() == [0, 2, 1]
    assert scores.mean() == pytest.approx(0)
    assert {asked for _, asked in playing.pairs} == {" Who is there?"}
    assert score_matching("Who?", ["a", "x"], playing).argmax() == 1


def test_endless_passages_and_questions_are_cut() -> None:
    playing = Playing()
    score_likelihood("y" * 50_000, ["z" * 50_000, ""], playing)
    assert max(len(before) + len(asked) for before, asked in playing.pairs) < 1100


def test_without_a_folder_there_is_no_cross_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EBB_CROSS_ENCODER", raising=False)
    assert not CrossEncoder().available
    monkeypatch.setenv("EBB_CROSS_ENCODER", "/nowhere/at/all")
    assert not CrossEncoder().available
