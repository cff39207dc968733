"""How much a memory seems to matter, from cheap signs in its words: no model, some microseconds a message.

Each sign makes it likelier that the memory will be wanted again; they are put together as independent reasons are,
1 - (1 - a)(1 - b)…, so that many small ones come near to 1 and none goes beyond. The shares are set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from core.understanding.telling_words import CHINESE, PHRASES, WORDS, Sign
from core.understanding.words import Words

_SHARES: dict[Sign, float] = {
    Sign.ASKED: 0.6,
    Sign.CORRECTION: 0.35,
    Sign.DECISION: 0.25,
    Sign.REPETITION: 0.15,
    Sign.EMOTION: 0.2,
    Sign.EVENT: 0.35,
}
_NAME, _MORE_NAMES = 0.15, 0.25
_DATED, _FIGURE, _STATED = 0.2, 0.2, 0.35
_SAID_AGAIN, _TOLD = 0.2, 0.1
_ASKS, _MACHINE = 0.5, 0.5
"""A question is wanted again less than an answer, and what an assistant said less than what a person did."""

_FULLY = 8
"""From this many words on a message says something, whatever it is."""
_CHINESE = re.compile("|".join(f"({'|'.join(signs)})" for signs in CHINESE.values()))
_CHINESE_SIGNS = tuple(CHINESE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"\d{2}|\d\s*[€$£%]|[€$£]\s*\d")
_ELIDED = re.compile(r"^\w{1,2}['’]")
_SIGNS = {word: sign for sign, words in WORDS.items() for word in words.split()}
_PHRASES: dict[str, list[tuple[str, Sign]]] = {}
for _sign, _phrases in PHRASES.items():
    for _phrase in _phrases:
        _PHRASES.setdefault(_phrase.split()[0], []).append((_phrase, _sign))


def judge_significance(
    text: str, words: Words, *, names: int = 0, statements: int = 0, dated: bool = False, machine: bool = False
) -> float:
    """How much what is said seems to matter, in 0..1.

    Args:
        text: what was said; `words` are its words.
        words: as `read_words` finds them.
        names: how many different people, places and things it names, the speaker left out.
        statements: how many lasting facts were understood in it.
        dated: it says when something was or will be.
        machine: an assistant said it.
    """
    without = 1.0
    for sign in find_signs(text, words):
        without *= 1 - _SHARES[sign]
    if names:
        without *= 1 - (_NAME if names == 1 else _MORE_NAMES)
    if statements:
        without *= 1 - _STATED
    if dated:
        without *= 1 - _DATED
    if _NUMBER.search(text):
        without *= 1 - _FIGURE
    if len(words) >= _FULLY or len(_HAN.findall(text)) >= _FULLY:
        without *= 1 - _TOLD
    asks = text.rstrip().endswith(("?", "？"))
    return (1 - without) * (_ASKS if asks else 1.0) * (_MACHINE if machine else 1.0)


def find_signs(text: str, words: Words) -> set[Sign]:
    """What in a text tells that it matters."""
    found: set[Sign] = set()
    lowered = ""
    for word in words:
        folded = word.folded
        sign = _SIGNS.get(folded)
        if sign is None and ("'" in folded or "’" in folded):  # l'anniversaire
            sign = _SIGNS.get(_ELIDED.sub("", folded))
        if sign is not None:
            found.add(sign)
        for phrase, meant in _PHRASES.get(folded, ()):
            lowered = lowered or " ".join(text.lower().split())
            if phrase in lowered:
                found.add(meant)
    if not text.isascii():
        found.update(_CHINESE_SIGNS[match.lastindex - 1] for match in _CHINESE.finditer(text) if match.lastindex)
    return found


def raise_by_repetition(significances: Collection[float], times: int) -> float:
    """How much what was said `times` times matters: as the one that mattered most, and more for every doubling."""
    without = 1 - max(significances, default=0.0)
    return 1 - without * (1 - _SAID_AGAIN) ** max(0, max(times, 1).bit_length() - 1)
