"""What the reading process says is checked before it is believed."""

from __future__ import annotations

import io
import json
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.document import PDF, Document, Section
from core.ingest.readers import wire
from core.model.place import Unit, counted, named


def framed(header: object, text: str = "abc") -> bytes:
    packed = json.dumps(header).encode()
    return struct.pack(">I", len(packed)) + packed + text.encode()


WHOLE = {
    "title": "t",
    "media_type": "text/plain",
    "notice": "",
    "headings": [[]],
    "standings": [["line", "", "", ""]],
    "sections": [[0, 3, 0, None, 1, 0, 0]],
}


def test_a_document_comes_out_as_it_went_in():
    within = (counted(Unit.MESSAGE, 3), named(Unit.ATTACHMENT, "Käse & plan=1.pdf"))
    sections = (
        Section(0, 3, 0, 1, None, ()),
        Section(5, 8, 2, 2, None, ("A", "Ü"), Unit.PAGE, within, "Ana", datetime(2026, 5, 3, 10, tzinfo=UTC)),
    )
    document = Document("Ti😀tle", PDF, "äbc\n\nd😀f", sections, "Page 3 holds no text.")
    assert wire.unpack_document(wire.pack_document(document)) == document


@pytest.mark.parametrize(
    "change",
    [
        {"title": 3},
        {"title": "x" * 2000},
        {"headings": [[1]]},
        {"sections": [[0, 4, 0, None, 1, 0, 0]]},
        {"sections": [[2, 1, 0, None, 1, 0, 0]]},
        {"sections": [[-1, 1, 0, None, 1, 0, 0]]},
        {"sections": [[0, 2, 0, None, 1, 0, 0], [1, 3, 0, None, 1, 0, 0]]},
        {"sections": [[0, 1, 5, None, 1, 0, 0], [1, 3, 4, None, 1, 0, 0]]},
        {"sections": [[0, 3, 0, None, 1, 7, 0]]},
        {"sections": [[0, 3, 0, None, 1, 0]]},
        {"sections": [[0, 3, 0, None, 1, 0, 1]]},
        {"standings": [["furlong", "", "", ""]]},
        {"standings": [["line", "", "", "2026-05-03T10:00:00"]]},
        {"standings": [["line", "x" * 2000, "", ""]]},
        {"sections": [[0, 3, 0, "one", 1, 0, 0]]},
        {"sections": 5},
        {"notice": None},
    ],
)
def test_nonsense_is_told(change):
    with pytest.raises(wire.Nonsense):
        wire.unpack_document(framed(WHOLE | change))
    assert wire.unpack_document(framed(WHOLE)).text == "abc"


@given(st.binary(max_size=200))
def test_random_bytes_are_nonsense(data):
    with pytest.raises(wire.Nonsense):
        wire.unpack_document(data)


@given(st.binary(max_size=200))
def test_changed_documents_are_valid_or_nonsense(data):
    good = framed(WHOLE)
    try:
        document = wire.unpack_document(good[: len(good) // 2] + data)
    except wire.Nonsense:
        return
    assert all(section.end <= len(document.text) for section in document.sections)


def test_a_frame_too_long_is_not_read():
    stream = io.BytesIO(struct.pack(">I", 2**31) + b"x")
    with pytest.raises(wire.Nonsense):
        wire.receive(stream)
    assert wire.receive(io.BytesIO(b"\0\0")) is None
    assert wire.receive(io.BytesIO(struct.pack(">I", 9) + b"short")) is None
