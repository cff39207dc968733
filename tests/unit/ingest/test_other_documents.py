"""E-books, Rich Text, JSON and notebooks: what they read as, where each passage stands, and what is refused."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EbbError, UserError
from core.ingest import readers
from core.ingest.document import EPUB, IPYNB, JSON, PLAIN, RTF, Document
from core.ingest.readers import epub, rtf, tree
from core.ingest.segment import segment
from core.model.place import write_place

GOLDEN = Path(__file__).parents[2] / "golden"


def golden(name: str) -> Document:
    return readers.read(GOLDEN / "documents" / name)


def said(document: Document) -> list[tuple[str, str, str]]:
    return [(write_place(piece.place), piece.heading, piece.text) for piece in segment(document)]


def test_an_e_book_by_chapters():
    document = golden("garden.epub")
    assert (document.media_type, document.title) == (EPUB, "The garden year")
    assert [place for place, _, _ in said(document)] == [
        "chapter=The garden year&paragraph=2",
        "chapter=Spring&paragraph=2",
        "chapter=Spring&paragraph=6",
        "chapter=Autumn&paragraph=2",
    ]
    assert said(document)[2][1] == "Spring › Frost"
    assert "Sow peas\nPrune the vine" in document.text


@pytest.mark.parametrize("name", ["garden.rtf", "garden-libreoffice.rtf"])
def test_rich_text(name):
    document = golden(name)
    assert document.media_type == RTF
    assert "The quinces move to the south wall in March. Tomas brings the wire." in document.text
    assert document.text.index("Frost") < document.text.index("took the apricot") < document.text.index("Autumn")


def test_rich_text_in_other_code_pages_and_with_pictures():
    source = rb"{\rtf1\ansi\ansicpg1251{\pict\jpegblip " + b"ffd8" * 5000 + rb"}\'cf\'f0\'e8\'e2\'e5\'f2 \u8364?}"
    assert rtf.read(source, "t").text == "Привет €"


def test_json_by_objects():
    document = golden("walks.json")
    assert document.media_type == JSON
    assert said(document) == [
        ("", "", "owner: Ines"),
        ("entry=walks/1", "walks › 1", "date: 2026-05-03\nplace: Cape lighthouse\nkm: 7.5\ndog: yes\nwith: Tomas, Ana"),
        ("entry=walks/2", "walks › 2", "date: 2026-05-10\nplace: Old quay\nkm: 3\ndog: no"),
    ]


def test_a_notebook_by_cells():
    document = golden("tides.ipynb")
    assert (document.media_type, document.title) == (IPYNB, "Tides")
    assert said(document) == [
        ("cell=1&line=3", "Tides", "Heights at the old quay."),
        ("cell=2&line=1", "", 'print("high water at 06:12")\nmax([3.4, 1.2])'),
        ("cell=2", "", "high water at 06:12"),
        ("cell=2", "", "3.4"),
    ]


def test_json_is_told_by_its_content_and_what_is_none_is_text(tmp_path):
    path = tmp_path / "export"
    path.write_text('[{"name": "Ana"}]')
    assert readers.read(path).media_type == JSON
    path.write_text('{"cut": [1, 2')
    assert readers.read(path).media_type == PLAIN
    path.write_text('{"one": "record"}\n{"another": "record"}\n')
    assert readers.read(path).text.count("record") == 2


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, '{"a":' * 90 + "1" + "}" * 90])
def test_values_within_values_without_end_are_left_closed(text):
    with pytest.raises(UserError, match="for safety"):
        tree.read(text.encode(), "t")


def changed_book(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(GOLDEN / "documents" / "garden.epub") as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, members.pop(Path(name).stem, None) or source.read(name))
        for name, content in members.items():
            target.writestr(f"META-INF/{name}.xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"encryption": b'<e xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData/></e>'}, "DRM"),
        ({"container": b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'}, "for safety"),
        ({"container": b'<c><rootfile full-path="../../etc/passwd"/></c>'}, "damaged"),
        ({"content": b"<package"}, "damaged"),
    ],
)
def test_a_book_that_is_locked_damaged_or_dangerous_is_refused(members, sentence):
    with pytest.raises(UserError, match=sentence):
        epub.read(changed_book(**members), "t")


@given(st.data())
def test_a_damaged_document_is_read_or_refused(data):
    name, module = data.draw(
        st.sampled_from([("garden.epub", epub), ("garden.rtf", rtf), ("walks.json", tree), ("tides.ipynb", tree)])
    )
    content = bytearray((GOLDEN / "documents" / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(EbbError):
        module.read(bytes(content), "t")


PLAIN_VALUES = st.one_of(st.integers(-(10**6), 10**6), st.text("abc ", max_size=8), st.booleans(), st.none())


@given(st.recursive(PLAIN_VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text("xyz", max_size=3), inner)))
def test_every_word_of_any_json_is_kept(value):
    words = {word for word in json.dumps(value).replace('"', " ").split() if set(word) <= set("abc")}
    document = tree.read(json.dumps(value).encode(), "t")
    assert words <= set(document.text.replace(",", " ").replace(":", " ").split()) | {""}
