"""What a reader hands on: the plain text of a document, and where each stretch of it stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from core.model.place import Place, Unit

Heading = tuple[str, ...]

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
CSV = "text/csv"
EML = "message/rfc822"
MBOX = "application/mbox"
ICS = "text/calendar"
VCF = "text/vcard"
RTF = "application/rtf"
EPUB = "application/epub+zip"
JSON = "application/json"
PICTURES = {
    "image/png": ("PNG", (b"\x89PNG\r\n\x1a\n",)),
    "image/jpeg": ("JPEG", (b"\xff\xd8\xff",)),
    "image/gif": ("GIF", (b"GIF8",)),
    "image/tiff": ("TIFF", (b"II*\x00", b"MM\x00*")),
    "image/webp": ("WEBP", (b"RIFF",)),
    "image/bmp": ("BMP", (b"BM",)),
}
"""Media types of pictures, with what each is called and what its files begin with."""
IPYNB = "application/x-ipynb+json"
ZIP = "application/zip"
TAR = "application/x-tar"
GZIP = "application/gzip"
ARCHIVES = frozenset({ZIP, TAR, GZIP})

MOST_CHARACTERS = 100_000_000
"""More text than this is not read from one file: it would take hours to embed."""

MOST_SECTIONS = 500_000

_UNITS = {
    PLAIN: Unit.LINE,
    MARKDOWN: Unit.LINE,
    PDF: Unit.PAGE,
    PPTX: Unit.SLIDE,
    ODP: Unit.SLIDE,
    XLSX: Unit.ROW,
    ODS: Unit.ROW,
    CSV: Unit.ROW,
    EML: Unit.LINE,
    MBOX: Unit.LINE,
    IPYNB: Unit.LINE,
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LONGEST_HEADING = 200
_MOST_NOTICES = 5
_LONGEST_NOTICE = 900


class TooMuchText(Exception):
    """A reader found more than `MOST_CHARACTERS` or `MOST_SECTIONS`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A contiguous run of a document's text, from one place in the source.

    `start` and `end` are offsets into the document's text, end excluded. `page` and `line` count from 1, and `unit`
    says what is counted: pages or slides by `page`, lines, paragraphs or rows by `line`. `within` is the
    place around that: a sheet, a message, an attachment. `heading` is the path of headings above it, outermost first.
    `part` counts the headings and pages before it: text of different parts never shares a segment. `speaker` and
    `said` are there where the source names who wrote it, and when.
    """

    start: int
    end: int
    part: int = 0
    page: int | None = None
    line: int | None = None
    heading: Heading = ()
    unit: Unit = Unit.LINE
    within: Place = ()
    speaker: str = ""
    said: datetime | None = None


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


@dataclass(slots=True)
class Draft:
    """A document while it is being read. Readers add blocks and headings in the order of the source."""

    media_type: str
    title: str = ""
    notices: list[str] = field(default_factory=list)
    _unit: Unit = field(init=False)
    _within: Place = ()
    _speaker: str = ""
    _said: datetime | None = None
    _pieces: list[str] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _length: int = 0
    _part: int = 0
    _path: list[tuple[int, str]] = field(default_factory=list)
    _bare: list[tuple[int, int | None, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._unit = _UNITS.get(self.media_type, Unit.PARAGRAPH)

    def enter(
        self, within: Place, *, unit: Unit | None = None, speaker: str = "", said: datetime | None = None
    ) -> None:
        """Say that what follows stands in another sheet, message or chapter, under no heading yet, and who wrote it.

        `unit` is what the lines or pages given from here on count.
        """
        self._settle(0)
        self._part += 1
        self._within, self._speaker, self._said = within, speaker, said
        self._unit = unit or self._unit

    def absorb(self, document: Document) -> None:
        """Append the text of a document found inside this one, under the headings given so far."""
        first, before = self._part + 1, 0
        for section in document.sections:
            self._part = first + section.part
            self._bare.clear()
            heading = (*(text for _, text in self._path), *section.heading)
            gap = document.text[before : section.start] if before else "\n\n"
            self._append(document.text[section.start : section.end], section, heading, gap)
            before = section.end
        self._part += 1

    def add(self, text: str, *, page: int | None = None, line: int | None = None, gap: str = "\n\n") -> None:
        """Append a block of text under the headings given so far; blank text is left out.

        `gap` stands between it and the block before, and holds line breaks only.

        Raises:
            TooMuchText: the document holds more than `MOST_CHARACTERS` or `MOST_SECTIONS`.
        """
        text = clean(text)
        if line is not None and self._unit is Unit.LINE:
            line += text.count("\n", 0, len(text) - len(text.lstrip()))
        text = text.strip()
        if text:
            self._bare.clear()
            self._append_own(text, page, line, gap)

    def begin_heading(self, level: int, text: str, *, page: int | None = None, line: int | None = None) -> None:
        """Set the heading that what follows stands under. A heading with nothing under it is kept as text."""
        self._settle(level)
        text = " ".join(clean(text).split())[:_LONGEST_HEADING]
        if text:
            self._path.append((level, text))
            self._bare.append((level, page, line))
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
            notice=" ".join(filter(None, (*self._few_notices(), notice)))[:_LONGEST_NOTICE],
        )

    def _few_notices(self) -> list[str]:
        more = len(self.notices) - _MOST_NOTICES
        return self.notices if more <= 0 else [*self.notices[:_MOST_NOTICES], f"{more} more could not be read."]

    def _settle(self, level: int) -> None:
        """Leave the headings of `level` and below; the words of one without text under it become text."""
        while self._path and self._path[-1][0] >= level:
            _, text = self._path.pop()
            if self._bare:
                _, page, line = self._bare.pop()
                self._bare.clear()
                self._append_own(text, page, line, "\n\n")

    def _append_own(self, text: str, page: int | None, line: int | None, gap: str) -> None:
        place = Section(0, 0, 0, page, line, unit=self._unit)
        self._append(text, place, tuple(text for _, text in self._path), gap)

    def _append(self, text: str, place: Section, heading: Heading, gap: str) -> None:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        start, self._length = self._length, self._length + len(text)
        if self._length > MOST_CHARACTERS or len(self._sections) >= MOST_SECTIONS:
            raise TooMuchText
        self._pieces.append(text)
        self._sections.append(
            Section(
                start,
                self._length,
                self._part,
                place.page,
                place.line,
                heading,
                place.unit,
                (*self._within, *place.within),
                place.speaker or self._speaker,
                place.said or self._said,
            )
        )


def clean(text: str) -> str:
    """The text with line feeds as its only line breaks, without control characters and halves of surrogate pairs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)
