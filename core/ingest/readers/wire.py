"""What goes over the pipe between Ebb and the process that reads.

Plain bytes and JSON, each frame with its length before it. The reading process has handled untrusted files, so
everything it says is bounded and checked before it is believed.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from core.ingest.document import MOST_CHARACTERS, Document, Heading, Section
from core.model.place import Place, Unit, read_place, write_place

MOST_BYTES = 4 * MOST_CHARACTERS + 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_LONGEST_NAME = 1000

_Standing = tuple[Unit, Place, str, datetime | None]
"""What most sections of a document share: what is counted, where within, who said it and when."""


class Nonsense(Exception):
    """The other side of the pipe does not keep to the protocol."""


def send(stream: IO[bytes], frame: bytes) -> None:
    """Write one frame."""
    stream.write(_LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes], most: int = MOST_BYTES) -> bytes | None:
    """Read one frame of at most `most` bytes; None when the stream has ended.

    Raises:
        Nonsense: the frame is longer than that.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise Nonsense
    frame = stream.read(length)
    return frame if len(frame) == length else None


def pack_document(document: Document) -> bytes:
    """A document as bytes: the length of a JSON header, the header, the text in UTF-8."""
    headings: dict[Heading, int] = {}
    standings: dict[_Standing, int] = {}
    rows = [
        [
            *(s.start, s.end, s.part, s.page, s.line),
            headings.setdefault(s.heading, len(headings)),
            standings.setdefault((s.unit, s.within, s.speaker, s.said), len(standings)),
        ]
        for s in document.sections
    ]
    header = json.dumps(
        {
            "title": document.title,
            "media_type": document.media_type,
            "notice": document.notice,
            "headings": list(headings),
            "standings": [
                [unit, write_place(within), speaker, said.isoformat() if said else ""]
                for unit, within, speaker, said in standings
            ],
            "sections": rows,
        },
        separators=(",", ":"),
    ).encode("ascii")
    return _LENGTH.pack(len(header)) + header + document.text.encode("utf-8")


def unpack_document(data: bytes) -> Document:
    """The inverse of `pack_document`.

    Raises:
        Nonsense: the bytes are no document, or its sections do not fit its text.
    """
    try:
        (length,) = _LENGTH.unpack_from(data)
        header = json.loads(data[_LENGTH.size : _LENGTH.size + length])
        text = data[_LENGTH.size + length :].decode("utf-8")
        headings = [tuple(_name(name) for name in path) for path in header["headings"]]
        standings = [_standing(row) for row in header["standings"]]
        document = Document(
            title=_name(header["title"]),
            media_type=_name(header["media_type"]),
            text=text,
            sections=tuple(_section(row, headings, standings) for row in header["sections"]),
            notice=_name(header["notice"]),
        )
    except (ValueError, KeyError, IndexError, TypeError, struct.error, RecursionError) as error:
        raise Nonsense from error
    _check_sections(document)
    return document


def _standing(row: Sequence[Any]) -> _Standing:
    unit, within, speaker, said = row
    moment = datetime.fromisoformat(said) if said else None
    if moment is not None and moment.tzinfo is None:
        raise Nonsense
    return Unit(unit), read_place(_name(within)), _name(speaker), moment


def _section(row: Sequence[Any], headings: Sequence[Heading], standings: Sequence[_Standing]) -> Section:
    start, end, part, page, line, heading, standing = row
    return Section(
        *(_count(start), _count(end), _count(part), _place(page), _place(line)),
        headings[_count(heading)],
        *standings[_count(standing)],
    )


def _check_sections(document: Document) -> None:
    at, part = 0, 0
    for section in document.sections:
        if not at <= section.start < section.end <= len(document.text) or section.part < part:
            raise Nonsense
        at, part = section.end, section.part


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise Nonsense
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise Nonsense
    return value


def _place(value: object) -> int | None:
    return None if value is None else _count(value)
