"""Lessons: what the user corrected is not to be got wrong again, and how something is done is to be done so.

Each keeps how it has done since, its track record: how often it was used, and how often it was corrected.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from core.consolidation.settle.fact import HOW_TO
from core.consolidation.settle.piece import store
from core.model.change import ChangeKind
from core.model.memory import Form, Kind, NewMemory, Span, State, Trust
from core.store import connecting, corrections, derived
from core.store.corrections import Correction
from core.store.database import Connection, Database
from core.store.derived import Known
from core.store.nights import Journal, Piece
from core.understanding.folding import fold
from core.understanding.sameness import compare_questions

_LESSON, _TRACK = "lesson", "track"
_SAME = 0.99


class Lessons:
    """Draws a lesson from each correction, and keeps the record of these and of how things are done."""

    def count(self, database: Database) -> int:
        return 0

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        if cursor == _TRACK:
            return None
        with database.reading() as connection:
            known = derived.known_of(connection, derived.derived_ids(connection, [Form.LESSON]))
            waiting = connecting.corrections_without_lesson(connection, 1)
            found = corrections.get_corrections(connection, waiting)
            if found:
                (correction,) = found.values()
                return _compare(connection, correction, known)
            records: list[tuple[int, str, str]] = []
            for lesson in known:
                if lesson.roles.get("tells") in (_LESSON, HOW_TO):
                    record = describe_record(connecting.uses_of(connection, (lesson.memory.id, *lesson.parents)))
                    if record != lesson.roles.get(_TRACK, ""):
                        records.append((lesson.memory.id, lesson.roles.get(_TRACK, ""), record))
        return _Records(records) if records else None


def describe_record(uses: dict[str, int]) -> str:
    """Return how a lesson has done: how often it was used, and how often that was corrected; empty if never."""
    used, corrected = (sum(uses.get(kind, 0) for kind in kinds) for kinds in (("cited", "confirmed"), ("corrected",)))
    return f"used {_times(used)}, corrected {_times(corrected)}" if used or corrected else ""


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def word_lesson(correction: Correction) -> str:
    """Return a correction as a rule: "Asked “Where does Ben live?”, the answer is: Ben lives in Oslo now."."""
    if not correction.question:
        return correction.text
    return f"Asked “{correction.question}”, the answer is: {correction.text}"


def _compare(connection: Connection, correction: Correction, known: Sequence[Known]) -> Piece:
    """The lesson of a correction: an earlier one with one ground more, or a new one, in place of what it refutes."""
    drawn = [lesson for lesson in known if lesson.roles.get("tells") == _LESSON]
    grounds = corrections.get_corrections(connection, [id_ for lesson in drawn for id_ in lesson.parents])
    refuted: list[int] = []
    for lesson in drawn:
        before = [grounds[id_] for id_ in lesson.parents if id_ in grounds]
        if any(_is_same(correction, one) for one in before):
            return _Again(correction, lesson)
        if any(compare_questions(correction.question, one.question) >= _SAME for one in before):
            refuted.append(lesson.memory.id)
    return _New(correction, tuple(refuted))


def _is_same(one: Correction, other: Correction) -> bool:
    asked = one.question == other.question or compare_questions(one.question, other.question) >= _SAME
    return asked and fold(one.text).rstrip(".!") == fold(other.text).rstrip(".!")


@dataclass(frozen=True, slots=True)
class _New:
    correction: Correction
    refuted: tuple[int, ...]
    cursor: str = ""

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        source_id = derived.sleep_source(journal.connection)
        text = word_lesson(self.correction)
        new = NewMemory(
            text=text,
            span=Span(f"{corrections.LOCATION}#{self.correction.memory_id}", 0, len(text)),
            kind=Kind.PROCEDURAL,
            form=Form.LESSON,
            trust=Trust.USER,
            session="lessons",
            said_at=self.correction.said_at,
            significance=0.9,
            understood_in=derived.NEVER_UNDERSTOOD,
        )
        with journal.change(ChangeKind.LEARNED, "You corrected an answer.") as change:
            memory_id = store(change, source_id, new, [self.correction.memory_id])
            change.insert("tag", _role(memory_id, f"tells:{_LESSON}"))
        for refuted in self.refuted:
            with journal.change(ChangeKind.SUPERSEDED, "You corrected this answer again since.", refuted) as change:
                change.update("memory", {"id": refuted}, {"state": State.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class _Again:
    correction: Correction
    lesson: Known
    cursor: str = ""

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        times = len(self.lesson.parents) + 1
        reason = f"You corrected this {_times(times)}: one lesson that rests on {times} corrections."
        memory_id = self.lesson.memory.id
        with journal.change(ChangeKind.MERGED, reason, memory_id) as change:
            change.insert("parent", {"memory_id": memory_id, "parent_id": self.correction.memory_id})


@dataclass(frozen=True, slots=True)
class _Records:
    records: Sequence[tuple[int, str, str]]
    cursor: str = _TRACK

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        for memory_id, old, new in self.records:
            with journal.change(ChangeKind.TAGGED, f"How this has done: {new or 'not used yet'}.", memory_id) as change:
                if old:
                    change.delete("tag", {"memory_id": memory_id, "kind": "role", "tag": f"{_TRACK}:{old}"})
                if new:
                    change.insert("tag", _role(memory_id, f"{_TRACK}:{new}"))


def _role(memory_id: int, tag: str) -> dict[str, str | int | float | None]:
    return {"memory_id": memory_id, "kind": "role", "tag": tag, "weight": 1.0}
