"""What a language's table of times holds.

A rule's template is a regular expression in which a space stands for any white space and `{slot}` for a word of the
language's vocabulary or a number (`matching` has the list). It is matched against the text in small letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.understanding.times.mention import Anchor, Bound, Count, Part, Unit

DIGIT = "#"
"""Stands for "the text has a digit" among the words that a rule waits for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to tell a time.

    Attributes:
        template: how it is told.
        means: the anchor, as far as the words do not fill it.
        on: the words one of which must be in the text for the rule to be tried; without any, those of its rarest slot.
        cued: only after a preposition that speaks of time, for words that mean other things too.
        future: only in a sentence that speaks of the future: "in three days" is else how long it took.
    """

    template: str
    means: Anchor
    on: str = ""
    cued: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """The table of one language. All words in small letters, with ' for every apostrophe.

    Attributes:
        spaced: words are set apart by spaces.
        month_first: 5/7/2023 is 7 May.
        proper: words that are times only with a capital: "May", "Sun".
        cues: prepositions after which a bare month, season or year is a time.
        habits: words that make what follows a habit, not a time: "every".
        future, past: words of a sentence that speaks of the future, of the past; the one nearer to a time decides.
        hopeful: words of the future in a sentence with none of the past: "see you".
        bounds: words just before a mention and what they make of it; `bounds_after` those that follow it.
        opening: words before a span of two times, each with the words that join it; "" joins without opening.
        lead: what counts from a time that follows: "the week" in "the week before 9 June".
        clock: a time of day with groups h, min and half (pm); `clock_links` may stand between it and the day.
        common: frequent words by which the language is known.
    """

    code: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, int]
    units: Mapping[str, Unit]
    numbers: Mapping[str, Count]
    which: Mapping[str, int]
    rules: tuple[Rule, ...]
    cues: str
    habits: str
    future: str
    past: str
    bounds: tuple[tuple[str, Bound], ...]
    opening: tuple[tuple[str, str], ...]
    common: frozenset[str]
    spans: Mapping[str, Unit] = field(default_factory=dict)
    feasts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    nths: Mapping[str, int] = field(default_factory=dict)
    bounds_after: tuple[tuple[str, Bound], ...] = ()
    hopeful: str = ""
    proper: frozenset[str] = frozenset()
    lead: str = ""
    clock: str = ""
    clock_links: str = ""
    spaced: bool = True
    month_first: bool = False

    def vocabulary(self, slot: str) -> Mapping[str, object]:
        """The words that may stand in a slot."""
        tables: Mapping[str, Mapping[str, object]] = {
            "n": self.numbers, "high": self.numbers, "unit": self.units, "span": self.spans, "which": self.which,
            "weekday": self.weekdays, "month": self.months, "season": self.seasons, "feast": self.feasts,
            "part": self.parts, "nth": self.nths,
        }  # fmt: skip
        return tables[slot]


def listed(words: str) -> tuple[str, ...]:
    """The words of a table that is written as a line."""
    return tuple(words.split())
