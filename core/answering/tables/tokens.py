"""Words, numbers, marks and quotations of a sentence, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

QUOTED = re.compile(r"“([^”\n]{1,160})”|\"([^\"\n]{1,160})\"|«([^»\n]{1,160})»|(?<!\w)[*_]([^*_\n]{1,160})[*_](?!\w)")
_TOKEN = re.compile(
    r"[€$£¥]|\d+(?:[.,:]\d+)*|(?:[^\W\d_]\.)+(?=\s[A-Z])|[^\W\d_]+(?:['’-](?!(?:s|t|m|re|ve|ll|d)\b)[^\W\d_]+)*"
    r"|['’](?:s|t|m|re|ve|ll|d)\b|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, mark, or a whole quotation (`quoted` is what it holds). Offsets are into the sentence."""

    text: str
    start: int
    end: int
    quoted: str = ""

    @property
    def low(self) -> str:
        return self.text.casefold().replace("’", "'")

    @property
    def name(self) -> bool:
        """Whether it is written as a name."""
        return self.text[:1].isupper() and not self.quoted


def tokens_of(sentence: str) -> list[Token]:
    """Words, numbers, marks and quotations of a sentence. "Didn't" is two: "did" and "n't"."""
    found: list[Token] = []
    at = 0
    for quote in QUOTED.finditer(sentence):
        found += _words(sentence, at, quote.start())
        inner = next(group for group in quote.groups() if group is not None)
        found.append(Token(quote[0], quote.start(), quote.end(), inner.strip()))
        at = quote.end()
    return found + _words(sentence, at, len(sentence))


def _words(sentence: str, first: int, last: int) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(sentence, first, last):
        word, start, end = match[0], match.start(), match.end()
        small = word.casefold()
        if small in ("'t", "’t") and found and found[-1].end == start and found[-1].low.endswith("n"):
            stump = found.pop()
            if len(stump.text) > 1:
                cut = "can" if stump.low == "can" else stump.text[:-1]
                found.append(Token(cut, stump.start, stump.end - 1))
            found.append(Token("n't", stump.end - 1, end))
        else:
            found.append(Token(word, start, end))
    return found
