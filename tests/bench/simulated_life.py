"""Two years of one person's memories and of what is wanted of them, drawn from a seed.

When something is wanted follows what Anderson & Schooler (1991) found in headlines, speech and mail: the odds that it
is wanted today are a sum over its past uses, each fading as a power of its age. No law of forgetting is assumed by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np

START = datetime(2024, 1, 1, 9, tzinfo=UTC)
DAYS = 730

_TOPICS, _OF_EACH = 80, 5
_CHATTER, _UNWANTED = 250, 150
_LAST_TOPIC = 600
_POPULARITY, _WANTED, _DECAY = 0.9, 0.5, 0.8

_PEOPLE = ("Anna", "Ben", "Clara", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Luis")
_THINGS = (
    "bicycle", "boat", "garden", "piano", "oven", "cellar", "camera", "kayak", "greenhouse", "tent", "sofa", "printer",
    "heating", "roof", "fence", "workshop", "violin", "telescope", "caravan", "balcony",
)  # fmt: skip
_FACTS = (
    "The {thing} of {name} was repaired by Mr Keller for {n} euros.",
    "{name} keeps the key of the {thing} in box {n}.",
    "We decided to paint {name}'s {thing} in colour number {n}.",
    "{name} said the {thing} needs part {n} before winter.",
    "The manual says to clean the {thing} that {name} lent us after {n} hours.",
)
_SAYINGS = (
    "Haha, true.", "Good morning!", "ok, see you then", "That sounds nice.", "Thanks!", "lol", "Sure.", "On my way",
    "How was your day?", "Not bad, and you?", "It's raining again here.", "Talk later!", "Mmh, maybe.", "Nice one 😄",
)  # fmt: skip
_YEARLY = (
    "{name}'s birthday is on {date}.", "The tax return is due on {date}; the papers are in the blue folder.",
    "Our anniversary with {name} is on {date}.", "The chimney is swept every year around {date}.",
    "Happy birthday, {name}!", "The annual check of the boiler is on {date}.",
)  # fmt: skip


class Sort(StrEnum):
    WANTED = "wanted again and again"
    UNWANTED = "told and never wanted"
    CHATTER = "chatter"
    YEARLY = "wanted every year on its day"


@dataclass(slots=True)
class Lived:
    """A memory: on which day it was told, by its words, and on which days (in order) it is wanted."""

    text: str
    sort: Sort
    told: int
    wanted: list[int] = field(default_factory=list)


def day(number: float) -> datetime:
    """The moment of a day of the two years, from 0."""
    return START + timedelta(days=number)


def live(seed: int) -> list[Lived]:
    """All that was told, in order. The same seed, the same life."""
    chance = np.random.default_rng(seed)
    life = _topics(chance)
    for _ in range(_UNWANTED):
        life.append(Lived(_fact(chance), Sort.UNWANTED, int(chance.integers(0, DAYS - 30))))
    for _ in range(_CHATTER):
        life.append(Lived(str(chance.choice(_SAYINGS)), Sort.CHATTER, int(chance.integers(0, DAYS - 30))))
    life += _yearly(chance)
    return sorted(life, key=lambda one: one.told)


def _topics(chance: np.random.Generator) -> list[Lived]:
    life = []
    for rank in range(_TOPICS):
        begun = int(chance.integers(0, _LAST_TOPIC))
        for _ in range(_OF_EACH):
            one = Lived(_fact(chance), Sort.WANTED, min(begun + int(chance.integers(0, 20)), DAYS - 1))
            share = _WANTED / (rank + 1) ** _POPULARITY * chance.lognormal(0, 0.5)
            _want(one, share, chance)
            life.append(one)
    return life


def _want(one: Lived, share: float, chance: np.random.Generator) -> None:
    seen = [one.told]
    for today in range(one.told + 1, DAYS):
        odds = share * sum((today - past) ** -_DECAY for past in seen)
        if chance.random() < odds / (1 + odds):
            seen.append(today)
    one.wanted = seen[1:]


def _yearly(chance: np.random.Generator) -> list[Lived]:
    life = []
    for pattern in _YEARLY * 4:
        told = int(chance.integers(0, 200))
        first = told if "Happy" in pattern else told + int(chance.integers(20, 340))
        text = pattern.format(name=chance.choice(_PEOPLE), date=f"{day(first):%d %B}".lstrip("0"))
        wanted = [first + 365 * year for year in range(3) if told < first + 365 * year < DAYS]
        life.append(Lived(text, Sort.YEARLY, told, wanted))
    return life


def _fact(chance: np.random.Generator) -> str:
    pattern, name, thing = (str(chance.choice(of)) for of in (_FACTS, _PEOPLE, _THINGS))
    return pattern.format(name=name, thing=thing, n=int(chance.integers(10, 900)))
