"""Answering without a model: the best evidence itself, in its own words."""

from __future__ import annotations

from core.answering.evidence import Evidence
from core.answering.wording import sentences, stems
from core.model.memory import SourceKind

_MOST_SENTENCES = 2
_BEYOND, _ENOUGH_BEYOND = 0.15, 12


def best_passage(evidence: Evidence, question: str) -> str:
    """The two neighbouring sentences of a memory that speak most to the question; ties go to the earlier."""
    asked = stems(question)
    pieces = sentences(evidence.memory.text)
    if len(pieces) <= _MOST_SENTENCES:
        return " ".join(pieces)
    windows = [" ".join(pieces[n : n + _MOST_SENTENCES]) for n in range(len(pieces) - 1)]
    return max(windows, key=lambda text: _worth(asked, stems(text)))


def _worth(asked: frozenset[str], said: frozenset[str]) -> float:
    """Words shared with the question, and a little for what is said beyond it: a bare title answers nothing."""
    return len(asked & said) + _BEYOND * min(len(said - asked), _ENOUGH_BEYOND)


def quote(evidence: Evidence, question: str) -> tuple[str, str]:
    """The sentence to show, which names who said it, and the bare words quoted."""
    words = best_passage(evidence, question)
    memory = evidence.memory
    if evidence.source.kind is SourceKind.FILE or not memory.speaker:
        return f"“{words}”", words
    when = "" if memory.said_at is None else f" on {memory.said_at.day} {memory.said_at:%B %Y}"
    return f"{memory.speaker} said{when}: “{words}”", words
