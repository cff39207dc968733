"""Other laws of forgetting behind the same protocol, to compare ours with."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from fsrs import Card, Rating, Scheduler
from fsrs import State as CardState

from core.model.memory import Strength
from core.model.retention import days_between, retained

_LITTLE, _MUCH = 0.25, 0.6


class Fsrs:
    """FSRS-6 with its published weights, for each memory a card: every use counts as "good".

    A memory has no grades, so its difficulty stays that of a card whose first answer was good; what is significant
    begins as a card that was easy, what is trivial as one that was hard.
    """

    def __init__(self) -> None:
        self._scheduler = Scheduler(learning_steps=(), enable_fuzzing=False)

    def bear(self, significance: float, at: datetime) -> Strength:
        rating = Rating.Hard if significance < _LITTLE else Rating.Good if significance < _MUCH else Rating.Easy
        card, _ = self._scheduler.review_card(Card(card_id=1), rating, at)
        assert card.stability is not None
        return Strength(card.stability, at)

    def retention(self, strength: Strength, at: datetime) -> float:
        return float(self._scheduler.get_card_retrievability(self._card(strength), at))

    def reinforce(self, strength: Strength, at: datetime, share: float = 1.0) -> Strength:
        card, _ = self._scheduler.review_card(self._card(strength), Rating.Good, at)
        assert card.stability is not None
        return Strength(strength.stability + share * (card.stability - strength.stability), at, strength.recalls + 1)

    def _card(self, strength: Strength) -> Card:
        first, _ = self._scheduler.review_card(Card(card_id=1), Rating.Good, strength.reinforced_at)
        return Card(
            card_id=1,
            state=CardState.Review,
            stability=strength.stability,
            difficulty=first.difficulty,
            due=strength.reinforced_at,
            last_review=strength.reinforced_at,
        )


class Plain:
    """R = exp(-t / S) with one S for all; a use only begins the time anew."""

    def bear(self, significance: float, at: datetime) -> Strength:
        return Strength(30.0, at)

    def retention(self, strength: Strength, at: datetime) -> float:
        return retained(strength, at)

    def reinforce(self, strength: Strength, at: datetime, share: float = 1.0) -> Strength:
        return replace(strength, reinforced_at=at, recalls=strength.recalls + 1)


class MemoryBank:
    """What MemoryBank's code computes, exp(-t / 5 * S): S, the number of recalls, makes it forget faster."""

    def bear(self, significance: float, at: datetime) -> Strength:
        return Strength(1.0, at)

    def retention(self, strength: Strength, at: datetime) -> float:
        return math.exp(-max(0.0, days_between(strength.reinforced_at, at)) / 5 * strength.stability)

    def reinforce(self, strength: Strength, at: datetime, share: float = 1.0) -> Strength:
        return Strength(strength.stability + 1, at, strength.recalls + 1)
