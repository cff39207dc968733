"""Amounts in a text: money, distances, stretches of time, and other things that are counted in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNTIL_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_FROM_TWENTY = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: number for number, word in enumerate(_UNTIL_TWENTY.split())}
_TENS = {word: 10 * number for number, word in enumerate(_FROM_TWENTY.split(), 2)}
_WORDS = "|".join((*_ONES, *_TENS, "hundred", "thousand", "dozen"))
_SPELLED = rf"(?:a (?=hundred|thousand|dozen))?(?:{_WORDS})(?:[ -](?:and )?(?:{_WORDS}))*"
_NUMBER = rf"(?:\d+(?:[.,]\d+)*|(?:{_SPELLED}|a couple of|an?)(?: and a half)?|half an?)"
_MONEY = {
    "EUR": r"€|euros?|eur\b",
    "USD": r"\$|dollars?|usd\b|bucks?",
    "GBP": r"£|pounds?|gbp\b|quid",
    "CHF": r"francs?|chf\b",
}
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF"}
_LENGTHS = {
    "km": (r"km\b|kms\b|kilomet(?:er|re)s?\b|k\b", 1.0),
    "mi": (r"miles?\b|mi\b", 1.609344),
    "m": (r"met(?:er|re)s?\b|m\b", 0.001),
}
_HOURS, _MINUTES = r"(?:hours?|hrs?|h)\b", r"(?:minutes?|mins?|min)\b"

_PREFIXED = re.compile(r"(€|\$|£|\b(?:eur|usd|gbp|chf)\b) ?(\d+(?:[.,]\d+)*)", re.IGNORECASE)
_FOLLOWED = re.compile(
    rf"(?<![\w.,])({_NUMBER})[ -]?"
    rf"(?:(?P<hours>{_HOURS}(?P<rest>(?: and)? (?P<minutes>{_NUMBER})[ ]?(?:{_MINUTES})| and a half)?)"
    rf"|(?P<min>{_MINUTES})|"
    + "|".join(f"(?P<{code}>{pattern})" for code, pattern in _MONEY.items())
    + "|"
    + "|".join(f"(?P<{unit}>{pattern})" for unit, (pattern, _) in _LENGTHS.items())
    + ")",
    re.IGNORECASE,
)
_QUARTERS = re.compile(r"\b(?P<n>three quarters|a quarter) of an hour\b", re.IGNORECASE)
_COMPACT = re.compile(r"\b(\d+)h(\d{2})\b")

DISTANCE, DURATION = "km", "min"


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` in `unit`: kilometres ("km"), minutes ("min") or a currency's code. Offsets are into the text."""

    value: float
    unit: str
    start: int
    end: int


def find_amounts(text: str) -> list[Amount]:
    """The amounts of a text that have a unit, in its order."""
    found: list[Amount] = []

    def add(value: float | None, unit: str, match: re.Match[str]) -> None:
        if value is not None and all(match.end() <= one.start or match.start() >= one.end for one in found):
            found.append(Amount(value, unit, match.start(), match.end()))

    for match in _PREFIXED.finditer(text):
        add(read_number(match[2]), _SYMBOLS[match[1].casefold()], match)
    for match in _QUARTERS.finditer(text):
        add(45 if match["n"].casefold().startswith("three") else 15, DURATION, match)
    for match in _COMPACT.finditer(text):
        add(int(match[1]) * 60 + int(match[2]), DURATION, match)
    for match in _FOLLOWED.finditer(text):
        number = read_number(match[1])
        if number is None:
            continue
        if match["hours"]:
            rest = read_number(match["minutes"]) if match["minutes"] else 30 if match["rest"] else 0
            add(number * 60 + (rest or 0), DURATION, match)
        elif match["min"]:
            add(number, DURATION, match)
        else:
            unit = next(name for name in (*_MONEY, *_LENGTHS) if match[name])
            add(
                number * _LENGTHS[unit][1] if unit in _LENGTHS else number,
                DISTANCE if unit in _LENGTHS else unit,
                match,
            )
    return sorted(found, key=lambda amount: amount.start)


def read_number(words: str) -> float | None:
    """A number in digits or English words; None where it is none."""
    small = words.casefold().strip()
    if small[:1].isdigit():
        return _digits(small)
    half = small.endswith(" and a half")
    small = small.removesuffix(" and a half")
    if small in ("half an", "half a"):
        return 0.5
    if small in ("a", "an"):
        return 1.5 if half else 1.0
    if small == "a couple of":
        return 2.0
    total = current = 0
    for word in re.split(r"[ -]", small):
        if word in ("a", "and"):
            current = current or (1 if word == "a" else 0)
        elif word in _ONES or word in _TENS:
            current += _ONES[word] if word in _ONES else _TENS[word]
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * (100 if word == "hundred" else 12)
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        else:
            return None
    return total + current + (0.5 if half else 0)


def _digits(text: str) -> float | None:
    """Read "42.50" and "42,50" alike; "1,200" and "1.200,50" by where the last mark stands."""
    text = text.rstrip(".,")
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0:
        whole, part = text[:last], text[last + 1 :]
        mark = text[last]
        thousands = len(part) == 3 and (mark == "," or mark in whole) and whole.strip("0")
        text = re.sub(r"[.,]", "", whole) + ("" if thousands else ".") + part
    try:
        return float(text)
    except ValueError:
        return None
