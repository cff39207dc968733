"""How a memory is told, whatever it is about: at what length, as a question, with a time in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.retrieval.fusion import Scores
from core.retrieval.index import Place

_ASKING = ("?", "？", "؟")

_TIME = re.compile(
    r"\b(?:\d{4}|yesterday|today|tonight|tomorrow|ago|last|next|since|just|recently|weekend|weeks?|months?|years?"
    r"|this morning|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|january|february|march|april|june|july|august|september|october|november|december)\b",
    re.I,
)
""""may" and "sun" are left out: they mostly mean something else."""


def score_length(places: Sequence[Place], full_length: int) -> Scores:
    """Return log(1 + number of words), words beyond `full_length` not counted: greetings and thanks tell little."""
    words = np.array([len(place.text.split()) for place in places], dtype=np.float64)
    return np.asarray(np.log1p(np.minimum(words, full_length)), dtype=np.float64)


def score_asking(places: Sequence[Place]) -> Scores:
    """Return 1 for a memory that ends as a question, else 0: what asks seldom tells."""
    return np.array([place.text.rstrip().endswith(_ASKING) for place in places], dtype=np.float64)


def score_time(places: Sequence[Place]) -> Scores:
    """Return 1 for a memory that speaks of a time, else 0."""
    return np.array([_TIME.search(place.text) is not None for place in places], dtype=np.float64)
