"""Needles: what is looked for where a text is said to be nowhere, on texts and on bare pages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_RUN, _STEP, _MOST_RUNS = 6, 3, 500
_SHORTEST, _SURE = 4, 6
_BLANKS = re.compile(r"\s+")
_TO_BLANKS = bytes.maketrans(b"\t\n\v\f\r", b"     ")


@dataclass(frozen=True, slots=True)
class Needle:
    """A piece of a text, folded as `fold_text` does. `whole` is the text itself, else it is some of its words."""

    text: str
    whole: bool = False

    def stands_in(self, folded: str) -> bool:
        """Whether it stands in a folded text, not in the middle of other words."""
        place = folded.find(self.text)
        while place >= 0:
            end = place + len(self.text)
            if not (_joins(folded, place) or _joins(folded, end)):
                return True
            place = folded.find(self.text, place + 1)
        return False


class Haystack:
    """Looks for needles on pages: in lower, upper and title case, composed and decomposed, as UTF-8 and in JSON.

    A needle in `inside` is also part of longer words that may be there, so it counts only where no letter or digit
    stands beside it; so does one of up to five bytes, for those stand by chance among the numbers of vectors. One of up
    to three bytes is not looked for: rows and word index can tell of it, bare pages cannot.
    """

    def __init__(self, needles: Iterable[Needle], inside: Iterable[Needle] = ()) -> None:
        parts = set(inside)
        self._forms = [
            (form, needle in parts or len(form) < _SURE)
            for needle in needles
            for form in _forms(needle.text)
            if len(form) >= _SHORTEST
        ]
        self._longest = max((len(form) for form, _ in self._forms), default=1)
        self._tail = b""

    def holds(self, page: bytes) -> bool:
        """Whether a needle stands on this page, or across the edge from the page before it."""
        page = page.lower().translate(_TO_BLANKS)
        # A long row goes on, behind the four bytes of a page number, on another page: mostly on the next.
        seam = self._tail + page[4 : 4 + self._longest]
        self._tail = page[-self._longest :]
        return any(self._stands(form, apart, page) or self._stands(form, apart, seam) for form, apart in self._forms)

    def _stands(self, form: bytes, apart: bool, page: bytes) -> bool:
        if not apart:
            return form in page
        place = page.find(form)
        while place >= 0:
            around = page[max(0, place - 1) : place] + page[place + len(form) : place + len(form) + 1]
            if not any(byte >= 0x80 or chr(byte).isalnum() for byte in around):
                return True
            place = page.find(form, place + 1)
        return False


def whole_of(text: str) -> Needle:
    """The text itself."""
    return Needle(fold_text(text), whole=True)


def runs_of(text: str) -> list[Needle]:
    """Runs of words of a text, so that a part of it is found too; none of a short one."""
    every = fold_text(text).split(" ")
    starts = range(0, len(every) - _RUN + 1, _STEP) if len(every) > _RUN else range(0)
    return [Needle(" ".join(every[start : start + _RUN])) for start in starts][:_MOST_RUNS]


def fold_text(text: str) -> str:
    """A text as it is compared: without case, composed, with one blank between words."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


def _joins(text: str, place: int) -> bool:
    """Whether the signs on both sides of a place belong to one word."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _forms(text: str) -> set[bytes]:
    """How a needle may be written; ASCII in lower case, as the pages that are looked at."""
    said = {text, text.upper(), text.title(), text.capitalize()}
    said |= {unicodedata.normalize("NFD", form) for form in said}
    encoded = {form.encode("utf-8", "replace") for form in said} | {json.dumps(form)[1:-1].encode() for form in said}
    return {form.lower() for form in encoded if form}
