"""Holding a draft against what is known: something new, the same again, something newer, or its end.

The four operations of Mem0 (ADD, UPDATE, DELETE, NOOP) decided by rules: the same subject and relation where a
statement was taken apart, otherwise nearness in meaning and shared words, and never across different names or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from core.consolidation.settle.fact import Draft
from core.model.entity import Standing
from core.model.memory import State, Trust
from core.understanding.folding import fold
from core.understanding.lists import word_set
from core.understanding.plain_words import PLAIN
from core.understanding.vocabulary import has_several, relation_of

NEAR = 0.86
"""The cosine from which two statements of one subject may be the same, if names, numbers and denials agree."""

SURELY = 0.95
"""The cosine from which they are the same whatever words they use."""

ALIKE = 0.75
"""The cosine that is enough where they share most of their words too."""

SHARED = 0.6
_RANK = {Trust.USER: 3, Trust.FILE: 2, Trust.IMPORTED: 1, Trust.MODEL: 0}
_OPPOSITE = {"likes": "dislikes", "dislikes": "likes"}


class Verdict(StrEnum):
    ADD = "add"
    SAME = "same"
    UPDATE = "update"
    END = "end"
    HISTORY = "history"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Standard:
    """A fact that is known, as far as comparing goes. `key` names it to whoever asked."""

    key: int
    subject: str
    relation: str
    value: str
    text: str
    state: State
    trust: Trust
    at: datetime
    stable: bool = False
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a draft, and which known facts it concerns, by their keys."""

    verdict: Verdict
    concerns: tuple[int, ...] = ()


def compare(draft: Draft, vector: NDArray[np.float32] | None, known: Sequence[Standard]) -> Decision:
    """Decide about `draft`, whose text has `vector`, among what is known of its subject.

    ADD: nothing like it is known. SAME: it is known, and has one source more. UPDATE: it is newer than what it
    concerns, which held until then. END: it takes back what it concerns. HISTORY: what it concerns is newer, so this
    held before. NOTHING: it may not overrule what is known, or takes back what nobody said.
    """
    ours = [one for one in known if one.subject == draft.subject]
    if draft.relation:
        return _by_relation(draft, vector, ours)
    return _by_meaning(draft, vector, ours)


def _by_relation(draft: Draft, vector: NDArray[np.float32] | None, known: Sequence[Standard]) -> Decision:
    related = [one for one in known if one.relation == draft.relation]
    same = [one for one in related if one.value == draft.value]
    current = [one for one in related if one.state is not State.SUPERSEDED]
    opposed = [
        one.key
        for one in known
        if one.relation == _OPPOSITE.get(draft.relation, "-")
        and one.value == draft.value
        and one.state is not State.SUPERSEDED
        and one.at < draft.at
    ]
    if draft.standing is Standing.DENIED:
        ended = [one.key for one in same if one.state is not State.SUPERSEDED and one.at <= draft.at]
        return Decision(Verdict.END if ended else Verdict.NOTHING, tuple(ended))
    again = [one for one in same if one.state is not State.SUPERSEDED]
    if again:
        return Decision(Verdict.SAME, (again[0].key,))
    if has_several(draft.relation):
        if opposed:
            return Decision(Verdict.UPDATE, tuple(opposed))
        return _by_meaning(draft, vector, [one for one in current if one.value == draft.value])
    rivals = [one for one in current if one.value != draft.value]
    if not rivals:
        return Decision(Verdict.ADD)
    strongest = max(rivals, key=lambda one: (_RANK[one.trust], one.at))
    if draft.trust is Trust.FILE and strongest.trust is Trust.USER:
        return Decision(Verdict.NOTHING, (strongest.key,))
    if draft.stable or strongest.stable:
        newer = _RANK[draft.trust] > _RANK[strongest.trust] or (
            draft.trust is Trust.USER and strongest.trust is Trust.USER and draft.at > strongest.at
        )
        return Decision(Verdict.UPDATE if newer else Verdict.NOTHING, (strongest.key,))
    if draft.at >= strongest.at:
        return Decision(Verdict.UPDATE, tuple(one.key for one in rivals))
    past = [one for one in same if one.state is State.SUPERSEDED]
    return Decision(Verdict.SAME, (past[0].key,)) if past else Decision(Verdict.HISTORY, (strongest.key,))


def _by_meaning(draft: Draft, vector: NDArray[np.float32] | None, known: Sequence[Standard]) -> Decision:
    best: tuple[float, int] | None = None
    for one in known:
        if one.state is State.SUPERSEDED:
            continue
        near = likeness(draft.text, vector, one.text, one.vector)
        if near is not None and (best is None or near > best[0]):
            best = near, one.key
    return Decision(Verdict.ADD) if best is None else Decision(Verdict.SAME, (best[1],))


def likeness(
    text: str, vector: NDArray[np.float32] | None, other: str, other_vector: NDArray[np.float32] | None
) -> float | None:
    """Return how nearly two statements say the same, in 0..1; None when they do not."""
    mine, theirs = marks_of(text), marks_of(other)
    if mine.firm != theirs.firm or mine.denies != theirs.denies or mine.means_to != theirs.means_to:
        return None
    shared = len(mine.stems & theirs.stems) / max(1, len(mine.stems | theirs.stems))
    if vector is None or other_vector is None:
        return shared if shared >= _SHARED_ALONE else None
    near = float(vector @ other_vector)
    # "Works in Lyon" is near "lives in Lyon": nearness counts only where they share a word that is no name.
    if (near >= NEAR and (mine.stems - mine.firm) & (theirs.stems - theirs.firm)) or near >= SURELY:
        return near
    if near >= ALIKE and shared >= SHARED:
        return near
    return None


_SHARED_ALONE = 0.8


@dataclass(frozen=True, slots=True)
class Marks:
    """What two statements must have in common to be the same, and what they may."""

    firm: frozenset[str]
    denies: bool
    means_to: bool
    stems: frozenset[str]


@lru_cache(maxsize=20_000)
def marks_of(text: str) -> Marks:
    """Return the names and numbers of a statement, whether it denies or only means to, and the stems of its words."""
    words = _WORD.findall(text)
    firm = {
        fold(word)
        for word in words
        if any(sign.isdigit() for sign in word)
        or (word[0].isupper() and word.lower() not in PLAIN)
        or word.lower() in _NUMBERS
    }
    # "Home" is another word for where somebody lives: both count as one.
    stems = {_stem((relation_of(word)[0] or word).split()[0]) for word in words if word.lower() not in _LIGHT}
    denies, means_to = _DENIES.search(text) is not None, _MEANS_TO.search(text) is not None
    return Marks(frozenset(firm), denies, means_to, frozenset(stems))


_WORD = re.compile(r"[A-Za-zÀ-ÿ]['’\w-]*|\d[\w:.,]*\w|\d")
_DENIES = re.compile(r"\b(?:not|never|no longer|no|without|stopped|quit|isn|aren|wasn|weren|cannot)\b|n['’]t\b", re.I)
_MEANS_TO = re.compile(
    r"\b(?:wants?|plans?|planning|hop(?:es?|ing)|going to|would|used to|will|dream\w*|considering"
    r"|intends?|aims?|must|promised|remind|(?:has|have|needs?|got) to|asked (?:\w+ ){1,3}to)\b",
    re.I,
)
_NUMBERS = word_set("two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred")
_LIGHT = word_set(
    "a an the is are was were be been has have had do does did and or but to of in on at for with by from it its their "
    "they them that this really just also very so now still"
)
_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stemmed: str = _stemmer.stemWord(fold(word))
    return stemmed
