"""The part of a text in which what was sought stands, cut into plain and bold runs."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FAR = 44
_BEFORE = 24
_LONGEST = 300
_UNSPACED = "\u2e80"
"""Chinese, Japanese and Korean letters begin here."""


def runs(text: str, sought: Sequence[str]) -> list[tuple[str, bool]]:
    """Pieces of `text` with True where one of the casefolded words of `sought` begins a word.

    A text whose first hit stands far behind is begun shortly before it, with "…".
    """
    if not sought:
        return [(text[:_LONGEST], False)]
    pattern = re.compile("|".join(map(_whole, sought)), re.IGNORECASE)
    first = pattern.search(text)
    begin = 0
    if first is not None and first.start() > _FAR:
        begin = text.rfind(" ", 0, first.start() - _BEFORE) + 1
    shown = ("…" if begin else "") + text[begin : begin + _LONGEST]
    made: list[tuple[str, bool]] = []
    at = 0
    for match in pattern.finditer(shown):
        if match.start() > at:
            made.append((shown[at : match.start()], False))
        made.append((match[0], True))
        at = match.end()
    if at < len(shown):
        made.append((shown[at:], False))
    return made


def _whole(word: str) -> str:
    """The pattern of a word with its ending; scripts without spaces have no beginnings to look for."""
    escaped = re.escape(word)
    return escaped if any(letter >= _UNSPACED for letter in word) else rf"(?<!\w){escaped}\w*"
