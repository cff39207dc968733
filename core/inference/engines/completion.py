"""What a server says in the OpenAI protocol, read with suspicion: lists of models, and answers piece by piece."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from core.inference.engines.words import Words

MOST_SAID = 64 * 1024
"""Characters of an answer; it was asked for a sentence."""
_MOST_MODELS, _LONGEST_NAME = 500, 200
_THINKING, _THOUGHT = "<think>", "</think>"


class Garbage(Exception):
    """It is not what the protocol says; the text says what it is instead, where the server told so."""


class Completion:
    """An answer that is under way: without what a model thinks aloud first, and no longer than was asked for."""

    def __init__(self, stop_at: Sequence[str], most: int) -> None:
        self._words, self._most = Words(stop_at), most
        self._held, self._begun = "", False
        self._size = 0
        self.pieces = 0
        """Pieces of the answer itself, about one for each token."""

    @property
    def over(self) -> bool:
        """Whether nothing of what still comes is wanted."""
        return self._words.over or self.pieces >= self._most

    def hear(self, data: str) -> str:
        """Take what one event carries. Returns what can be said now.

        Raises:
            Garbage: it is no part of an answer, or there is far too much of it.
        """
        fields = _object(data)
        text = _text_of(fields)
        self._size += len(data)
        if self._size > 8 * MOST_SAID or len(text) > MOST_SAID:
            raise Garbage("far more than was asked for")
        if not text:
            return ""
        said = self._words.hear(self._spoken(text).encode("utf-8", "replace"))
        self.pieces += self._begun
        return said

    def rest(self) -> str:
        """What was held back, when nothing more comes."""
        held = "" if self._held.lstrip().startswith(_THINKING) else self._held.lstrip()
        self._held = ""
        return self._words.hear(held.encode("utf-8", "replace")) + self._words.rest()

    def _spoken(self, text: str) -> str:
        if self._begun:
            return text
        self._held += text
        begun = self._held.lstrip()
        if begun.startswith(_THINKING):
            _, found, begun = begun.partition(_THOUGHT)
            begun = begun.lstrip() if found else ""
        elif _THINKING.startswith(begun):
            return ""
        if not begun:
            return ""
        self._held, self._begun = "", True
        return begun


def read_models(body: str) -> list[str]:
    """The names of the models that a server lists.

    Raises:
        Garbage: it is no such list.
    """
    listed = _object(body).get("data")
    if not isinstance(listed, list):
        raise Garbage("no list of models")
    names = [entry.get("id") for entry in listed[:_MOST_MODELS] if isinstance(entry, dict)]
    return [name for name in names if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable()]


def read_complaint(body: str) -> str:
    """What a server says is wrong, short enough to be shown; empty where it says nothing of use."""
    try:
        fields = _object(body)
    except Garbage as complaint:
        return str(complaint)
    said = fields.get("message") or fields.get("detail") or ""
    return _shown(said) if isinstance(said, str) else ""


def _text_of(fields: dict[str, Any]) -> str:
    choices = fields.get("choices")
    if not isinstance(choices, list):
        raise Garbage("no answer")
    if not choices:
        return ""
    first = choices[0] if isinstance(choices[0], dict) else {}
    told = first.get("delta") or first.get("message") or {}
    text = told.get("content") if isinstance(told, dict) else None
    return text if isinstance(text, str) else ""


def _object(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise Garbage("no JSON") from None
    if not isinstance(fields, dict):
        raise Garbage("no JSON object")
    if error := fields.get("error"):
        said = error.get("message", "") if isinstance(error, dict) else error
        raise Garbage(_shown(said if isinstance(said, str) else ""))
    return fields


def _shown(said: str) -> str:
    line = " ".join(said.split())
    return "".join(sign for sign in line if sign.isprintable())[:200]
