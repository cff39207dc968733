"""Short answers: the span of the evidence that fits the question best, in the words it was said in.

A small model that is left to write makes things up, and one that may only copy copies the opening words. So whole spans
are weighed, and what is said always stands in the memory that is cited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from core.answering.evidence import Evidence
from core.answering.ground import Ground
from core.answering.quote import best_passage
from core.answering.spans.candidates import Passage, split_passage
from core.answering.spans.fitting import sift, trim
from core.answering.spans.question import Asked, read_asked
from core.answering.spans.ranking import Ranked, choose_apart, rank_spans
from core.model.answer import Answer, Citation, Means

Weigher = Callable[[str, Sequence[str]], list[float]]
"""Takes a text and what may follow it; returns the mean log-probability of a token of each."""

PASSAGES = 5
_WEIGHED = 14
_LIKELIHOOD = 2.5
_READ = 3
_LONGEST_READ = 600
_LONGEST_QUESTION = 500
_SEVERAL_MOST, _SEVERAL_WITHIN = 4, 2.0
_MARKS = "\"“”'‘’.,;:!?()[]… "


def answer_short(ground: Ground, evidence: Sequence[Evidence], weigher: Weigher | None = None) -> Answer | None:
    """Answer with the best span, or with several for a question that asks for several; None where there is none.

    `weigher` says how likely a language model finds each of the best ones after the evidence and the question.

    Raises:
        ModelUnavailable, Cancelled: from `weigher`.
    """
    asked = read_asked(ground.question, ground.meaning)
    passages = _passages(ground, evidence[:PASSAGES])
    ranked = sift(rank_spans(passages, asked), asked)
    if not ranked:
        return None
    if weigher is not None:
        ranked = _reweigh(ranked, ground.question, evidence, weigher)
    return _word(choose(ranked, asked), asked, passages, evidence, ground)


def _reweigh(ranked: Sequence[Ranked], question: str, evidence: Sequence[Evidence], weigher: Weigher) -> list[Ranked]:
    """The best spans in a new order: what was weighed before, and the model's mean log-probability of a token."""
    best: dict[str, Ranked] = {}
    for one in ranked:
        best.setdefault(one.span.text.strip(_MARKS).casefold(), one)
        if len(best) == _WEIGHED:
            break
    texts = [f" {one.span.text.strip(_MARKS)}" for one in best.values()]
    means = weigher(reading_prompt(question, evidence), texts)
    weighed = [
        replace(one, score=one.score + _LIKELIHOOD * mean) for one, mean in zip(best.values(), means, strict=True)
    ]
    return sorted(weighed, key=lambda one: -one.score)


def reading_prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """The text after which an answer is a likely continuation: examples, the best evidence last, the question."""
    told = [_line(item, question) for item in reversed(evidence[:_READ])]
    return "\n".join((_examples(), "", *told, f"Question: {question[:_LONGEST_QUESTION]}", "Answer:"))


def _line(item: Evidence, question: str) -> str:
    memory = item.memory
    text = " ".join(memory.text.split())
    if len(text) > _LONGEST_READ:
        text = best_passage(item, question)[:_LONGEST_READ]
    who = memory.speaker or item.label
    return f"{who}: {text}" + "".join(f" (picture: {caption})" for caption in memory.captions)


@cache
def _examples() -> str:
    return files("resources").joinpath("prompts", "short.txt").read_text("utf-8")


def choose(ranked: Sequence[Ranked], asked: Asked) -> list[Ranked]:
    """The best span alone, or those near it in other sentences where several things are asked for."""
    return choose_apart(ranked, _SEVERAL_MOST if asked.several else 1, _SEVERAL_WITHIN)


def _passages(ground: Ground, evidence: Sequence[Evidence]) -> list[Passage]:
    cut = [split_passage(item.memory.text, item.memory.captions) for item in evidence]
    every = [sentence for sentences, _ in cut for sentence in sentences]
    cosines = ground.nearness(every)
    near = [0.0] * len(every) if cosines is None else [float(value) for value in cosines]
    found: list[Passage] = []
    best = max((item.score for item in evidence), default=0.0)
    at = 0
    for rank, (item, (sentences, picture)) in enumerate(zip(evidence, cut, strict=True)):
        found.append(
            Passage(
                sentences=sentences,
                picture=picture,
                nearness=tuple(near[at : at + len(sentences)]),
                standing=item.score - best,
                rank=rank,
                own=not ground.people or item.memory.speaker in ground.people,
                answers=ground.before.get(item.memory.id, "").rstrip().endswith(("?", "？")),
            )
        )
        at += len(sentences)
    return found


def _word(
    chosen: Sequence[Ranked],
    asked: Asked,
    passages: Sequence[Passage],
    evidence: Sequence[Evidence],
    ground: Ground,
) -> Answer:
    citations: list[Citation] = []
    numbers: dict[int, int] = {}
    parts: list[str] = []
    for one in chosen:
        item = evidence[one.span.passage]
        if item.memory.id not in numbers:
            numbers[item.memory.id] = len(numbers) + 1
            sentence = passages[one.span.passage].sentences[one.span.sentence]
            citations.append(item.cite(numbers[item.memory.id], sentence))
        text = trim(one.span.text, asked.want)
        parts.append(f"{text} [{numbers[item.memory.id]}]" if len(chosen) > 1 else text)
    return Answer(", ".join(parts), tuple(citations), ground.route, Means.SPAN, abstained=False, milliseconds=0)
