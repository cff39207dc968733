"""Reading: a language model goes along the words of the evidence and says where an answer begins and ends.

A small model that writes freely invents. Here it writes nothing. It reads examples, the evidence and the question, and
is then led along the evidence's own words from the places where a candidate begins. At each word it tells how likely
it is to go on so and how likely the answer is over: the second tells a whole answer from a piece of one, and is what
the choice mostly goes by. All candidates that begin at one place are read in one pass.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from core.answering.evidence import Evidence
from core.answering.quote import best_passage
from core.answering.spans.candidates import Passage
from core.answering.spans.ranking import Ranked
from core.answering.wording import tokens
from core.inference.spoken import Beginning

_BEGINNINGS = 8
"""From how many places the model reads on."""
_MOST_TOKENS = 10
_AHEAD = 80
"""Characters of a sentence that are given to be read; more than so many tokens take."""
_SAID, _OVER = 0.26, 2.0
"""What the log-probability of a span's words weighs, and that of the answer being over after them."""
_CARRIES = 0.75
"""What the logarithm of the chance weighs that the memory carries the answer at all."""
_NEAR = 2.0
"""What the cosine of its sentence to the question weighs: in a passage of several sentences on several things."""
_CLAUSE = 1.5
"""What the share of the question's words weighs that stand in the same part of a written sentence."""
_LEAST_SHARE = 0.05
"""How likely a passage must be to carry the answer, against the likeliest, for the model to read in it."""
_LEAST_CHANCE = 0.001
_MOST_COMPARED = 48
_READ = 3
_LONGEST_READ = 600
_LONGEST_QUESTION = 500
_ARTICLES = frozenset(("a", "an", "the", "and"))

Place = tuple[int, int, int]
"""Where candidates begin: passage, sentence, character."""


class Reader(Protocol):
    """A language model that reads along; both keep `before` for the next call.

    Raises:
        ModelUnavailable, Cancelled: from either.
    """

    def begin(self, before: str, texts: Sequence[str]) -> list[float]:
        """The log-probability of each text's first token."""
        ...

    def follow(self, before: str, texts: Sequence[str], most: int) -> list[list[Beginning]]:
        """Of each text, its beginnings of up to `most` tokens."""
        ...


@dataclass(frozen=True, slots=True)
class _Start:
    place: Place
    text: str
    weight: float


def read_spans(
    ranked: Sequence[Ranked], passages: Sequence[Passage], question: str, evidence: Sequence[Evidence], reader: Reader
) -> list[Ranked]:
    """Return the candidates that were read to their end, the best first; `ranked` as it is where none was.

    Which places are read from goes by the ranking and by how likely the model finds the first word there, in equal
    parts. The order goes by the expected share of words in common with the right answer, over what the model finds
    likely: of several ways to cut the same answer, the one that has most in common with all.
    """
    before = reading_prompt(question, evidence)
    likeliest = max((passage.chance for passage in passages), default=0.0)
    may = [one for one in ranked if passages[one.span.passage].chance >= _LEAST_SHARE * likeliest]
    starts = list(_starts(may or ranked, passages))
    firsts = reader.begin(before, [start.text for start in starts])
    chosen = _choose(starts, firsts)
    found: dict[tuple[Place, int], Beginning] = {}
    for start, begun in zip(chosen, reader.follow(before, [start.text for start in chosen], _MOST_TOKENS), strict=True):
        found |= {(start.place, one.length): one for one in begun}
    read = []
    for one in ranked:
        begun_so = found.get((_place(one), len(f" {one.span.text}".encode())))
        if begun_so is not None:
            score = _SAID * begun_so.log_probability + _OVER * begun_so.ending
            chance = max(passages[one.span.passage].chance, _LEAST_CHANCE)
            score += _NEAR * one.span.features["near"]
            if passages[one.span.passage].written:
                score += _CLAUSE * one.span.features["clause"]
            read.append(replace(one, score=score + _CARRIES * math.log(chance)))
    return _by_expected_share(sorted(read, key=lambda one: -one.score)) or list(ranked)


def reading_prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """The text after which an answer is a likely continuation: examples, the best evidence last, the question."""
    told = [_line(item, question) for item in reversed(evidence[:_READ])]
    return "\n".join((opening(), "", *told, f"Question: {question[:_LONGEST_QUESTION]}", "Answer:"))


def _line(item: Evidence, question: str) -> str:
    memory = item.memory
    text = " ".join(memory.text.split())
    if len(text) > _LONGEST_READ:
        text = best_passage(item, question)[:_LONGEST_READ]
    who = memory.speaker or item.label
    return f"{who}: {text}" + "".join(f" (picture: {caption})" for caption in memory.captions)


@cache
def opening() -> str:
    """What every such text begins with: examples of short answers."""
    return files("resources").joinpath("prompts", "short.txt").read_text("utf-8")


def _place(one: Ranked) -> Place:
    return one.span.passage, one.span.sentence, one.span.start


def _starts(ranked: Sequence[Ranked], passages: Sequence[Passage]) -> Iterator[_Start]:
    """Where candidates begin, each place once, with the weight of the best candidate there."""
    seen: set[Place] = set()
    for one in ranked:
        place = _place(one)
        if place not in seen:
            seen.add(place)
            text = passages[one.span.passage].sentences[one.span.sentence][one.span.start :]
            yield _Start(place, f" {text[:_AHEAD]}", one.score)


def _choose(starts: Sequence[_Start], firsts: Sequence[float]) -> list[_Start]:
    one, other = (float(np.std(values)) or 1.0 for values in ([start.weight for start in starts], firsts))
    both = sorted(zip(starts, firsts, strict=True), key=lambda each: -(each[0].weight / one + each[1] / other))
    return [start for start, _ in both[:_BEGINNINGS]]


def _by_expected_share(read: Sequence[Ranked]) -> list[Ranked]:
    """The candidates in a new order, scores as they are: by expected token F1 under the softmax of the scores."""
    compared = read[:_MOST_COMPARED]
    words = [Counter(word for word in tokens(one.span.text.casefold()) if word not in _ARTICLES) for one in compared]
    chances = [math.exp(one.score - compared[0].score) for one in compared]
    expected = [
        sum(chance * _shared(mine, theirs) for chance, theirs in zip(chances, words, strict=True)) for mine in words
    ]
    order = sorted(range(len(compared)), key=lambda place: -expected[place])
    return [compared[place] for place in order]


def _shared(one: Counter[str], other: Counter[str]) -> float:
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0
