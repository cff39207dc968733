"""Evidence: a found memory, numbered, labelled, and ready to stand in a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from core.answering.phrasing import phrasing_of
from core.answering.phrasing.places import word_place
from core.model.answer import Citation, Hit
from core.model.memory import Memory, Source, SourceKind, Trust
from core.store.corrections import LOCATION as CORRECTIONS
from core.understanding.times import word_day_short

_LONGEST_QUOTE = 320
_PROPOSED = ("clue", "links")
_RELATIVE = re.compile(
    r"\b(?:yesterday|tomorrow|tonight|ago|last|next|(?:this|past|coming|previous|following) "
    r"(?:week|weekend|month|year|spring|summer|autumn|fall|winter|\w+day))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One memory that may carry an answer. `number` counts from 1 in order of rank; `score` is how near
    it is to the question itself: that of its hit without what the best hits proposed in a second round. `language` is
    that of the question, in which its label is worded.
    """

    number: int
    memory: Memory
    source: Source
    score: float = 0.0
    channels: Mapping[str, float] = field(default_factory=dict)
    language: str = "en"

    @property
    def label(self) -> str:
        """Who and when, or which file and where in it."""
        return label_of(self.memory, self.source, self.language)

    @property
    def words(self) -> str:
        """What it says in words: what was said, who said it, what pictures showed, the heading above."""
        return f"{self.memory.text} {self.frame}"

    @property
    def frame(self) -> str:
        """What holds for every sentence of it: who said it, what pictures showed, the heading above."""
        memory = self.memory
        return " ".join((memory.speaker, *memory.captions, memory.span.heading))

    @property
    def clock(self) -> str:
        """The day it was said on, in words; empty where that day may not be the day it speaks of ("yesterday")."""
        said_at = self.memory.said_at
        if said_at is None or _RELATIVE.search(self.memory.text):
            return ""
        return f"{said_at:%A} {said_at.day} {said_at:%B %Y}"

    def cite(self, number: int, quote: str) -> Citation:
        """A citation of this memory; the quote is shortened to what a chip's tooltip can hold."""
        quote = " ".join(quote.split())
        quote = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1].rstrip() + "…"
        return Citation(number, self.memory.id, self.memory.span.ref, quote, self.label, dict(self.channels))


def gather(hits: Iterable[Hit], most: int, language: str) -> list[Evidence]:
    """The best hits as evidence for a question in `language`. What an assistant said is never evidence."""
    fit = [hit for hit in hits if hit.memory.trust is not Trust.MODEL][:most]
    return [
        Evidence(
            number,
            hit.memory,
            hit.source,
            hit.score - sum(hit.channels.get(name, 0.0) for name in _PROPOSED),
            hit.channels,
            language,
        )
        for number, hit in enumerate(fit, 1)
    ]


def label_of(memory: Memory, source: Source, language: str) -> str:
    """A short name for where a memory comes from: "Nora · 8 May 2023", "harbour.pdf · page 4"."""
    phrasing = phrasing_of(language)
    if source.kind is SourceKind.FILE:
        name = PurePath(source.location).name
        day = word_day_short(memory.said_at, language) if memory.said_at is not None else ""
        place = word_place(memory.span.place, language, who=memory.speaker, day=day)
        return f"{name} · {place}" if place else name
    who = memory.speaker or (phrasing.corrections if source.location == CORRECTIONS else source.title)
    return f"{who} · {word_day_short(memory.said_at, language)}" if memory.said_at is not None else who
