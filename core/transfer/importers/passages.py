"""Cutting a note into passages of about the length of a message: at blank lines, where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator

USUAL = 700
LONGEST = 1000
"""Characters."""

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BREAK = re.compile(r"(?<=[.!?…。！？])\s+|\n|\s+")


def passages_of(text: str) -> Iterator[str]:
    """Passages in order; every word of `text` is in one of them."""
    held = ""
    for block in _BLANK.split(text.strip()):
        for piece in _pieces(block.strip("\n")):
            if held and len(held) + len(piece) + 2 > USUAL:
                yield held
                held = ""
            held = f"{held}\n\n{piece}" if held else piece
    if held.strip():
        yield held


def _pieces(block: str) -> Iterator[str]:
    """A block, or the parts of one too long: cut after a line or a sentence, else after a word, else anywhere."""
    while len(block) > LONGEST:
        cut = 0
        for found in _BREAK.finditer(block, USUAL // 2, LONGEST):
            cut = found.end()
            if found.end() > USUAL and (found[0] == "\n" or block[found.start() - 1] in ".!?…。！？"):
                break
        cut = cut or LONGEST
        yield block[:cut].strip()
        block = block[cut:]
    if block.strip():
        yield block.strip()
