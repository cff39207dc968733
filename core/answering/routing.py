"""Which way a question goes, told from its words alone: small talk needs no memory, some questions need much of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.answering.phrasing import PHRASINGS
from core.answering.spans.question import read_asked
from core.model.answer import Route

_SMALL_TALK = tuple((talk.compile(), talk.answer) for phrasing in PHRASINGS for talk in phrasing.talk)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a route may spend: memories recalled, pieces of evidence, and tokens of the prompt."""

    recalled: int
    evidence: int
    prompt_tokens: int


BUDGETS = {
    Route.TARGETED: Budget(recalled=40, evidence=5, prompt_tokens=700),
    Route.DEEP: Budget(recalled=60, evidence=8, prompt_tokens=1200),
}


def answer_small_talk(question: str) -> str | None:
    """The answer to a set phrase of small talk, in its own language; None for anything else."""
    said = question.strip().lower().replace("’", "'")
    return next((answer for pattern, answer in _SMALL_TALK if pattern.fullmatch(said)), None)


def choose_route(question: str, people: Collection[str]) -> Route:
    """DEEP for what several memories answer together: several people, several things. TARGETED otherwise."""
    if len(people) > 1 or read_asked(question, frozenset()).several:
        return Route.DEEP
    return Route.TARGETED
