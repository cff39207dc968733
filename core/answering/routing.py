"""Which way a question goes, told from its words alone: small talk needs no memory, some questions need much of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from core.answering.spans.question import read_asked
from core.model.answer import Route

_GREETINGS = (
    "hi|hey|hello|good (?:morning|afternoon|evening)|hallo|guten (?:morgen|tag|abend)|bonjour|salut|bonsoir|hola"
    "|buenos días|buenas (?:tardes|noches)|你好|早上好"
)
_THANKS = "thanks?|thank you|thank you (?:so|very) much|danke(?: schön)?|merci(?: beaucoup)?|(?:muchas )?gracias|谢谢"
_BYES = "bye|goodbye|good ?night|see you|tschüss|au revoir|adiós|再见"
_SELF = "who are you|what are you|what can you do|how do you work|how are you|what(?:'s| is) your name"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A set phrase of small talk and what is said to it."""

    pattern: re.Pattern[str]
    answer: str


def _phrase(words: str, answer: str) -> Phrase:
    return Phrase(re.compile(rf"\W*(?:{words})(?:[ ,]+(?:ebb|there|again|you))?\W*", re.IGNORECASE), answer)


_PHRASES = (
    _phrase(_GREETINGS, "Hello. Ask me about anything you have kept here."),
    _phrase(_THANKS, "You are welcome."),
    _phrase(_BYES, "Goodbye. Your memory stays here, locked with your passphrase."),
    _phrase(
        _SELF,
        "I am Ebb, the memory on this machine. Ask about anything in your files and conversations, and I answer "
        "with the source. Nothing leaves this machine.",
    ),
)


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
    """The answer to a set phrase of small talk, None for anything else."""
    return next((phrase.answer for phrase in _PHRASES if phrase.pattern.fullmatch(question.strip())), None)


def choose_route(question: str, people: Collection[str]) -> Route:
    """DEEP for what several memories answer together: several people, several things. TARGETED otherwise."""
    if len(people) > 1 or read_asked(question, frozenset()).several:
        return Route.DEEP
    return Route.TARGETED
