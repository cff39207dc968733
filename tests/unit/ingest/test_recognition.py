"""Words in pictures: recognised on the device, told as recognised, and said plainly where they cannot be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from core.errors import UserError
from core.ingest import readers
from core.ingest.document import Document
from core.ingest.readers import pace, picture, recognition
from core.ingest.sandbox import Reader
from core.ingest.segment import segment
from core.model.place import write_place

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="module")
def read() -> dict[str, Document]:
    """What the sandbox makes of the documents that hold pictures of words."""
    with Reader() as reader:
        return {name: reader.read(GOLDEN / "documents" / name) for name in ("harbour-note.png", "scanned.pdf")}


def test_the_words_of_a_picture(read):
    document = read["harbour-note.png"]
    assert document.media_type == "image/png"
    assert document.text.split("\n") == [
        "The harbour was rebuilt after the storm of 1953,",
        "and the new lighthouse has stood on the outer mole",
        "since then. Grüße aus Köln, für 4200 €.",
        "",
        "The ferry to the island leaves at nine.",
    ]
    assert write_place(segment(document)[0].place) == "scan=1"


def test_a_scanned_page_is_told_as_recognised(read):
    document = read["scanned.pdf"]
    assert "the new lighthouse has stood" in document.text
    assert (write_place(segment(document)[0].place), document.notice) == ("scan=1&page=1", "")


@pytest.mark.parametrize("name", ["harbour-note.png", "scanned.pdf"])
def test_without_the_optional_part_it_is_said_what_is_missing(monkeypatch, name):
    monkeypatch.setattr(recognition, "available", lambda: False)
    with pytest.raises(UserError, match=r"not installed. Run the set-up again"):
        readers.read(GOLDEN / "documents" / name)


def packed(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (packed(Image.new("1", (20_000, 20_000)), "PNG"), "too large"),
        (packed(Image.new("L", (64, 64), 255), "JPEG")[:200], "damaged"),
        ((GOLDEN / "documents" / "harbour-note.png").read_bytes()[:900], "damaged"),
        (packed(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "WEBP"), "no printed words"),
    ],
)
def test_pictures_that_cannot_be_read_are_refused_with_the_reason(data, sentence):
    with pytest.raises(UserError, match=sentence):
        picture.read(data, "t")


def test_no_more_pictures_than_a_bound_are_looked_at_in_one_document(monkeypatch):
    monkeypatch.setattr(pace, "MOST_PICTURES", 2)
    monkeypatch.setattr(recognition, "recognise", lambda _: "a word")
    pages = [Image.new("L", (64, 64), shade) for shade in (10, 20, 30)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    pace.begin(None)
    document = picture.read(out.getvalue(), "t")
    assert [write_place(piece.place) for piece in segment(document)] == ["scan=1&page=1", "scan=1&page=2"]
    assert document.notice == "Only the first 2 pages were read."
