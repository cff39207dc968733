"""Memories in words, a line each, as the commands list them."""

from __future__ import annotations

from core.model.memory import Form, Kind, Memory
from core.model.wording import on_one_line

LONGEST = 160


def sort_of(memory: Memory) -> str:
    """Return what a memory is, in a word: most is what somebody said or wrote, the rest Ebb drew from that."""
    if memory.kind is Kind.CORE:
        return "profile"
    return {Form.CHUNK: "said" if memory.speaker else "written", Form.LESSON: "how-to", Form.CONCEPT: "topic"}.get(
        memory.form, memory.form.value
    )


def told(memory: Memory) -> str:
    """Return a memory on one line: who said it, and what, cut where it is long."""
    by = f"{memory.speaker}: " if memory.speaker and memory.form is Form.CHUNK else ""
    return shorten(by + on_one_line(memory.text))


def found(memory: Memory) -> str:
    """Return where a hit is from: what it is where nobody said it, its reference, the day."""
    sort = sort_of(memory)
    drawn = "" if memory.form is Form.CHUNK else f"{sort}, drawn by Ebb from "
    day = "" if memory.said_at is None else f" · {memory.said_at.day} {memory.said_at:%b %Y}"
    return f"{drawn}{memory.span.ref}{day}"


def shorten(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = on_one_line(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def count(number: int, what: str) -> str:
    """Return a number with what it counts: "1 source", "2 sources"."""
    return f"{number} {what}" if number == 1 else f"{number:,} {what}s"
