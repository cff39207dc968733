"""How strength grows with use.

Stability S (days) grows with every use, and the more the further retention R had fallen: the spacing effect. It is
FSRS's law of growth after a success (Ye, Su & Cao 2022; `_next_recall_stability` of py-fsrs 6.3.2; for the effect
itself Cepeda et al. 2006),

    S' = S * (1 + A * S^-d * (exp(k * (1 - R)) - 1))

without its difficulty and its grades, which nobody gives to a memory, and with constants for memories that are needed
now and then instead of cards that are learned. Ten looks within an hour are therefore hardly more than one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from core.model.memory import Strength
from core.model.retention import birth_stability, days_between, retained


class Curve(Protocol):
    """A law of forgetting. Every time is an aware datetime, every stability is in days."""

    def bear(self, significance: float, at: datetime) -> Strength:
        """The strength of a memory that is stored now; `significance` lies in 0..1."""
        ...

    def retention(self, strength: Strength, at: datetime) -> float:
        """R at a moment, in 0..1; it never rises with time."""
        ...

    def reinforce(self, strength: Strength, at: datetime, share: float = 1.0) -> Strength:
        """The strength after a use. `share`, in 0..1, is how much of a use it was.

        Neither stability nor retention at any later time is lower than it would have been without.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ebbinghaus:
    """R = exp(-t / S) with the growth above: `gain` is A, `damping` d, `steepness` k; S stays under `longest` days.

    The constants are chosen so that ten uses spread over a month carry the most trivial memory (S = 14) over 90 idle
    days with R >= 0.5, and one use after two idle months by half a year.
    """

    gain: float = 12.0
    damping: float = 0.3
    steepness: float = 1.2
    longest: float = 7300.0

    def bear(self, significance: float, at: datetime) -> Strength:
        """As in `Curve`."""
        return Strength(birth_stability(significance), at)

    def retention(self, strength: Strength, at: datetime) -> float:
        """As in `Curve`."""
        return retained(strength, at)

    def reinforce(self, strength: Strength, at: datetime, share: float = 1.0) -> Strength:
        """As in `Curve`. A use in part moves the last use only that part of the way to `at`, and is no recall."""
        stability, part = strength.stability, min(max(share, 0.0), 1.0)
        idle = max(0.0, days_between(strength.reinforced_at, at))
        lost = -math.expm1(-idle / stability)
        grown = stability * (1 + self.gain * stability**-self.damping * math.expm1(self.steepness * lost))
        return replace(
            strength,
            stability=max(stability, min(stability + part * (grown - stability), self.longest)),
            # A clock that was set back must not make an earlier use of the last one.
            reinforced_at=strength.reinforced_at + max(at - strength.reinforced_at, timedelta()) * part,
            recalls=strength.recalls + (part == 1.0),
        )


CURVE: Curve = Ebbinghaus()
"""The law that Ebb forgets by."""
