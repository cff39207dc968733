"""What Ebb says in its own words, as one language has it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Set phrases of small talk and what is said to them.

    Attributes:
        said: the phrases, as a regular expression in small letters with plain apostrophes; a space is any white space.
        vocatives: what may follow a phrase: "hello *again*".
        answer: what is said to it.
    """

    said: str
    vocatives: str
    answer: str

    def compile(self) -> re.Pattern[str]:
        """The phrases as a pattern for a whole text in small letters, whatever signs stand around them."""
        said, vocatives = (words.replace(" ", r"\s+") for words in (self.said, self.vocatives))
        return re.compile(rf"\W*(?:{said})(?:[\s,，]*(?<!\w)(?:{vocatives}))?\W*")


@dataclass(frozen=True, slots=True)
class Counting:
    """How counts, sums and lists are put. {n}: a number; {amount}: one with its unit; {names}, {days}: a list.

    Attributes:
        once, twice, times: how often something was.
        on, between: how often, with the days where they are few, with the first and last where they are many.
        named, named_one: how many of what ({noun}), and which; the only one.
        total, total_of: a sum, and one that was added up from several entries.
        mean, mean_of_one: an average of several entries, of a single one.
        amount_on: an amount with the days it is of.
        day, names_day: a day by itself, and what was on it.
        comma, last: what stands between the things of a list, and before its last.
        thousands, point: what stands between thousands, and before a fraction.
        money: an amount of a currency whose sign is {sign}.
        full_stop: what ends a list.
        metre, metres, kilometres, mile, miles: lengths.
        joined: what stands between hours and minutes.
    """

    once: str
    twice: str
    times: str
    on: str
    between: str
    named: str
    named_one: str
    total: str
    total_of: str
    mean: str
    mean_of_one: str
    amount_on: str
    day: str
    names_day: str
    full_stop: str
    comma: str
    last: str
    thousands: str
    point: str
    money: str
    metre: str
    metres: str
    kilometres: str
    mile: str
    miles: str
    joined: str


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The sentences of one language. {words}: quoted; {who}: a speaker; {day}: a date; {right}: a correction.

    Attributes:
        code: the language; `name`: what it is called in English, for a prompt.
        nothing, empty: nothing in memory answers it, or there is nothing in memory at all.
        no_such_day: a date was asked about that does not exist.
        article: what may stand before a date in a question, and stands in `no_such_day` already.
        without_model: the model could not be used; {reason} is a sentence.
        stopped: the user stopped the answer before anything was said.
        quoted: words in quotation marks.
        said, said_on: somebody's words, without and with the day they were said; `you_said` those of the user.
        noted: a correction was taken in.
        wrong: how the user says that an answer is wrong, and what is right.
        ask_back: what is right was not said.
        corrections: what the source of corrections is called.
    """

    code: str
    name: str
    nothing: str
    empty: str
    yes: str
    no_such_day: str
    without_model: str
    stopped: str
    quoted: str
    said: str
    said_on: str
    you_said: str
    you_said_on: str
    noted: str
    wrong: str
    ask_back: str
    corrections: str
    talk: tuple[SmallTalk, ...]
    counting: Counting
    article: str = ""
