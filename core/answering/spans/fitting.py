"""Which spans cannot be the answer, whatever they weigh: they repeat the question, or are not of the sort it wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.answering.spans.question import Asked, Want
from core.answering.spans.ranking import Ranked
from core.answering.wording import stem, stems, tokens

_DAYS_AND_MONTHS_WORDS = """
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december yesterday today tomorrow tonight
"""
_DAYS_AND_MONTHS = frozenset(_DAYS_AND_MONTHS_WORDS.split())
_OFF = frozenset(__import__("os").environ.get("SIFT_OFF", "").split(","))


def sift(ranked: Sequence[Ranked], asked: Asked) -> list[Ranked]:
    """Return what may answer `asked`, in the same order; a rule that would leave nothing is not applied."""
    left = list(ranked)
    for may in _rules(asked):
        kept = [one for one in left if may(one)]
        left = kept or left
    return left


def _rules(asked: Asked) -> list[Callable[[Ranked], bool]]:
    rules: list[Callable[[Ranked], bool]] = []
    if "rep" not in _OFF:
        rules.append(lambda one: one.span.features["repeats"] == 0 or bool(stems(one.span.text) - asked.stems))
    if asked.want is Want.PERSON and "person" not in _OFF:
        rules.append(_names_no_day)
        if "personrep" not in _OFF:
            rules.append(lambda one: not one.span.features["repeats:any"])
    if asked.want in (Want.NUMBER, Want.DURATION) and "number" not in _OFF:
        rules.append(lambda one: f"fits:{asked.want}" in one.span.features)
        if asked.want is Want.NUMBER and asked.counted and "counted" not in _OFF:
            rules.append(lambda one: asked.counted in {stem(word) for word in tokens(one.span.text)})
    if asked.want is Want.REASON and "reason" not in _OFF:
        rules.append(lambda one: "fits:reason" in one.span.features and one.span.features["shared"] > 0)
    return rules


def _names_no_day(one: Ranked) -> bool:
    return not any(word.casefold() in _DAYS_AND_MONTHS for word in tokens(one.span.text))
