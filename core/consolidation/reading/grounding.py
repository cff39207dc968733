"""Whether a fact that a model worded stands in the message it was taken from."""

from __future__ import annotations

import re
from collections.abc import Collection

from core.consolidation.settle.comparing import marks_of
from core.understanding.folding import fold
from core.understanding.lists import word_set
from core.understanding.sentences import Sentence, sentences_of

_WORD = re.compile(r"[\w']+")
_OF_SELF = word_set("i i'm i've i'd i'll my me mine we we're we've our us")
_SHARE = 0.75
"""How many of the fact's words must stand in one sentence of the message or be the speaker's name."""


def find_ground(fact: str, speaker: str, text: str) -> Sentence | None:
    """Return the sentence of `text`, said by `speaker`, that says `fact`; None where none does.

    Every name and number must stand there or be the speaker, denied is what is denied there, and what is only meant to
    is not told as done. A question says nothing.
    """
    told = marks_of(fact)
    who = marks_of(speaker)
    first = {fold(word) for word in _WORD.findall(fact)[:1]}
    best: tuple[float, Sentence] | None = None
    for sentence in sentences_of(text):
        said = marks_of(sentence.text)
        # The capital of a first word makes no name of it.
        names = told.firm - said.firm - who.firm
        if "?" in sentence.text or not names <= first & {fold(word) for word in _WORD.findall(sentence.lower)}:
            continue
        if told.denies != said.denies or told.means_to != said.means_to:
            continue
        words = told.stems - who.stems
        share = len(words & said.stems) / len(words) if words else 0.0
        if share >= _SHARE and (best is None or share > best[0]):
            best = share, sentence
    if best is None or not (_names(speaker, told.firm) or _speaks_of_things(best[1])):
        return None
    return best[1]


def find_subject(fact: str, speaker: str, ground: Sentence) -> str:
    """Return whom a fact is about, folded: the speaker, unless it begins with the name of somebody else."""
    first = next(iter(_WORD.findall(fact)), "").removesuffix("'s")
    names = marks_of(fact).firm
    other = first in _WORD.findall(ground.text) and fold(first) in names and not _names(speaker, names)
    return fold(first if other else speaker)


def _names(speaker: str, names: Collection[str]) -> bool:
    return bool(speaker.strip()) and fold(speaker.split()[0]) in names


def _speaks_of_things(sentence: Sentence) -> bool:
    """Whether a sentence is about no person that "I" points to, so that it may be told without a name."""
    return _OF_SELF.isdisjoint(_WORD.findall(sentence.lower))
