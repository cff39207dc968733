"""From tokens to words: whole characters only, and nothing from a string on that ends the answer."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class Words:
    """The text of an answer as it comes. `over` is set when one of the ending strings was said."""

    def __init__(self, endings: Sequence[str]) -> None:
        self._endings = [ending for ending in endings if ending]
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.over = False

    def hear(self, piece: bytes) -> str:
        """Take the bytes of a token; return what can be said now."""
        self._held += self._decoder.decode(piece)
        begins = [place for ending in self._endings if (place := self._held.find(ending)) >= 0]
        if begins:
            self.over = True
            said, self._held = self._held[: min(begins)], ""
            return said
        # What may be the beginning of an ending waits for the next token.
        keep = max((_overlap(self._held, ending) for ending in self._endings), default=0)
        said, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return said

    def rest(self) -> str:
        """What was held back, when nothing more comes."""
        said, self._held = self._held + self._decoder.decode(b"", final=True), ""
        return "" if self.over else said


def _overlap(text: str, ending: str) -> int:
    """How much of the end of `text` is the beginning of `ending`."""
    return next((size for size in range(min(len(text), len(ending) - 1), 0, -1) if ending.startswith(text[-size:])), 0)
