"""Evidence for tests: a few things Nora and Ben said, and a page of a file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from core.answering.evidence import Evidence
from core.answering.ground import Ground
from core.model.answer import Hit, Route
from core.model.memory import Form, Kind, Memory, Source, SourceKind, Span, State, Strength, Trust
from core.understanding.time_questions import read_question_time

WHEN = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)


def memory(number: int, text: str, speaker: str = "", trust: Trust = Trust.IMPORTED, page: int | None = None) -> Memory:
    return Memory(
        id=number,
        kind=Kind.EPISODIC,
        form=Form.CHUNK,
        text=text,
        source_id=1,
        position=number,
        span=Span(f"D1:{number}", 0, len(text), page),
        stored_at=WHEN,
        strength=Strength(30.0, WHEN),
        speaker=speaker,
        said_at=WHEN if speaker else None,
        state=State.ACTIVE,
        trust=trust,
    )


def source(kind: SourceKind = SourceKind.CONVERSATION, location: str = "Chat with Nora") -> Source:
    return Source(1, kind, location, location, b"", "text/plain", 0, WHEN)


def evidence(*said: tuple[str, str]) -> list[Evidence]:
    """Evidence from (speaker, text) pairs, the best first."""
    return [Evidence(n, memory(n, text, speaker), source()) for n, (speaker, text) in enumerate(said, 1)]


def hits(*said: tuple[str, str], trust: Trust = Trust.IMPORTED) -> list[Hit]:
    return [Hit(n, 3.0 / n, memory(n, text, speaker, trust), source()) for n, (speaker, text) in enumerate(said, 1)]


def ground(
    question: str,
    found: list[Hit],
    people: Collection[str] = (),
    similarity: dict[int, float] | None = None,
    route: Route = Route.TARGETED,
) -> Ground:
    """What recall would have brought up for a question."""
    return Ground(
        question, read_question_time(question, WHEN), route, found, similarity or {}, len(found), frozenset(people)
    )
