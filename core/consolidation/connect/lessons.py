"""Lessons: what the user corrected is not to be got wrong again. Each keeps how it has done since, its track record."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from core.consolidation.settle.piece import store
from core.model.change import ChangeKind
from core.model.memory import Form, Kind, NewMemory, Span, Trust
from core.store import connecting, corrections, derived
from core.store.corrections import Correction
from core.store.database import Database
from core.store.nights import Journal, Piece

_AT_ONCE = 20
_TRACK = "track"


class Lessons:
    """Draws a lesson from each correction, and keeps its record."""

    def count(self, database: Database) -> int:
        return 0

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        with database.reading() as connection:
            if not cursor:
                ids = connecting.corrections_without_lesson(connection, _AT_ONCE)
                found = corrections.get_corrections(connection, ids)
                if found:
                    return _NewLessons([found[id_] for id_ in ids if id_ in found])
            if cursor == _TRACK:
                return None
            lessons = derived.known_of(connection, derived.derived_ids(connection, [Form.LESSON]))
            records: list[tuple[int, str, str]] = []
            for lesson in lessons:
                if "track" in lesson.roles or lesson.roles.get("tells") == "lesson":
                    record = describe_record(connecting.uses_of(connection, lesson.parents))
                    if record != lesson.roles.get("track", ""):
                        records.append((lesson.memory.id, lesson.roles.get("track", ""), record))
        return _Records(records) if records else None


def describe_record(uses: dict[str, int]) -> str:
    """Return how a lesson has done: how often it answered since, and how often that was corrected again."""
    return f"cited {uses.get('cited', 0)}, corrected {uses.get('corrected', 0)}"


def word_lesson(correction: Correction) -> str:
    """Return a correction as a rule: "Asked “Where does Ben live?”, the answer is: Ben lives in Oslo now."."""
    if not correction.question:
        return correction.text
    return f"Asked “{correction.question}”, the answer is: {correction.text}"


@dataclass(frozen=True, slots=True)
class _NewLessons:
    corrections: Sequence[Correction]
    cursor: str = ""

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        source_id = derived.sleep_source(journal.connection)
        for correction in self.corrections:
            text = word_lesson(correction)
            new = NewMemory(
                text=text,
                span=Span(f"{corrections.LOCATION}#{correction.memory_id}", 0, len(text)),
                kind=Kind.PROCEDURAL,
                form=Form.LESSON,
                trust=Trust.USER,
                session="lessons",
                said_at=correction.said_at,
                significance=0.9,
                understood_in=derived.NEVER_UNDERSTOOD,
            )
            with journal.change(ChangeKind.LEARNED, "You corrected an answer.") as change:
                memory_id = store(change, source_id, new, [correction.memory_id])
                change.insert("tag", {"memory_id": memory_id, "kind": "role", "tag": "tells:lesson", "weight": 1.0})


@dataclass(frozen=True, slots=True)
class _Records:
    records: Sequence[tuple[int, str, str]]
    cursor: str = _TRACK

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        for memory_id, old, new in self.records:
            with journal.change(ChangeKind.TAGGED, f"How this lesson has done: {new}.", memory_id) as change:
                if old:
                    change.delete("tag", {"memory_id": memory_id, "kind": "role", "tag": f"track:{old}"})
                change.insert("tag", {"memory_id": memory_id, "kind": "role", "tag": f"track:{new}", "weight": 1.0})
