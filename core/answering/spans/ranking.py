"""Ranking spans: a weighted sum of their features.

The weights are a record of their own beside the code, so that they can be replaced as a whole. They were set by
maximising the expected token F1 of a softmax over the spans, under a quadratic penalty whose strength was chosen by
leaving one conversation out at a time, and rounded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.answering.spans.candidates import Passage, Span, cut_spans
from core.answering.spans.question import Asked


@dataclass(frozen=True, slots=True)
class Ranked:
    """A span and how well it fits; scores compare within one question only."""

    span: Span
    score: float


def rank_spans(passages: Sequence[Passage], asked: Asked) -> list[Ranked]:
    """Return every candidate, the best first; ties go to the one that stands first."""
    weights = span_weights()
    ranked = [Ranked(span, _weigh(span.features, weights)) for span in cut_spans(passages, asked)]
    return sorted(ranked, key=lambda one: -one.score)


def choose_apart(ranked: Sequence[Ranked], most: int, within: float) -> list[Ranked]:
    """Return the first and up to `most` spans of different sentences, none of which holds another.

    The others score no more than `within` below the first.
    """
    chosen: list[Ranked] = []
    for one in ranked:
        if len(chosen) >= most:
            break
        if one.score < ranked[0].score - within:
            continue
        text = one.span.text.casefold()
        if any(
            (one.span.passage, one.span.sentence) == (other.span.passage, other.span.sentence)
            or text in other.span.text.casefold()
            or other.span.text.casefold() in text
            for other in chosen
        ):
            continue
        chosen.append(one)
    return chosen


def _weigh(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


@cache
def span_weights() -> dict[str, float]:
    """The weights by feature; what is not in it weighs nothing."""
    record = json.loads(files("resources").joinpath("weights", "spans.json").read_text("utf-8"))
    return {str(name): float(weight) for name, weight in record["weights"].items()}
