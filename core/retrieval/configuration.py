"""The one record of every weight and limit of retrieval, so that it can be tuned, kept and compared."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from core.errors import UserError

VERSION = 1


def _number(default: float, lowest: float, highest: float) -> Any:
    return field(default=default, metadata={"range": (lowest, highest)})


@dataclass(frozen=True, slots=True)
class Configuration:
    """How candidates are found and how their channels are weighed.

    Weights multiply z-scores, so they compare with each other; a negative one counts against. The defaults are round
    numbers near the maximum of a conditional-likelihood fit (softmax over the candidates) on conversations.

    Raises:
        UserError: a value is outside its range.
    """

    version: int = VERSION

    words_limit: int = _number(200, 1, 10_000)
    vectors_limit: int = _number(200, 1, 10_000)
    question_characters: int = _number(50_000, 1, 1_000_000)
    terms_limit: int = _number(64, 1, 1_000)
    postings_limit: int = _number(30_000, 1, 100_000_000)
    """How many index entries the words of one question may walk; the commonest words are left out beyond it."""

    text_weight: float = _number(1.0, 0.0, 10.0)
    context_weight: float = _number(0.5, 0.0, 10.0)

    words: float = _number(0.5, -10.0, 10.0)
    vector: float = _number(0.25, -10.0, 10.0)
    window: float = _number(0.5, -10.0, 10.0)
    session_words: float = _number(0.25, -10.0, 10.0)
    session_vector: float = _number(0.25, -10.0, 10.0)
    event: float = _number(0.05, -10.0, 10.0)
    fact: float = _number(0.15, -10.0, 10.0)
    entities: float = _number(0.1, -10.0, 10.0)
    period: float = _number(1.0, -10.0, 10.0)
    strength: float = _number(0.1, -10.0, 10.0)
    pinned: float = _number(0.25, -10.0, 10.0)
    speaker: float = _number(1.0, -10.0, 10.0)
    length: float = _number(0.75, -10.0, 10.0)
    asking: float = _number(-0.25, -10.0, 10.0)
    time: float = _number(0.5, -10.0, 10.0)
    correction: float = _number(2.0, 0.0, 10.0)
    links: float = _number(0.5, 0.0, 10.0)

    neighbour_share: float = _number(0.5, 0.0, 1.0)
    """What the vectors of the adjacent memories count in a memory's window, its own counting 1."""
    session_best: int = _number(3, 1, 100)
    """How many of a session's best memories speak for the session."""
    full_length: int = _number(30, 1, 10_000)
    """From this many words on, a memory counts as fully told."""
    decisiveness: float = _number(0.5, 0.0, 10.0)
    """How much a granularity counts more whose scores single out few memories: exp(-decisiveness * entropy)."""
    exhaustive: int = _number(2000, 0, 100_000)
    """Up to this many memories in reach, all of them are held against the question."""

    brought: int = _number(80, 0, 10_000)
    """In a large vault, about how many memories are looked at because something made from them was found."""

    clue_hits: int = _number(8, 1, 100)
    """How many of the best hits propose words to look for next."""
    clues: int = _number(4, 0, 50)
    """How many words they propose; none makes it one search."""
    clue: float = _number(0.25, -10.0, 10.0)
    reranked: int = _number(30, 1, 200)
    """How many of the best a thorough search reads again with a model."""
    likelihood: float = _number(0.05, 0.0, 10.0)
    """Measured on 120 development questions: from 0.1 on, what a small model finds likely costs recall."""
    crossing: float = _number(1.0, 0.0, 10.0)

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise UserError(f"These retrieval settings are of version {self.version}; this Ebb reads {VERSION}.")
        for entry in fields(self):
            if "range" not in entry.metadata:
                continue
            lowest, highest = entry.metadata["range"]
            value = getattr(self, entry.name)
            whole = entry.type == "int"
            if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
                raise UserError(f"The retrieval setting “{entry.name}” must be {'a whole ' if whole else 'a '}number.")
            if not math.isfinite(value) or not lowest <= value <= highest:
                raise UserError(f"The retrieval setting “{entry.name}” must lie between {lowest} and {highest}.")

    def to_json(self) -> str:
        """Return the record as one JSON object with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Configuration:
        """Read what `to_json` wrote; settings that are not there keep their defaults.

        Raises:
            UserError: not a JSON object, an unknown setting, another version, or a value outside its range.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise UserError("These retrieval settings cannot be read. Nothing was changed; restore the defaults.")
        unknown = sorted(set(values) - {entry.name for entry in fields(cls)})
        if unknown:
            raise UserError(f"There is no retrieval setting “{unknown[0][:40]}”. Nothing was changed.")
        return cls(**values)
