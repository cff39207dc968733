"""One measured figure, and how it is printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one bench. `value` is None when it could not be measured here; `note` then says why.

    `baseline` is what a plain tool came to in the same run and in the same unit, None where there is none to compare
    with.
    """

    name: str
    value: float | None
    unit: str
    baseline: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over baseline, None when one of them is missing or the baseline is 0."""
        return self.value / self.baseline if self.value is not None and self.baseline else None

    def line(self, bench: str) -> str:
        """One JSON object, without a line break."""
        fields = {
            "bench": bench,
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "baseline": _rounded(self.baseline),
            "ratio": _rounded(self.ratio),
            "note": self.note,
        }
        return json.dumps(fields, ensure_ascii=False, allow_nan=False)


def print_figures(bench: str, figures: Iterable[Figure]) -> None:
    """Print each figure on standard output as soon as it is there."""
    for figure in figures:
        print(figure.line(bench), flush=True)


def say(words: str) -> None:
    """Tell the person who waits, on standard error."""
    print(words, file=sys.stderr, flush=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
