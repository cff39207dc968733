"""The prompt: what never changes first, then the evidence, what was read before first, then the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from core.answering.evidence import Evidence
from core.answering.outline import outline
from core.answering.phrasing import phrasing_of
from core.answering.quote import best_passage
from core.answering.running import Note, Running

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
    running: Running | None = None,
) -> tuple[list[Message], list[Evidence]]:
    """Messages for the model, and the evidence that found room: the best first, none cut in the middle but the first.

    The notes of the `running` chat stand first, as they stood for its last question; new ones are added to them. What
    stood there is not computed again, so only what is new counts against `most_tokens`: every token of it is waited
    for. Where all together have no room in `context`, in tokens, the chat's notes begin anew. After them stand those
    that the evidence names and, in order of time, what happened when: short, and worked out here. `count` is the
    model's own tokenizer.
    """
    running = Running() if running is None else running
    system = _instructions()
    asked = f"Question: {question[:_LONGEST_QUESTION]}{_wish(evidence)}"
    lines = [_line(item, question) for item in evidence]
    sizes = count([system, asked, *lines])
    around = sizes[0] + sizes[1] + _FRAME_TOKENS + _OUTLINE_TOKENS
    there = {note.words for note in running.notes}
    new = sum(size for line, size in zip(lines, sizes[2:], strict=True) if line not in there)
    room = min(most_tokens, context - ANSWER_TOKENS) - around
    if running.size + min(new, room) > context - ANSWER_TOKENS - around:
        running.notes.clear()
        there.clear()
    kept: list[Evidence] = []
    for item, line, size in zip(evidence, lines, sizes[2:], strict=True):
        if line not in there:
            if size > room and kept:
                continue
            # The first alone can be larger than the room: then its beginning is better than nothing.
            words = line if size <= room else line[: max(200, len(line) * room // size)]
            running.notes.append(Note(item.memory.id, words, min(size, room), item.memory.text))
            room -= size
        kept.append(item)
    told = (f"[{number}] {note.words}" for number, note in enumerate(running.notes, 1))
    body = "\n\n".join(("Notes:\n" + "\n".join(told), *outline(kept), asked))
    return [{"role": "system", "content": system}, {"role": "user", "content": body}], kept


def _line(item: Evidence, question: str) -> str:
    memory = item.memory
    when = "" if memory.said_at is None else f" on {memory.said_at:%A} {memory.said_at.day} {memory.said_at:%B %Y}"
    who = f"{memory.speaker} said{when}" if memory.speaker else item.label
    pictures = "".join(f" (picture: {caption})" for caption in memory.captions)
    text = " ".join(memory.text.split())
    if len(text) > _LONGEST_PASSAGE:
        text = best_passage(item, question)[:_LONGEST_PASSAGE]
    return f"{who}: {text}{pictures}"


def _wish(evidence: Sequence[Evidence]) -> str:
    """The wish for an answer in the question's language, where that is not the one of the instructions."""
    language = phrasing_of(evidence[0].language) if evidence else phrasing_of("en")
    return "" if language.code == "en" else f"\nAnswer in {language.name}."


@cache
def _instructions() -> str:
    return files("resources").joinpath("prompts", "answer.txt").read_text("utf-8").strip()
