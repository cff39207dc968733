"""What a reader hands on: the plain text of a document, and where each stretch of it stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Heading = tuple[str, ...]

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MOST_CHARACTERS = 100_000_000
"""More text than this is not read from one file: it would take hours to embed."""

MOST_SECTIONS = 500_000

_LINED = frozenset({PLAIN, MARKDOWN})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LONGEST_HEADING = 200


class TooMuchText(Exception):
    """A reader found more than `MOST_CHARACTERS` or `MOST_SECTIONS`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A contiguous run of a document's text, from one place in the source.

    `start` and `end` are offsets into the document's text, end excluded. `page` counts from 1 and is there for PDF
    only. `line` counts from 1: the line of the source for plain text and Markdown, the number of the block or
    paragraph for HTML and Word. `heading` is the path of headings above it, outermost first. `part` counts the
    headings and pages before it: text of different parts never shares a segment.
    """

    start: int
    end: int
    part: int = 0
    page: int | None = None
    line: int | None = None
    heading: Heading = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read.

    The sections stand in the order of the source, do not overlap and are never empty; nothing but line breaks lies
    between them. `notice` says in a sentence what could not be read, or is empty.
    """

    title: str
    media_type: str
    text: str
    sections: tuple[Section, ...]
    notice: str = ""

    @property
    def lined(self) -> bool:
        """Whether a line break in the text is a line break in the source."""
        return self.media_type in _LINED


@dataclass(slots=True)
class Draft:
    """A document while it is being read. Readers add blocks and headings in the order of the source."""

    media_type: str
    title: str = ""
    _pieces: list[str] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _length: int = 0
    _part: int = 0
    _path: list[tuple[int, str]] = field(default_factory=list)
    _bare: list[tuple[int, int | None]] = field(default_factory=list)

    def add(self, text: str, *, page: int | None = None, line: int | None = None, gap: str = "\n\n") -> None:
        """Append a block of text under the headings given so far; blank text is left out.

        `gap` stands between it and the block before, and holds line breaks only.

        Raises:
            TooMuchText: the document holds more than `MOST_CHARACTERS` or `MOST_SECTIONS`.
        """
        text = clean(text)
        if line is not None and self.media_type in _LINED:
            line += text.count("\n", 0, len(text) - len(text.lstrip()))
        text = text.strip()
        if text:
            self._bare.clear()
            self._append(text, page, line, gap)

    def begin_heading(self, level: int, text: str, *, line: int | None = None) -> None:
        """Set the heading that what follows stands under. A heading with nothing under it is kept as text."""
        self._settle(level)
        text = " ".join(clean(text).split())[:_LONGEST_HEADING]
        if text:
            self._path.append((level, text))
            self._bare.append((level, line))
        self._part += 1

    def begin_page(self) -> None:
        """Say that what follows stands on another page."""
        self._part += 1

    def finish(self, *, title: str, notice: str = "") -> Document:
        """Close the draft. `title` is taken when the document did not give one itself."""
        self._settle(0)
        own = " ".join(clean(self.title).split())[:_LONGEST_HEADING]
        return Document(
            title=own or clean(title),
            media_type=self.media_type,
            text="".join(self._pieces),
            sections=tuple(self._sections),
            notice=notice,
        )

    def _settle(self, level: int) -> None:
        """Leave the headings of `level` and below; the words of one without text under it become text."""
        while self._path and self._path[-1][0] >= level:
            _, text = self._path.pop()
            if self._bare:
                _, line = self._bare.pop()
                self._bare.clear()
                self._append(text, None, line, "\n\n")

    def _append(self, text: str, page: int | None, line: int | None, gap: str) -> None:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        start, self._length = self._length, self._length + len(text)
        if self._length > MOST_CHARACTERS or len(self._sections) >= MOST_SECTIONS:
            raise TooMuchText
        self._pieces.append(text)
        path = tuple(text for _, text in self._path)
        self._sections.append(Section(start, self._length, self._part, page, line, path))


def clean(text: str) -> str:
    """The text with line feeds as its only line breaks, without control characters and halves of surrogate pairs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)
