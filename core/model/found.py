"""What a search over everything found."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.answer import Chat, Hit, Tier
from core.model.memory import Source
from core.model.period import Period


@dataclass(frozen=True, slots=True)
class Found:
    """Memories, sources and chats that fit a query, each best first."""

    hits: list[Hit]
    sources: list[Source]
    chats: list[Chat]


@dataclass(frozen=True, slots=True)
class Explained:
    """The hits of a search, and what was made of the query.

    `period` is the stretch of time it asks about; `granularities` the factor by which each of them counted; `clues`
    the words of the best hits that were looked for next; `read_again` the models that read the best hits again;
    `considered` how many memories stood in reach.
    """

    hits: list[Hit]
    tier: Tier
    period: Period | None
    granularities: dict[str, float]
    clues: tuple[str, ...]
    read_again: tuple[str, ...]
    considered: int
