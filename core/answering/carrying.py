"""How likely each of the best memories is to carry the answer, whoever said it.

Recall's own score is made to have what answers among the first ten; which of the ten it is, is another question. Shared
words, and a session in which the question's words come up again and again, tell more there than they do in recall, and
so does that the memory answers what somebody had just asked. What names gave is left out: whose memory it is decides
later.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from core.model.answer import Hit
from core.model.memory import Trust

CONSIDERED = 40
NAMED = ("speaker", "clue", "links")
"""The channels left out: whether the speaker is the one named, and what the hits so found proposed in turn."""
_SCORE, _ANSWERS = 0.5, 0.8
_CHANNELS = {"words": 0.35, "session_words": 1.7}
"""What a channel counts beyond what it counts in the score.

These four were fitted by a softmax over the best memories for questions whose evidence is known, and rounded.
"""


def chances(hits: Sequence[Hit], before: Mapping[int, str]) -> dict[int, float]:
    """Return, by memory, the chance of each of the best `CONSIDERED` hits to carry the answer; they sum to 1.

    What an assistant said has none. `before` is, by memory, what was said just before it.
    """
    fit = [hit for hit in hits if hit.memory.trust is not Trust.MODEL][:CONSIDERED]
    weighed = {hit.memory.id: _weigh(hit, before.get(hit.memory.id, "")) for hit in fit}
    most = max(weighed.values(), default=0.0)
    shares = {memory_id: math.exp(weight - most) for memory_id, weight in weighed.items()}
    total = sum(shares.values())
    return {memory_id: share / total for memory_id, share in shares.items()}


def asks(text: str) -> bool:
    """Whether what was said ends in a question."""
    return text.rstrip().endswith(("?", "？"))


def _weigh(hit: Hit, before: str) -> float:
    score = hit.score - sum(hit.channels.get(name, 0.0) for name in NAMED)
    told = sum(weight * hit.channels.get(name, 0.0) for name, weight in _CHANNELS.items())
    return _SCORE * score + told + (_ANSWERS if asks(before) else 0.0)
