"""Learning from use how far to trust each channel, within narrow bounds.

Of two passages, the one the user preferred should have stood higher. The weights take a small step of gradient descent
on the logistic loss of that pair (RankNet, with the online feedback of RMM), pulled back towards where they started.

Only what the user does teaches: he opens a passage, or corrects an answer. What an answer cites is the program's own
choice. Learning from it gained nothing, and made the answers to a batch depend on the order of its questions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import apsw

from core.retrieval.configuration import Configuration
from core.store.settings import forget_setting, get_setting, set_setting

VERSION = 1
LOWEST, HIGHEST = 0.5, 2.0
"""What a weight may become, as a multiple of its default."""

CHANNELS = (
    "words", "vector", "window", "session_words", "session_vector", "entities", "period", "strength", "pinned",
    "speaker", "length", "asking", "time", "likelihood", "crossing",
)  # fmt: skip
"""The channels that learn. A clue brings the other parts of an answer, so one pair of passages cannot judge it; and a
correction is the user's word already."""

OPENED, CORRECTED = 0.05, 0.05
"""How large a step is."""

_KEY = "retrieval.learned"
_MOST_SHARE = 20.0
_SURE = 50.0

Shares = Mapping[str, float]
"""What each channel gave to a hit's score."""


@dataclass(frozen=True, slots=True)
class Learned:
    """By what each channel's weight is multiplied, 1 where nothing was learned, and from how many lessons."""

    factors: Mapping[str, float] = field(default_factory=dict)
    lessons: int = 0

    def to_json(self) -> str:
        """Return the record as one JSON object with sorted keys."""
        record = {"version": VERSION, "factors": dict(self.factors), "lessons": self.lessons}
        return json.dumps(record, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | None) -> Learned:
        """Read what `to_json` wrote. What is not that, or of another version, counts as nothing learned."""
        try:
            record = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(record, dict) or record.get("version") != VERSION:
            return cls()
        factors, lessons = record.get("factors"), record.get("lessons")
        if not isinstance(factors, dict) or not isinstance(lessons, int) or lessons < 0:
            return cls()
        return cls({name: _bounded(factors[name]) for name in CHANNELS if _is_number(factors.get(name))}, lessons)


def apply_learning(configuration: Configuration, learned: Learned) -> Configuration:
    """Return the configuration with each channel's weight multiplied by what was learned of it."""
    limits = {entry.name: entry.metadata["range"] for entry in fields(configuration) if "range" in entry.metadata}
    changed: dict[str, float] = {}
    for name, factor in learned.factors.items():
        if name in CHANNELS and factor != 1.0:
            lowest, highest = limits[name]
            changed[name] = min(max(getattr(configuration, name) * _bounded(factor), lowest), highest)
    # Through a dictionary of floats: the fields that are whole numbers are no channels.
    return replace(configuration, **changed) if changed else configuration  # type: ignore[arg-type]


def learn(learned: Learned, preferred: Shares, passed_over: Shares, pace: float) -> Learned:
    """Return what is known after one lesson: `preferred` should have scored higher than `passed_over`.

    Args:
        learned: what was known before.
        preferred: the channels' shares of the one; empty when all that is known is that the other was wrong.
        passed_over: the channels' shares of the other.
        pace: how large the step is, 0..1.
    """
    gaps = {
        name: _share(preferred, name) - _share(passed_over, name)
        for name in CHANNELS
        if name in preferred or name in passed_over
    }
    if not any(gaps.values()):
        return learned
    # The less the scores agreed with the preference, the more there is to learn from it.
    doubt = 1.0 / (1.0 + math.exp(min(max(sum(gaps.values()), -_SURE), _SURE)))
    surplus = sum(gaps.values()) / sum(abs(gap) for gap in gaps.values())
    factors = dict(learned.factors)
    for name, gap in gaps.items():
        now = math.log(_bounded(factors.get(name, 1.0)))
        # Less its part of the surplus: a lesson moves weight between the channels that took part, and makes none.
        step = min(max(doubt * (gap - surplus * abs(gap)), -1.0), 1.0) - now
        factors[name] = _bounded(math.exp(now + min(max(pace, 0.0), 1.0) * step))
    return Learned(factors, learned.lessons + 1)


def read_learned(connection: apsw.Connection) -> Learned:
    """What this vault has learned."""
    return Learned.from_json(get_setting(connection, _KEY))


def reset_learned(connection: apsw.Connection) -> None:
    """Forget what was learned: the defaults hold again."""
    forget_setting(connection, _KEY)


def learn_from_opened(connection: apsw.Connection, opened: Shares, passed_over: Shares) -> None:
    """The user opened a passage and left another alone that stood above it."""
    _keep(connection, learn(read_learned(connection), opened, passed_over, OPENED))


def learn_from_corrected(connection: apsw.Connection, cited: Sequence[Shares]) -> None:
    """The user said that an answer was wrong: what spoke for these, its citations, spoke for the wrong thing."""
    learned = read_learned(connection)
    for shares in cited:
        learned = learn(learned, {}, shares, CORRECTED / len(cited))
    _keep(connection, learned)


def _keep(connection: apsw.Connection, learned: Learned) -> None:
    if learned.lessons:
        set_setting(connection, _KEY, learned.to_json())


def _share(shares: Shares, name: str) -> float:
    value = shares.get(name, 0.0)
    return min(max(value, -_MOST_SHARE), _MOST_SHARE) if math.isfinite(value) else 0.0


def _bounded(factor: float) -> float:
    return min(max(factor, LOWEST), HIGHEST) if math.isfinite(factor) else 1.0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
