"""The prompt: what never changes first, then the evidence, then the question, within the model's context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from core.answering.evidence import Evidence
from core.answering.outline import outline
from core.answering.phrasing import phrasing_of
from core.answering.quote import best_passage

Message = dict[str, str]

ANSWER_TOKENS = 64
_LONGEST_PASSAGE = 400
_FRAME_TOKENS = 64
_OUTLINE_TOKENS = 160
_LONGEST_QUESTION = 2000


def build_prompt(
    question: str,
    evidence: Sequence[Evidence],
    *,
    context: int,
    count: Callable[[Sequence[str]], list[int]],
    most_tokens: int,
) -> tuple[list[Message], list[Evidence]]:
    """Messages for the model, and the evidence that found room: the best first, none cut in the middle but the first.

    Before the evidence stand those it names and, in order of time, what happened when: short, and worked out here.

    `context` is the model's context length in tokens, `count` its own tokenizer; `most_tokens` bounds the prompt:
    every token of it is waited for.
    """
    system = _instructions()
    asked = f"Question: {question[:_LONGEST_QUESTION]}{_wish(evidence)}"
    lines = [_line(item, question) for item in evidence]
    sizes = count([system, asked, *lines])
    room = min(most_tokens, context - ANSWER_TOKENS) - sizes[0] - sizes[1] - _FRAME_TOKENS - _OUTLINE_TOKENS
    kept: list[Evidence] = []
    notes: list[str] = []
    for item, line, size in zip(evidence, lines, sizes[2:], strict=True):
        if size > room and kept:
            continue
        # The first alone can be larger than the room: then its beginning is better than nothing.
        notes.append(line if size <= room else line[: max(200, len(line) * room // size)])
        kept.append(item)
        room -= size
    body = "\n\n".join((*outline(kept), "Notes:\n" + "\n".join(notes), asked))
    return [{"role": "system", "content": system}, {"role": "user", "content": body}], kept


def _line(item: Evidence, question: str) -> str:
    memory = item.memory
    when = "" if memory.said_at is None else f" on {memory.said_at:%A} {memory.said_at.day} {memory.said_at:%B %Y}"
    who = f"{memory.speaker} said{when}" if memory.speaker else item.label
    pictures = "".join(f" (picture: {caption})" for caption in memory.captions)
    text = " ".join(memory.text.split())
    if len(text) > _LONGEST_PASSAGE:
        text = best_passage(item, question)[:_LONGEST_PASSAGE]
    return f"[{item.number}] {who}: {text}{pictures}"


def _wish(evidence: Sequence[Evidence]) -> str:
    """The wish for an answer in the question's language, where that is not the one of the instructions."""
    language = phrasing_of(evidence[0].language) if evidence else phrasing_of("en")
    return "" if language.code == "en" else f"\nAnswer in {language.name}."


@cache
def _instructions() -> str:
    return files("resources").joinpath("prompts", "answer.txt").read_text("utf-8").strip()
