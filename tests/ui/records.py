"""Records for tests of the window: people who do not exist, and what they said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.model.answer import Answer, Citation, Hit, Means, Route
from core.model.change import Change, ChangeKind
from core.model.events import WorkChanged
from core.model.kept import CurvePoint, Line, MemoryPage
from core.model.memory import Form, Kind, Memory, Source, SourceKind, Span, Strength
from core.model.night import (
    Cause,
    Night,
    NightState,
    SleepReport,
)
from core.model.work import Job, JobKind, JobState, Progress

RECOVERY = "TIDE-7QKM-4XHP-9RWD-2NVB-6JCL"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NORA = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)


def citation(number: int, label: str = "Nora · 8 May 2023", quote: str = "signed up on the spot") -> Citation:
    return Citation(number, number, f"m{number}", quote, label)


def answer(text: str, *citations: Citation, abstained: bool = False, **more: object) -> Answer:
    made = Answer(
        text=text,
        citations=() if abstained else citations,
        closest=citations if abstained else (),
        route=Route.TARGETED,
        means=Means.NOTHING if abstained else Means.MODEL,
        abstained=abstained,
        milliseconds=412,
        considered=419,
        model="" if abstained else "SmolLM2 135M",
        tokens_per_second=None if abstained else 41.0,
    )
    return replace(made, **more)


def memory(number: int, text: str, speaker: str = "", *, source_id: int = 1, page: int | None = None) -> Memory:
    return Memory(
        id=number,
        kind=Kind.EPISODIC,
        form=Form.CHUNK,
        text=text,
        source_id=source_id,
        position=number,
        span=Span(f"m{number}", 0, len(text), page=page),
        stored_at=NOW,
        strength=Strength(30.0, NOW),
        speaker=speaker,
        said_at=None if page else NORA + timedelta(minutes=number),
    )


def hit(number: int, text: str, speaker: str = "Nora", **more: object) -> Hit:
    about = source(1, "Mira and Nora", SourceKind.CONVERSATION, "mira-nora")
    channels = {"words": 1.4, "vector": 0.9, "speaker": 0.5, "length": 0.2, "asking": -0.25}
    return replace(Hit(number, 2.75, memory(number, text, speaker), about, channels), **more)


def source(number: int, title: str, kind: SourceKind = SourceKind.FILE, location: str = "") -> Source:
    return Source(
        number, kind, title, location or f"/home/mira/papers/{title}", b"", "text/plain", 1024 * number, NOW, None, 7
    )


PASSAGE = (
    memory(10, "I barely left the house this weekend. What about you?", "Mira"),
    memory(1, "I went to see the sailing club yesterday and signed up on the spot.", "Nora"),
    memory(11, "Finally! When do they let you on the water?", "Mira"),
    memory(2, "First outing is the second Saturday in June. They lend you everything except the shoes.", "Nora"),
    memory(12, "Then I will come and wave.", "Mira"),
)


def line(number: int, text: str, speaker: str = "Nora", retention: float = 0.9, **more: object) -> Line:
    return Line(replace(memory(number, text, speaker), **more), "Mira and Nora", retention, 3)


def page_of(shown: Line, **more: object) -> MemoryPage:
    """The page of a memory that fades in 40 days."""
    curve = tuple(CurvePoint(NOW + timedelta(days=10 * n), 0.9**n) for n in range(12))
    about = source(1, "Mira and Nora", SourceKind.CONVERSATION, "mira-nora")
    made = MemoryPage(shown.memory, about, shown.retention, NOW + timedelta(days=4000), None, curve)
    return replace(made, **more)


def night_report(number: int) -> SleepReport:
    """A night that learned two things and let one fade."""
    changes = (
        Change(number * 10 + 1, ChangeKind.LEARNED, NOW, "Said twice.", 1, number, "settle", "", "Nora sails."),
        Change(number * 10 + 2, ChangeKind.LEARNED, NOW, "Said once.", 2, number, "settle", "", "Ben bakes."),
        Change(number * 10 + 3, ChangeKind.FADED, NOW, "Not used for 60 days.", 3, number, "fade"),
    )
    counts = {ChangeKind.LEARNED: 2, ChangeKind.FADED: 1}
    night = Night(number, Cause.HAND, NightState.DONE, NOW, NOW + timedelta(seconds=20), counts)
    return SleepReport(night, changes, 20.0)


def failed_job(number: int, subject: str, problem: str) -> Job:
    return Job(number, JobKind.FILE, subject, JobState.FAILED, 0, 0, problem, NOW, NOW, 1)


def reading(done: int, total: int) -> WorkChanged:
    return WorkChanged(Progress("embedding", done, total, "passages", 48.0, 20.0, "/home/mira/papers/harbour.pdf"))
