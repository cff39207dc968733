"""Makes the table of a language ready for matching, and anchors of what matched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from math import ceil, floor

from core.understanding.times.language import DIGIT, Language, Rule
from core.understanding.times.mention import Anchor, Bound, Count, Sort

_NUMBERS: Mapping[str, str] = {
    "year": r"(?:1[0-9]|20|21)\d\d",
    "any_year": r"\d{1,4}",
    "day": r"0?[1-9]|[12]\d|3\d",
    "last_day": r"0?[1-9]|[12]\d|3\d",
    "y": r"\d{4}",
    "m": r"\d{1,2}",
    "d": r"\d{1,2}",
    "a": r"\d{1,2}",
    "b": r"\d{1,2}",
    "decade": r"(?:1[5-9]|20)?\d0",
    "short_year": r"\d\d",
    "nth_day": r"0?[1-9]|[12]\d|3\d",
}

_WORD_SLOTS = ("n", "high", "unit", "span", "which", "weekday", "month", "season", "feast", "part", "nth")

_LONGEST_NUMBER = 9

_SHORT_YEARS_TURN = 50
"""'98 is 1998 and '23 is 2023."""


class ReadyRule:
    """A rule of a language, with its pattern."""

    def __init__(self, rule: Rule, matcher: Matcher) -> None:
        self.rule, self._matcher = rule, matcher

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What it matches, compiled when a text first holds a word that it waits for."""
        return self._matcher.compile(self.rule.template)


class Matcher:
    """The rules of a language, found by the words they wait for.

    Made of every language to tell which one a text is in; its patterns are compiled when a text is in it.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._waiting: dict[str, list[ReadyRule]] = {}
        for rule in (*language.rules, *_number_rules(language)):
            ready = ReadyRule(rule, self)
            for word in _waits_for(rule, language):
                self._waiting.setdefault(word, []).append(ready)
        self._told = _words_told(language)

    def rules_for(self, words: frozenset[str]) -> list[ReadyRule]:
        """The rules that a text with these words may match, each once."""
        return list(
            {id(ready): ready for word in words & self._waiting.keys() for ready in self._waiting[word]}.values()
        )

    def knows(self, words: frozenset[str]) -> bool:
        """Whether any rule waits for one of these words."""
        return not self._waiting.keys().isdisjoint(words)

    def likeness(self, words: frozenset[str]) -> tuple[int, int]:
        """How much a text with these words looks like the language: its frequent words, then its words of time."""
        return len(words & self.language.common), len(words & self._told)

    def speaks_of_future(self, sentence: str, place: int) -> bool:
        """Whether a time at `place` in `sentence` (small letters) is one to come where it does not say so itself."""
        ahead = [abs(word.start() - place) for word in self._future.finditer(sentence)]
        back = [abs(word.start() - place) for word in self._past.finditer(sentence)]
        if ahead and back:
            return min(ahead) <= min(back)  # "booked … for 3 May" is of both
        hopeful = self._hopeful is not None and self._hopeful.search(sentence) is not None
        return bool(ahead) or (hopeful and not back)

    def tells(self, sentence: str) -> bool:
        """Whether a sentence (small letters) has a word of the past."""
        return self._past.search(sentence) is not None

    @cached_property
    def cue(self) -> re.Pattern[str]:
        """What stands just before a time that would not be one without it."""
        return self._just_before(self.language.cues)

    @cached_property
    def habit(self) -> re.Pattern[str]:
        """What stands just before a time that recurs."""
        return self._just_before(self.language.habits)

    @cached_property
    def bounds(self) -> list[tuple[re.Pattern[str], Bound]]:
        """What stands just before a time and makes it a bound."""
        return [(self._just_before(words), bound) for words, bound in self.language.bounds]

    @cached_property
    def bounds_after(self) -> list[tuple[re.Pattern[str], Bound]]:
        """What stands behind a time and makes it a bound."""
        return [(self._at(words), bound) for words, bound in self.language.bounds_after]

    @cached_property
    def spans(self) -> list[tuple[re.Pattern[str] | None, re.Pattern[str]]]:
        """What opens a span of two times, where anything does, and what joins them."""
        return [
            (self._just_before(opening) if opening else None, self._at(joint, whole=True))
            for opening, joint in self.language.opening
        ]

    @cached_property
    def lead(self) -> re.Pattern[str] | None:
        """What counts from a time that follows, where the language has it."""
        return self._just_before(self.language.lead) if self.language.lead else None

    @cached_property
    def clock(self) -> re.Pattern[str] | None:
        """A time of day."""
        return self.compile(self.language.clock) if self.language.clock else None

    @cached_property
    def clock_link(self) -> re.Pattern[str]:
        """What may stand between a time of day and its day."""
        return self._at(self.language.clock_links, whole=True)

    @cached_property
    def _future(self) -> re.Pattern[str]:
        return self.compile(self.language.future)

    @cached_property
    def _past(self) -> re.Pattern[str]:
        return self.compile(self.language.past)

    @cached_property
    def _hopeful(self) -> re.Pattern[str] | None:
        return self.compile(self.language.hopeful) if self.language.hopeful else None

    def compile(self, template: str) -> re.Pattern[str]:
        inner = self._expand(template)
        if not self.language.spaced:
            return re.compile(rf"(?<!\d)(?:{inner})(?!\d)")
        return re.compile(rf"(?<!\w)(?<!\d[.,/-])(?:{inner})(?!\w)")

    def _just_before(self, words: str) -> re.Pattern[str]:
        edge = r"(?<!\w)" if self.language.spaced else ""
        return re.compile(rf"{edge}(?:{self._expand(words)})\s*$")

    def _at(self, words: str, *, whole: bool = False) -> re.Pattern[str]:
        return re.compile(rf"\s*(?:{self._expand(words)})\s*{'$' if whole else ''}")

    def _expand(self, template: str) -> str:
        # What must not stand before has to have a fixed length.
        fixed = re.sub(r"\(\?<!([^)]*)\)", lambda guard: guard[0].replace(" ", r"\s"), template)
        spaced = fixed.replace(" ?", r"\s*").replace(" ", r"\s+")
        return re.sub(r"\{([a-z_]+)\}", lambda slot: f"(?P<{slot[1]}>{self._slot(slot[1])})", spaced)

    def _slot(self, name: str) -> str:
        if name not in _WORD_SLOTS:
            return _NUMBERS[name]
        # The longest first: an alternative that begins another would hide it.
        words = sorted(self.language.vocabulary(name), key=len, reverse=True)
        any_of = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
        return rf"\d+(?:[.,]\d+)?|{any_of}" if name in ("n", "high") else any_of


def fill(rule: Rule, groups: Mapping[str, str | None], language: Language) -> Anchor | None:
    """Return the anchor that a rule's words make, None where they cannot be a time (a number beyond all calendars)."""
    told = {slot: re.sub(r"\s+", " ", words) for slot, words in groups.items() if words is not None}
    anchor = rule.means
    if any(words[0].isdigit() and len(words) > _LONGEST_NUMBER for words in told.values()):
        return None
    if "n" in told:
        low, high = _count(told["n"], language), _count(told.get("high", told["n"]), language)
        anchor = replace(anchor, count=Count(min(low.low, high.low), max(low.high, high.high)))
        if anchor.sort is Sort.WEEKDAY:
            anchor = replace(anchor, count=None, shift=-low.low)  # "two Fridays ago"
    if unit := told.get("unit") or told.get("span"):
        anchor = replace(anchor, unit=language.units.get(unit) or language.spans[unit])
    if "feast" in told:
        month, day = language.feasts[told["feast"]]
        anchor = replace(anchor, month=month, day=day)
    for slot, field_name in (("which", "shift"), ("weekday", "weekday"), ("month", "month"), ("season", "season"),
                             ("part", "part"), ("nth", "nth")):  # fmt: skip
        if slot in told and not (slot == "weekday" and anchor.sort is Sort.DATE):
            anchor = replace(anchor, **{field_name: language.vocabulary(slot)[told[slot]]})  # type: ignore[arg-type]
    return _fill_numbers(anchor, told, language)


def _count(words: str, language: Language) -> Count:
    if words in language.numbers:
        return language.numbers[words]
    number = float(words.replace(",", "."))
    return Count(floor(number), ceil(number))


def _fill_numbers(anchor: Anchor, told: Mapping[str, str], language: Language) -> Anchor:
    if year := told.get("year") or told.get("any_year") or told.get("y"):
        anchor = replace(anchor, year=int(year))
    if "short_year" in told:
        short = int(told["short_year"])
        anchor = replace(anchor, year=short + (2000 if short < _SHORT_YEARS_TURN else 1900))
    if day := told.get("day") or told.get("nth_day") or told.get("d"):
        anchor = replace(anchor, day=int(day))
    if "last_day" in told:
        anchor = replace(anchor, last_day=int(told["last_day"]))
    if "m" in told:
        anchor = replace(anchor, month=int(told["m"]))
    if "a" in told:
        first, second = int(told["a"]), int(told["b"])
        # What cannot be a month is the day, whatever the language's habit.
        month_first = second > 12 or (language.month_first and first <= 12)
        anchor = replace(anchor, month=first if month_first else second, day=second if month_first else first)
    if "decade" in told:
        decade = int(told["decade"])
        # "The 90s" are the last ones: 1990, and 2010 for "the 10s".
        century = 0 if decade >= 100 else 1900 if decade >= 30 else 2000
        anchor = replace(anchor, year=century + decade)
    return anchor


def _number_rules(language: Language) -> tuple[Rule, ...]:
    """Dates in digits, alike in every language but for the order of 5/7/2023."""
    date = Anchor(Sort.DATE)
    return (
        Rule(r"{y}-{m}-{d}(?:[t ]\d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:\d\d)?)?", date, on=DIGIT),
        Rule(r"{y}/{m}/{d}", date, on=DIGIT),
        Rule(r"{y}-(?P<m>0[1-9]|1[0-2])(?!-?\d)", Anchor(Sort.MONTH), on=DIGIT),
        Rule(r"{d}\.\s?{m}\.\s?{y}", date, on=DIGIT),
        Rule(r"{a}/{b}/{y}", date, on=DIGIT),
        Rule(r"{a}-{b}-{y}", date, on=DIGIT),
    )


def _waits_for(rule: Rule, language: Language) -> frozenset[str]:
    if rule.on:
        return frozenset(rule.on.split())
    slots = re.findall(r"\{([a-z_]+)\}", rule.template)
    for slot in ("month", "feast", "season", "weekday", "span", "unit"):
        if slot in slots:
            return frozenset(_key(word, language) for word in language.vocabulary(slot))
    raise ValueError(f"the rule {rule.template!r} says no word to wait for")


def _words_told(language: Language) -> frozenset[str]:
    """Every word that the rules, the vocabulary and the bounds of a language name."""
    slots = ("n", "unit", "which", "weekday", "month", "season", "feast", "part")
    named = [word for slot in slots for word in language.vocabulary(slot)]
    told = [re.sub(r"\{[a-z_]+\}|\?P<[a-z_]+>|\\[a-z]", " ", rule.template) for rule in language.rules]
    return frozenset(_WORD.findall(" ".join((*named, *told, *(words for words, _ in language.bounds)))))


def _key(word: str, language: Language) -> str:
    """The part of a vocabulary entry that `words_of` cuts out of a text."""
    return max(sorted(words_of(word, spaced=language.spaced)), key=len)


_WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str, *, spaced: bool) -> frozenset[str]:
    """The words of `text`, or its characters where words are not spaced; `DIGIT` with them if it has a digit."""
    words = frozenset(_WORD.findall(text)) if spaced else frozenset(text)
    return words | {DIGIT} if any(character in text for character in "0123456789") else words
