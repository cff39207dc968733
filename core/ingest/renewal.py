"""A file that changed: which of its segments stand as they stood, so that only the others are stored and embedded.

What did not change keeps its memory, with its vector, its strength, and what the user made of it. Segments are cut by
weight, so a word more in the first paragraph could move every border after it: here the old borders stay wherever the
words between them do, and only the gaps are cut anew.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import apsw

from core.ingest.document import Document, Section
from core.ingest.segment import LineCounter, Segment, place_of, segment
from core.ingest.understanding import store_understood
from core.model.memory import NewMemory
from core.model.place import Unit
from core.store import memories
from core.store.renewing import Standing, renew_memories, standing_of

MOST_NEW = 4000
"""With more that is new than this a file is taken in as if it were a new one, in several transactions."""

_LONG_ENOUGH = 40
_MOST_SEARCHED = 400_000_000


@dataclass(frozen=True, slots=True)
class Matched:
    """A segment of the file as it is now, and the memory that says the same already, or None."""

    segment: Segment
    memory_id: int | None = None


def renew_source(
    connection: apsw.Connection, source_id: int, document: Document, memory_of: Callable[[Segment], NewMemory]
) -> int | None:
    """Bring the memories of a file up to what it says now. Returns how many are new.

    None, and nothing is changed, where nothing stands as it stood or too much is new.
    """
    old = standing_of(connection, source_id)
    matched = match_segments(document, old)
    kept = {one.memory_id for one in matched if one.memory_id is not None}
    if not kept or len(matched) - len(kept) > MOST_NEW:
        return None
    memories.delete_memories(connection, [one.id for one in old if one.id not in kept])
    wanted = [
        (one.memory_id, position, memory_of(one.segment))
        for position, one in enumerate(matched)
        if one.memory_id is not None
    ]
    renew_memories(connection, {one.id: one for one in old}, wanted)
    new = 0
    for first, run in _runs(matched):
        store_understood(connection, source_id, first, [memory_of(piece) for piece in run])
        new += len(run)
    return new


def match_segments(document: Document, old: Sequence[Standing]) -> list[Matched]:
    """Cut a document so that as much as can be stands as it stood; in order, all of the text in exactly one segment."""
    places = _Places(document)
    kept = _find_kept(document.text, old, places)
    lines = LineCounter(document)
    matched: list[Matched] = []
    at = 0
    for one, start in kept:
        matched += _cut(document, places, at, start)
        matched.append(Matched(places.segment_at(start, start + len(one.text), lines), one.id))
        at = start + len(one.text)
    matched += _cut(document, places, at, len(document.text))
    return _reuse(matched, old)


def _find_kept(text: str, old: Sequence[Standing], places: _Places) -> list[tuple[Standing, int]]:
    """The old segments that are still there, in order, with where they begin now."""
    if not old:
        return []
    head = 0
    while head < len(old) and places.holds(old[head], old[head].start):
        head += 1
    begin = old[head - 1].start + len(old[head - 1].text) if head else 0
    shift = len(text.rstrip()) - (old[-1].start + len(old[-1].text))
    tail, end = len(old), len(text)
    while (
        tail > head
        and old[tail - 1].start + shift >= begin
        and places.holds(old[tail - 1], old[tail - 1].start + shift)
    ):
        tail -= 1
        end = old[tail].start + shift
    kept = [(one, one.start) for one in old[:head]]
    at, moved = begin, 0
    tries = _MOST_SEARCHED // max(1, end - begin)
    for one in old[head:tail]:
        start = one.start + moved
        if not (start >= at and start + len(one.text) <= end and places.holds(one, start)):
            if len(one.text) < _LONG_ENOUGH or tries <= 0:
                continue
            tries -= 1
            start = text.find(one.text, at, end)
            if start < 0 or not places.holds(one, start):
                continue
        kept.append((one, start))
        at, moved = start + len(one.text), start - one.start
    return kept + [(one, one.start + shift) for one in old[tail:]]


def _cut(document: Document, places: _Places, start: int, end: int) -> list[Matched]:
    sections = places.between(start, end)
    return [Matched(piece) for piece in segment(replace(document, sections=sections))] if sections else []


def _reuse(matched: list[Matched], old: Sequence[Standing]) -> list[Matched]:
    """Give what was cut anew the memory of an old segment with the same words that stood elsewhere."""
    taken = {one.memory_id for one in matched}
    free: dict[tuple[str, str, str], list[int]] = {}
    for standing in reversed(old):
        if standing.id not in taken:
            free.setdefault((standing.text, standing.heading, standing.speaker), []).append(standing.id)
    found = []
    for one in matched:
        ids = free.get((one.segment.text, one.segment.heading, one.segment.speaker))
        found.append(replace(one, memory_id=ids.pop()) if one.memory_id is None and ids else one)
    return found


def _runs(matched: Sequence[Matched]) -> list[tuple[int, list[Segment]]]:
    """What is new, in stretches that stand together, each with its first position."""
    runs: list[tuple[int, list[Segment]]] = []
    for position, one in enumerate(matched):
        if one.memory_id is not None:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == position:
            runs[-1][1].append(one.segment)
        else:
            runs.append((position, [one.segment]))
    return runs


class _Places:
    """Where the sections of a document are, by offset."""

    def __init__(self, document: Document) -> None:
        self._text, self._sections = document.text, document.sections
        self._starts = [section.start for section in document.sections]

    def holds(self, one: Standing, start: int) -> bool:
        """Whether the document says this at `start`, under the same heading, and in one part."""
        end = start + len(one.text)
        if start < 0 or not self._text.startswith(one.text, start):
            return False
        within = self._within(start, end)
        if not within or within[0].start > start or within[-1].end < end:
            return False
        first = within[0]
        return (
            all(section.part == first.part for section in within)
            and " › ".join(first.heading) == one.heading
            and first.speaker == one.speaker
        )

    def segment_at(self, start: int, end: int, lines: LineCounter) -> Segment:
        """The segment from `start` to `end`, which `holds`."""
        within = self._within(start, end)
        first = within[0]
        line = lines.line_at(start, first)
        return Segment(
            text=self._text[start:end],
            start=start,
            end=end,
            page=first.page,
            line=line,
            heading=" › ".join(first.heading),
            place=place_of(first, line, within[-1]),
            speaker=first.speaker,
            said=first.said,
        )

    def between(self, start: int, end: int) -> tuple[Section, ...]:
        """The sections from `start` to `end`, cut off there; those in which nothing is left are left out."""
        found = []
        for section in self._within(start, end):
            first, last = max(section.start, start), min(section.end, end)
            if not self._text[first:last].strip():
                continue
            line = section.line
            if line is not None and section.unit is Unit.LINE:
                line += self._text.count("\n", section.start, first)
            found.append(replace(section, start=first, end=last, line=line))
        return tuple(found)

    def _within(self, start: int, end: int) -> Sequence[Section]:
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        last = bisect.bisect_left(self._starts, end)
        return [section for section in self._sections[first:last] if section.end > start]
