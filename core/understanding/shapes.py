"""Names with a shape of their own: mail and web addresses, telephone numbers, amounts, quoted titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.model.entity import EntityKind, Name
from core.understanding.folding import fold
from core.understanding.plain_words import AMBIGUOUS, PLAIN

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{2,80})[\"”“»]")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?![\w@])")
_WEB = re.compile(r"\bhttps?://[^\s<>\"”)]{3,500}|\bwww\.[\w-]+\.[^\s<>\"”)]{2,300}")
_PHONE = re.compile(r"(?<![\w.,/:-])(?:\+\d{1,3}|\(?0\d{1,5}\)?|\(?\d{3}\)?)(?:[ \-./]?\d{2,8}){1,4}(?![\w/-]|[.,]\d)")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$|(?:19|20)\d\d(?:[-–](?:19|20)\d\d)?$")
_UNIT = (
    r"(?:euros?|eur|dollars?|usd|bucks|pounds?|gbp|pence|cents?|francs?|chf|yen|jpy|kronor|kr|"
    r"km|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|cm|mm|feet|ft|inch(?:es)?|kg|kilos?|kilograms?|grams?|lbs?|"
    r"lit(?:er|re)s?|ml|kwh|watts?|gb|mb|tb|°[cf]|degrees|percent|per cent|%|mph|km/h|calories|kcal|acres|hectares)"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:[$€£¥]\s?\d[\d,.]*\d?(?:\s?(?:k|m|million|billion)\b)?|\d(?:[\d,.]*\d)?\s?(?:[€£¥]|{_UNIT}(?!\w)))",
    re.IGNORECASE,
)


def find_shaped(text: str) -> list[Name]:
    """Return what in `text` has such a shape; some may overlap, as a figure within an address does."""
    found = [Name(m[0], fold(m[0]), EntityKind.ADDRESS, m.start(), m.end()) for m in _MAIL.finditer(text)]
    for match in _WEB.finditer(text):
        address = match[0].rstrip(".,;:!?’'")
        found.append(Name(address, fold(address), EntityKind.ADDRESS, match.start(), match.start() + len(address)))
    found += [
        Name(m[0], fold(m[0]), EntityKind.AMOUNT, m.start(), m.end()) for m in _AMOUNT.finditer(text) if m[0] != "100%"
    ]
    for match in _PHONE.finditer(text):
        digits = sum(sign.isdigit() for sign in match[0])
        if 7 <= digits <= 15 and not _DATE_LIKE.match(match[0]):
            found.append(Name(match[0], fold(match[0]), EntityKind.ADDRESS, match.start(), match.end()))
    for match in _QUOTED.finditer(text):
        title = match[1].strip(" .,!?")
        words = title.split()
        if 1 <= len(words) <= 8 and title[:1].isupper() and _is_title(words):
            start = match.start(1) + match[1].index(title)
            found.append(Name(title, fold(title), EntityKind.THING, start, start + len(title)))
    return found


def _is_title(words: Sequence[str]) -> bool:
    """Whether quoted words are written as a title is: capitals on all but the small words, and not one plain word."""
    if len(words) == 1:
        return fold(words[0].strip("'’.,!?")) not in AMBIGUOUS
    return all(word[0].isupper() or word[0].isdigit() or word.lower() in PLAIN for word in words) and (
        sum(word[0].isupper() for word in words) >= 2
    )
