"""What stands above the evidence in a prompt: who and what it names, and when things happened, in order of time.

A small model finds its way better through passages when it is told beforehand whom and which days they are about; and
the days are worked out here, where they are computed, not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from core.answering.evidence import Evidence
from core.understanding.names import World, find_names
from core.understanding.times import main_mention, word_mention

_MOST_NAMES = 8
_MOST_TIMES = 5
_LONGEST_EVENT = 60


def outline(evidence: Sequence[Evidence]) -> list[str]:
    """Return up to two blocks of text, names and timeline; a block that would say nothing is left out."""
    blocks = []
    names = _names(evidence)
    if len(names) > 1:
        blocks.append("People and things: " + ", ".join(names))
    times = _times(evidence)
    if len(times) > 1:
        blocks.append("Timeline:\n" + "\n".join(times))
    return blocks


def _names(evidence: Sequence[Evidence]) -> list[str]:
    """Whom and what the evidence names most often."""
    counted: Counter[str] = Counter()
    for item in evidence:
        memory = item.memory
        if memory.speaker:
            counted[memory.speaker] += 1
        counted.update(name.text for name in find_names(memory.text, World()))
    return [name for name, _ in counted.most_common(_MOST_NAMES)]


def _times(evidence: Sequence[Evidence]) -> list[str]:
    """The evidence that tells a time, each with the day it means, the earliest first."""
    found: list[tuple[datetime, str]] = []
    for item in evidence:
        memory = item.memory
        mention = main_mention(memory.text, memory.said_at)
        if mention is None or mention.period.start is None:
            continue
        event = " ".join(memory.text.split())
        event = event if len(event) <= _LONGEST_EVENT else event[: _LONGEST_EVENT - 1].rstrip() + "…"
        found.append((mention.period.start, f"{word_mention(mention, memory.said_at)}: {event}"))
    return [line for _, line in sorted(found, key=lambda one: one[0].timestamp())[:_MOST_TIMES]]
