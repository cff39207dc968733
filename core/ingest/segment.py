"""Cutting a document into segments: pieces that fit the embedder and say one thing each.

A segment never crosses a heading or a page. It begins and ends at the border of a paragraph or sentence where there
is one within reach, and its offsets are exact: `document.text[segment.start:segment.end] == segment.text`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from core.ingest.document import Document, Section
from core.model.place import Place, Unit, counted

TARGET = 700
LIMIT = 900
"""Weights (see `weigh`). 900 is about 150 English words, and stays within the embedder's 256 word pieces."""

_PARAGRAPH = re.compile(r"\n[ \t\x0c]*\n\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？．])[”’」』）]*\s*")
_WORD_CHARACTER = re.compile(r"\S")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|No|Nr|Fig|pp|ca|approx|bzw|usw|z\.B|d\.h|e\.g|i\.e))\.$"
)
# How many characters of plain English a character of these weighs, by the word pieces it becomes.
_MARK = re.compile(r"[^\w\s]|[\d_]")
_FOREIGN = re.compile(r"[\u0370-\u1fff]")
_IDEOGRAPH = re.compile(r"[\u2e80-\ud7af\uf900-\ufaff\uff00-\uffef\U00010000-\U0003ffff]")
_MARK_EXTRA, _FOREIGN_EXTRA, _IDEOGRAPH_EXTRA = 2, 2, 3
_HEAVIEST = 1 + _MARK_EXTRA + _IDEOGRAPH_EXTRA

_SENTENCE_BORDER, _PARAGRAPH_BORDER = 1, 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document's text. `heading` is the path of headings above it, not part of `text`.

    `place` says where it begins, and in a sheet also where it ends; `page` and `line` say the same as numbers.
    """

    text: str
    start: int
    end: int
    page: int | None
    line: int | None
    heading: str
    place: Place = ()
    speaker: str = ""
    said: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not cut again: a sentence, or a part of one too long. `border` ranks the place before it."""

    start: int
    end: int
    weight: int
    border: int
    section: Section


def segment(document: Document, *, target: int = TARGET, limit: int = LIMIT) -> list[Segment]:
    """Cut `document` into segments of about `target` and never more than `limit` in weight, in order.

    Every character of the text that is not white space lies in exactly one segment. Takes time linear in the text.
    """
    if not 0 < _HEAVIEST <= target <= limit:
        raise ValueError(f"target must be at least {_HEAVIEST} and not above limit")
    lines = LineCounter(document)
    segments = []
    for _, sections in groupby(document.sections, key=lambda section: section.part):
        together = list(sections)
        units = (unit for section in together for unit in _units(document.text, section, target))
        weight = sum(weigh(document.text[section.start : section.end]) for section in together)
        for first, last in _pack(units, _goal(weight, target, limit), limit):
            place = first.section
            line = lines.line_at(first.start, place)
            segments.append(
                Segment(
                    text=document.text[first.start : last.end],
                    start=first.start,
                    end=last.end,
                    page=place.page,
                    line=line,
                    heading=" › ".join(place.heading),
                    place=place_of(place, line, last.section),
                    speaker=place.speaker,
                    said=place.said,
                )
            )
    return segments


def place_of(section: Section, line: int | None, last: Section) -> Place:
    """Where a segment stands that begins in `section` on `line` and ends in `last`."""
    if section.page is not None:
        return (*section.within, counted(section.unit, section.page))
    if line is None:
        return section.within
    end = last.line if section.unit is Unit.ROW else None
    return (*section.within, counted(section.unit, line, end or 0))


def weigh(text: str) -> int:
    """How much of the embedder's window a text takes, in characters of plain English prose."""
    weight = len(text) + _MARK_EXTRA * len(_MARK.findall(text))
    if not text.isascii():
        weight += _FOREIGN_EXTRA * len(_FOREIGN.findall(text)) + _IDEOGRAPH_EXTRA * len(_IDEOGRAPH.findall(text))
    return weight


def _units(text: str, section: Section, target: int) -> Iterator[_Unit]:
    border = _PARAGRAPH_BORDER
    for start, end in _split(text, section.start, section.end, _PARAGRAPH):
        for first, last in _sentences(text, start, end):
            for head, tail, weight in _shorten(text, first, last, target):
                yield _Unit(head, tail, weight, border, section)
                border = _SENTENCE_BORDER
        border = _PARAGRAPH_BORDER


def _split(text: str, start: int, end: int, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The stretches between borders, without white space around them and without empty ones."""
    at = start
    for found in border.finditer(text, start, end):
        yield from _strip(text, at, found.start())
        at = found.end()
    yield from _strip(text, at, end)


def _strip(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if found := _WORD_CHARACTER.search(text, start, end):
        start = found.start()
        while text[end - 1].isspace():
            end -= 1
        yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _SENTENCE.finditer(text, start, end):
        cut = found.end()
        if cut >= end or text[cut].islower() or _ABBREVIATION.search(text, max(at, found.start() - 8), found.start()):
            continue
        yield from _strip(text, at, cut)
        at = cut
    yield from _strip(text, at, end)


def _shorten(text: str, start: int, end: int, target: int) -> Iterator[tuple[int, int, int]]:
    """A sentence with its weight, or, when it is heavier than `target`, the parts it is cut into."""
    while True:
        window = text[start : min(end, start + target)]
        weight = weigh(window)
        if start + target >= end and weight <= target:
            yield start, end, weight
            return
        cut = _cut(text, start, start + _fitting(window, weight, target))
        for first, last in _strip(text, start, cut):
            yield first, last, weigh(text[first:last])
        rest = _WORD_CHARACTER.search(text, cut, end)
        if rest is None:
            return
        start = rest.start()


def _fitting(window: str, weight: int, target: int) -> int:
    """How many characters of `window` weigh no more than `target`, at least one."""
    size = len(window)
    while weight > target:
        size = max(1, min(size - 1, size * target // weight))
        weight = weigh(window[:size])
    return size


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut between `start` and `end`, as late as it can be: after a line, a word, or anywhere."""
    if end >= len(text) or text[end].isspace():
        return end
    middle = start + (end - start) // 2
    if (line := text.rfind("\n", middle, end)) >= 0:
        return line + 1
    for at in range(end - 1, middle, -1):
        if text[at].isspace():
            return at + 1
    at = end
    while at > middle and (unicodedata.combining(text[at]) or text[at] in "\u200d\ufe0f" or text[at - 1] == "\u200d"):
        at -= 1  # a letter keeps its accents
    return at if at > middle else end


def _goal(total: int, target: int, limit: int) -> float:
    """The weight of a segment at which the pieces of one part come out of like size."""
    return total / max(1, -(-total // limit), round(total / target))


def _pack(units: Iterator[_Unit], goal: float, limit: int) -> Iterator[tuple[_Unit, _Unit]]:
    """Join units to segments near `goal`, each given as its first and last unit."""
    first = last = next(units)  # a section is never blank
    weight = first.weight
    for unit in units:
        joined = weight + (unit.start - last.end) + unit.weight
        if joined > limit or weight >= goal or (unit.border == _PARAGRAPH_BORDER and _full(weight, joined, goal)):
            yield first, last
            first, joined = unit, unit.weight
        weight, last = joined, unit
    yield first, last


def _full(weight: int, joined: int, goal: float) -> bool:
    """Whether stopping at this paragraph comes nearer to `goal` than going on past the next unit."""
    return weight >= 0.7 * goal and joined - goal > goal - weight


class LineCounter:
    """Says which line of the source an offset stands on. Offsets are asked for in rising order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._section: Section | None = None
        self._at = 0
        self._line = 0

    def line_at(self, offset: int, section: Section) -> int | None:
        """The line of an offset in a section, None where the section has none."""
        if section.line is None or section.unit is not Unit.LINE:
            return section.line
        if section is not self._section:
            self._section, self._at, self._line = section, section.start, section.line
        self._line += self._document.text.count("\n", self._at, offset)
        self._at = offset
        return self._line
