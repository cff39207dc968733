"""Answering without a model: the best evidence itself, in its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.answering.evidence import Evidence
from core.answering.phrasing import Phrasing
from core.answering.wording import sentences, stems
from core.model.memory import USERS_NAMES, SourceKind
from core.understanding.times import word_day

_MOST_SENTENCES = 2
_BEYOND, _ENOUGH_BEYOND = 0.15, 12
_UNSPACED = re.compile(r"(?<=[。！？]) ")


def best_passage(evidence: Evidence, question: str) -> str:
    """The two neighbouring sentences of a memory that speak most to the question; ties go to the earlier."""
    asked = stems(question)
    pieces = sentences(evidence.memory.text)
    if len(pieces) <= _MOST_SENTENCES:
        return _join(pieces)
    windows = [_join(pieces[n : n + _MOST_SENTENCES]) for n in range(len(pieces) - 1)]
    return max(windows, key=lambda text: _worth(asked, stems(text)))


def _join(pieces: Sequence[str]) -> str:
    """Sentences one after another, with no space where a language leaves none."""
    return _UNSPACED.sub("", " ".join(pieces))


def _worth(asked: frozenset[str], said: frozenset[str]) -> float:
    """Words shared with the question, and a little for what is said beyond it: a bare title answers nothing."""
    return len(asked & said) + _BEYOND * min(len(said - asked), _ENOUGH_BEYOND)


def quote(evidence: Evidence, question: str, phrasing: Phrasing) -> tuple[str, str]:
    """The sentence to show, which names who said it, and the bare words quoted."""
    words = best_passage(evidence, question)
    memory = evidence.memory
    if evidence.source.kind is SourceKind.FILE or not memory.speaker:
        return phrasing.quoted.format(words=words), words
    users = memory.speaker.casefold() in USERS_NAMES
    if memory.said_at is None:
        template = phrasing.you_said if users else phrasing.said
        return template.format(who=memory.speaker, words=words), words
    template = phrasing.you_said_on if users else phrasing.said_on
    day = word_day(memory.said_at, phrasing.code)
    return template.format(who=memory.speaker, day=day, words=words), words
