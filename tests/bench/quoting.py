"""Prompts whose answers quote: a few messages, and the wish to hear one of them again."""

from __future__ import annotations

from tests.bench.synthetic import conversation

SEED = 23
_MESSAGES = 5
_PROMPTS = 5


def messages() -> list[list[dict[str, str]]]:
    """The prompts, each with messages of its own."""
    return [_prompt(number) for number in range(_PROMPTS)]


def _prompt(number: int) -> list[dict[str, str]]:
    told = conversation(_MESSAGES, SEED + number)
    notes = "\n".join(f"[{place}] {one.speaker} said on {one.time:%A}: {one.text}" for place, one in enumerate(told, 1))
    wanted = told[1 + number % (_MESSAGES - 1)]
    return [
        {"role": "system", "content": "You answer questions from a person's own notes, in the words of the notes."},
        {"role": "user", "content": f"Notes:\n{notes}\n\nRepeat word for word what {wanted.speaker} said."},
    ]
