"""Short answers: the span of the evidence that fits the question best, in the words it was said in.

A small model that is left to write makes things up, and one that may only copy copies the opening words. So whole spans
are weighed, and what is said always stands in the memory that is cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.answering.carrying import asks, chances
from core.answering.evidence import Evidence
from core.answering.ground import Ground
from core.answering.reading import Reader, read_spans
from core.answering.spans.candidates import Passage, split_passage
from core.answering.spans.fitting import sift, trim
from core.answering.spans.question import Asked, read_asked
from core.answering.spans.ranking import Ranked, choose_apart, rank_spans
from core.model.answer import Answer, Citation, Means

PASSAGES = 5
_SEVERAL_MOST, _SEVERAL_WITHIN = 4, 2.0
_MARK = re.compile(r"\b(?=\w*-?\d)(?=[\d-]*[^\W\d_])\w+(?:-\w+)*")
"""A word with a letter and a digit in it."""


def answer_short(ground: Ground, evidence: Sequence[Evidence], reader: Reader | None = None) -> Answer | None:
    """Answer with the best span, or with several for a question that asks for several; None where there is none.

    `reader` is a language model that says which of them it finds likely after the evidence and the question.

    Raises:
        ModelUnavailable, Cancelled: from `reader`.
    """
    asked = read_asked(ground.question, ground.meaning)
    passages = _passages(ground, evidence[:PASSAGES])
    ranked = _marked(sift(rank_spans(passages, asked), asked), passages, ground.question)
    if not ranked:
        return None
    if reader is not None:
        ranked = read_spans(ranked, passages, ground.question, evidence, reader)
    chosen = choose_apart(ranked, _SEVERAL_MOST if asked.several else 1, _SEVERAL_WITHIN)
    return _word(chosen, asked, passages, evidence, ground)


def _marked(ranked: Sequence[Ranked], passages: Sequence[Passage], question: str) -> list[Ranked]:
    """The candidates of passages that hold a mark of the question (“B-12”, “Gannet7”); all where none holds one.

    What looks alike but for a digit is another thing, which no likelihood tells.
    """
    marks = {word.casefold() for word in _MARK.findall(question)}
    holding = [
        bool(marks & {word.casefold() for text in one.sentences for word in _MARK.findall(text)}) for one in passages
    ]
    return [one for one in ranked if holding[one.span.passage]] or list(ranked)


def _passages(ground: Ground, evidence: Sequence[Evidence]) -> list[Passage]:
    cut = [split_passage(item.memory.text, item.memory.captions) for item in evidence]
    every = [sentence for sentences, _ in cut for sentence in sentences]
    cosines = ground.nearness(every)
    near = [0.0] * len(every) if cosines is None else [float(value) for value in cosines]
    found: list[Passage] = []
    best = max((item.score for item in evidence), default=0.0)
    likely = chances(ground.hits, ground.before)
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
                answers=asks(ground.before.get(item.memory.id, "")),
                chance=likely.get(item.memory.id, 0.0),
                written=not item.memory.speaker,
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
        text = trim(one.span.text, asked)
        parts.append(f"{text} [{numbers[item.memory.id]}]" if len(chosen) > 1 else text)
    return Answer(", ".join(parts), tuple(citations), ground.route, Means.SPAN, abstained=False, milliseconds=0)
