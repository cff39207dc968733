"""Cutting a text into sentences, and telling which stretches of a sentence state something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.understanding.folding import fold
from core.understanding.plain_words import PLAIN

_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+|(?<=[。！？])")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Nr|No|vs|etc|e\.g|i\.e|ca|approx)|\b[A-Z])\.$")
_LONGEST = 600

_ASKS = re.compile(
    r"^\W*(?:(?:so|and|but|well|hey|ok|okay|oh)[, ]+)*(?:who|what|where|when|why|which|how|is|are|was|were|do|does|did|"
    r"can|could|would|will|shall|should|may|have|has|am|isn['’]t|aren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b"
    r"(?!['’]s\s+more)",
    re.IGNORECASE,
)
_DOUBTS = re.compile(
    r"\b(?:if|unless|whether|wish|wishes|imagine|suppose|supposing|pretend|maybe|perhaps|might|may be|could"
    r"|would|should|"
    r"wonder|wondering|hope|hopes|hoping|dream|dreamed|dreamt|guess(?! what)|probably|want|wants|wanted|"
    r"i['’]d|we['’]d|he['’]d|she['’]d|they['’]d|planning|plan to|thinking of|thinking about|considering|almost|nearly|"
    r"when i was|as if|as though|like when|in case|forgot|forget|not sure|no idea|remind me|ask(?:ed|s)?|joking"
    r"|kidding|"
    r"what if|once|until|before|never|not|n['’]t)\b|n['’]t\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,;:]\s+|\s[-–—]\s|—|\b(?:but|and|so|then)\s+", re.IGNORECASE)
_REPORTS = re.compile(
    r"(?:(?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+)?)|(?P<other>\b\w+))\s+(?:just\s+|also\s+|has\s+|have\s+)?"
    r"(?:said|says|say|saying|told\s+(?:me|us|him|her|them|everyone|\w+)|tells\s+me|mentioned|claims|claimed"
    r"|wrote|writes|"
    r"thinks|thought|heard|texted|announced|insists|swears)\b"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it begins in the text."""

    text: str
    start: int

    @cached_property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @cached_property
    def asks(self) -> bool:
        """Whether it is a question. One that goes on after the mark ("Guess what? …") was cut there."""
        said = self.text.rstrip()
        return said.rstrip("\"'”’)!").endswith("?") or _ASKS.match(said) is not None

    def states(self, at: int) -> bool:
        """Whether the clause that holds the place `at` tells something as true."""
        if self.asks:
            return False
        clause = self._clause_before(at)
        return _DOUBTS.search(clause) is None

    def reporter(self, at: int) -> str | None:
        """Who is quoted with what stands at `at`: a name, empty for one not named, None when nobody is."""
        reports = list(_REPORTS.finditer(self.text, 0, at))
        if not reports:
            return None
        match = reports[-1]
        if match["other"] and match["other"].lower() in ("i", "as", "like"):
            return None
        name = match["name"] or ""
        return name if name and fold(name).split()[0] not in PLAIN else ""

    def _clause_before(self, at: int) -> str:
        begin = 0
        for cut in _CUT.finditer(self.text, 0, at):
            # "If you come, my code is 5" states the code; "if so, and if not" does not begin anew for "and".
            begin = cut.end() if cut.end() <= at else begin
        return self.text[begin:at]


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text, none of them longer than 600 characters, blank ones left out."""
    begin = 0
    for end in _END.finditer(text):
        if _ABBREVIATION.search(text, max(begin, end.start() - 8), end.start()):
            continue
        yield from _sentence(text, begin, end.start())
        begin = end.end()
    yield from _sentence(text, begin, len(text))


def _sentence(text: str, begin: int, end: int) -> Iterator[Sentence]:
    said = text[begin:end]
    if said.strip():
        bare = said.lstrip()
        yield Sentence(bare[:_LONGEST], begin + len(said) - len(bare))
