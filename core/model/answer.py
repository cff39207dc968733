"""What was asked, found and said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.memory import Memory, Source


class Route(StrEnum):
    """Which way a question goes: small talk, a lookup in what is known of someone, one recall, several, or a count.

    "talk" looks nothing up; "table" reads lists, counts and sums from views over the vault.
    """

    TALK = "talk"
    PROFILE = "profile"
    TARGETED = "targeted"
    DEEP = "deep"
    TABLE = "table"


class Means(StrEnum):
    """What made the words of an answer.

    The model's own words, a span chosen from the evidence, a time worked out, a known value, a table, a quotation, a
    set phrase of small talk; or nothing was found that supports one.
    """

    MODEL = "model"
    SPAN = "span"
    TIME = "time"
    VALUE = "value"
    TABLE = "table"
    QUOTE = "quote"
    PHRASE = "phrase"
    NOTHING = "nothing"


class Tier(StrEnum):
    """How much a search may cost: words and vectors only, all channels, or reranking and several rounds as well."""

    FAST = "fast"
    BALANCED = "balanced"
    THOROUGH = "thorough"


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class AccessKind(StrEnum):
    """What happened to a memory because of a question."""

    RETRIEVED = "retrieved"
    CITED = "cited"
    OPENED = "opened"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Hit:
    """One memory found by a search.

    `score` is comparable within one search only; higher is better. `channels` gives each channel's share of it: they
    add up to it. `clue` is what proposed the query that found it in a later round, empty for the question itself.
    `origins` are what a memory that was made in sleep rests on.
    """

    rank: int
    score: float
    memory: Memory
    source: Source
    channels: dict[str, float] = field(default_factory=dict)
    clue: str = ""
    origins: tuple[Memory, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        """Where it was said: the refs of what it was made from, else its own."""
        said = tuple(dict.fromkeys(memory.span.ref for memory in self.origins))
        return said or (self.memory.span.ref,)


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim's ground: the memory, its ref, and the words quoted from it. `number` is what a chip shows, from 1."""

    number: int
    memory_id: int
    ref: str
    quote: str
    label: str
    """Who and when, or which file and page: "Nora · 8 May 2023", "harbour.pdf · page 4"."""
    channels: dict[str, float] = field(default_factory=dict)
    """What spoke for it, as in `Hit`; empty where it was not searched for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Ebb says to a question.

    `abstained` is true when nothing in memory supports an answer; `closest` then holds what came nearest.
    `considered` is how many memories stood in reach. `model` is empty when no language model took part.
    """

    text: str
    citations: tuple[Citation, ...]
    route: Route
    means: Means
    abstained: bool
    milliseconds: int
    closest: tuple[Citation, ...] = ()
    considered: int = 0
    model: str = ""
    tokens_per_second: float | None = None
    first_token_ms: int | None = None
    stopped: bool = False
    notice: str = ""
    """A sentence about what was not possible this time (no model, its process died), or empty."""
    elsewhere: str = ""
    """The server that the question and its evidence were sent to; empty where nothing left this machine."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a chat as it is kept. `answer` is there on the assistant's turns."""

    id: int
    chat_id: int
    role: Role
    text: str
    at: datetime
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation with Ebb."""

    id: int
    title: str
    started_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """A memory in its surroundings: `memories` in the order of the source, `focus` the id of the one in question."""

    source: Source
    memories: tuple[Memory, ...]
    focus: int
