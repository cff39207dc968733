"""Questions a vault can ask itself: a memory with blanks, or a fact in words of its own, whose memory is known."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.model.memory import Memory
from core.retrieval.question import STOP

_WORD = re.compile(r"\w+")
_FEWEST = 5
"""A memory with fewer words that carry something says too little to be told apart by some of them."""
_KEPT, _MOST_KEPT = 0.5, 8


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A question and the memories any of which should stand first; `weight` is how much it counts beside others.

    `own` says that the user asked it, and said or showed what is right; `blanks` that it is a memory with blanks.
    """

    text: str
    right: frozenset[int]
    weight: float = 1.0
    own: bool = False
    blanks: bool = False


def make_cloze(memory: Memory, frequency: Callable[[Sequence[str]], Mapping[str, int]], chance: random.Random) -> str:
    """Return some of a memory's words, its rarest left blank, as somebody would who half remembers it; "" if too few.

    Args:
        memory: what is half remembered.
        frequency: says in how many memories words stand.
        chance: decides which words are kept.
    """
    words = dict.fromkeys(word.lower() for word in _WORD.findall(memory.text))
    telling = [word for word in words if word not in STOP and len(word) > 1]
    if len(telling) < _FEWEST:
        return ""
    often = frequency(telling)
    blank = min(telling, key=lambda word: (often.get(word, 0), word))
    left = [word for word in telling if word != blank]
    kept = set(chance.sample(left, max(2, min(_MOST_KEPT, round(len(left) * _KEPT)))))
    who = [memory.speaker] if memory.speaker else []
    return " ".join([*who, *(word for word in left if word in kept)])
