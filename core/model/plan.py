"""How a language model would run on this machine: where its weights lie, with which settings, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_WORTH_DRAFTING = 0.375
"""A draft of four may make a pass 2.5 times as long: about what quoting answers accept of it."""


class Fit(StrEnum):
    """The verdict on a model, in one word or two."""

    FITS = "fits"
    SLOW = "slow"
    WONT_FIT = "won't fit"


class Place(StrEnum):
    """Where the weights lie while the model runs."""

    GPU = "gpu"
    SPLIT = "split"
    """Some layers on the graphics card, the others in memory."""
    MEMORY = "memory"
    FLASH = "flash"
    """A part in memory; the rest is read from the disk for every word."""
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Plan:
    """How to run one model. Sizes are in bytes.

    `gpu_layers` of the model's `layers` lie on the graphics card, counted as llama.cpp does: all of them and the output
    are `layers` + 1. `budget` is what the process may take where weights are streamed, None where they are not.
    `row` is what a further token costs in a pass, as a share of a pass of one; None where it was not worked out.
    `resident` is how much of the weights stays in memory or on the card, `memory` what the model takes of the machine's
    memory in all, `gpu_memory` of the card's. `lacking` is how much more memory would let it run, 0 where it does.
    `cache_type` is that of keys and values. `tokens_per_second` and `first_token_seconds` are predicted; 0 for a model
    that won't fit, whose other settings are those it would be tried with all the same. `device` names the graphics
    card, and is empty where none is used.
    """

    fit: Fit
    place: Place
    layers: int
    gpu_layers: int = 0
    threads: int = 1
    context: int = 0
    cache_type: str = "f16"
    budget: int | None = None
    weights: int = 0
    resident: int = 0
    memory: int = 0
    gpu_memory: int = 0
    lacking: int = 0
    row: float | None = None
    tokens_per_second: float = 0.0
    first_token_seconds: float = 0.0
    device: str = ""

    @property
    def drafting(self) -> bool:
        """Whether it pays to try several tokens in a pass that the evidence suggests."""
        return self.row is not None and self.row <= _WORTH_DRAFTING
