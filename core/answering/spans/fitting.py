"""Which spans cannot be the answer, whatever they weigh: they repeat the question, or are not of the sort it wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.answering.spans.question import Asked, Want
from core.answering.spans.ranking import Ranked
from core.answering.wording import stem, stems, tokens

_DAYS_AND_MONTHS_WORDS = """
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december yesterday today tomorrow tonight
"""
_DAYS_AND_MONTHS = frozenset(_DAYS_AND_MONTHS_WORDS.split())
_NUMBER = re.compile(
    r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundreds?"
    r"|thousands?|dozens?|several|both|many",
    re.IGNORECASE,
)
_MOST_COUNTED = 4
_CLOSE = 0.5
_LEADING_TIME = re.compile(r"^(?:yesterday|today|tonight|tomorrow|too|also|instead|again)\s*,\s+", re.IGNORECASE)
_LEADING_CONJUNCTION = re.compile(r"^(?:and|or|but|so)\s+", re.IGNORECASE)
_LEADING_FOR = {
    Want.PERSON: re.compile(r"^(?:with|by|from|to|for|of)\s+", re.IGNORECASE),
    Want.DURATION: re.compile(r"^of\s+", re.IGNORECASE),
    Want.NUMBER: re.compile(r"^of\s+", re.IGNORECASE),
}
_LAST_PREPOSITION = re.compile(r"\b(to|with|for|from|about|of|in|on|at|by)\s*\?", re.IGNORECASE)
_BECAUSE = re.compile(r"\bbecause\b", re.IGNORECASE)
_MARKS = "\"“”'‘’.,;:!?()[]… "


def sift(ranked: Sequence[Ranked], asked: Asked) -> list[Ranked]:
    """Return what may answer `asked`, in the same order; a rule that would leave nothing is not applied."""
    left = list(ranked)
    for may in _rules(asked, ranked[0].span.passage if ranked else 0):
        left = [one for one in left if may(one)] or left
    return left


def trim(text: str, asked: Asked) -> str:
    """Take away what leads from the sentence into a span and is no part of an answer, and the marks around it."""
    want = asked.want
    left = _LEADING_CONJUNCTION.sub("", _LEADING_TIME.sub("", text.strip(_MARKS)))
    if want is Want.REASON and (told := _BECAUSE.search(left)) is not None:
        left = left[told.start() :]
    ends = _LAST_PREPOSITION.search(asked.text)
    if ends is not None:  # "allergic to?" – "to penicillin"
        left = re.sub(rf"^{ends[1]}\s+", "", left, flags=re.IGNORECASE)
    if want in _LEADING_FOR:
        left = _LEADING_FOR[want].sub("", left)
    return left.strip(_MARKS)


def _rules(asked: Asked, best: int) -> list[Callable[[Ranked], bool]]:
    def says_more(one: Ranked) -> bool:
        return one.span.features["repeats"] == 0 or bool(stems(one.span.text) - asked.stems)

    def fits(one: Ranked) -> bool:
        if stem(one.span.text.split()[-1]) == "ago":
            return False
        return f"fits:{asked.want}" in one.span.features and (
            one.span.passage == best or one.span.features["shared"] > 0 or one.span.features["shared:before"] > 0
        )

    def counts(one: Ranked) -> bool:
        words = tokens(one.span.text)
        return len(words) <= _MOST_COUNTED and bool(_NUMBER.fullmatch(words[0])) and stem(words[-1]) == asked.counted

    def repeats(one: Ranked) -> bool:
        return one.span.features["repeats:any"] > 0

    rules: list[Callable[[Ranked], bool]] = [says_more]
    if asked.digits:
        # "… number plate HB-KL 482": what stands beside the words of the question, before what stands elsewhere.
        rules = [
            lambda one: one.span.features["figure"] > 0,
            lambda one: one.span.features["adjacent"] > 0,
            lambda one: one.span.features["follows"] > 0 and one.span.features["distance"] < _CLOSE,
        ]
    elif asked.identity:
        rules = [lambda one: repeats(one) and says_more(one), *rules]
    elif asked.want is Want.PERSON:
        rules += [_names_no_day, lambda one: not repeats(one)]
    elif asked.want in (Want.NUMBER, Want.DURATION):
        rules += [counts, fits] if asked.counted else [fits]
    return rules


def _names_no_day(one: Ranked) -> bool:
    return not any(word.casefold() in _DAYS_AND_MONTHS for word in tokens(one.span.text))
