"""Slides, sheets and OpenDocument: what they read as, where each passage stands, and what is refused."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EbbError, UserError
from core.ingest import readers
from core.ingest.document import CSV, ODP, ODS, ODT, PPTX, XLSX, Document, Draft
from core.ingest.readers import delimited, odf, pptx, rows, xlsx
from core.ingest.segment import segment
from core.model.place import write_place

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = ["budget.xlsx", "budget.ods", "harbour.pptx", "harbour.odp", "garden.odt", "budget.csv"]
BUDGET = [
    "Month | Rent | Food | Note",
    "Month: 2026-01-01; Rent: 820; Food: 310.5; Note: heating, high",
    "Month: 2026-02-01; Rent: 820; Food: 295",
    "Month: 2026-03-01; Rent: 835; Food: 301.25; Note: rent went up",
]


def golden(name: str) -> Document:
    return readers.read(GOLDEN / "documents" / name)


def texts(document: Document) -> list[str]:
    return [document.text[section.start : section.end] for section in document.sections]


def repacked(name: str, **changed: bytes) -> bytes:
    """A golden package with some of its members replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(GOLDEN / "documents" / name) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            target.writestr(member, changed.pop(Path(member).stem, source.read(member)))
    assert not changed
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "media_type", "place"),
    [
        ("budget.csv", CSV, "row=1-4"),
        ("budget.xlsx", XLSX, "sheet=budget&row=1-4"),
        ("budget.ods", ODS, "sheet=budget&row=1-4"),
    ],
)
def test_a_row_carries_the_names_of_its_columns_and_its_place(name, media_type, place):
    document = golden(name)
    assert (document.media_type, texts(document)) == (media_type, BUDGET)
    assert [write_place(piece.place) for piece in segment(document)] == [place]


@pytest.mark.parametrize(("name", "media_type"), [("harbour.pptx", PPTX), ("harbour.odp", ODP)])
def test_slides(name, media_type):
    document = golden(name)
    assert (document.media_type, document.title) == (media_type, "Harbour plans")
    assert [(write_place(piece.place), piece.heading, piece.text.split("\n")) for piece in segment(document)] == [
        ("slide=1", "Harbour plans", ["Ana Silva"]),
        ("slide=2", "The mole", piece_of(document, 2)),
        ("slide=3", "Costs", ["What | Euro", "Stones | 4200", "Rope | 180"]),
    ]
    assert [line for line in piece_of(document, 2) if line] == [
        "Rebuilt after the storm of 1953",
        "Ninety steps lead up",
        "Thank the builders here.",
    ]


def piece_of(document: Document, slide: int) -> list[str]:
    return next(piece.text.split("\n") for piece in segment(document) if piece.page == slide)


def test_an_open_document_text():
    document = golden("garden.odt")
    assert (document.media_type, document.title) == (ODT, "The garden year")
    assert [(section.line, section.heading) for section in document.sections[2:6:3]] == [
        (4, ("Spring",)),
        (8, ("Spring", "Frost")),
    ]
    assert "Sow peas\nPrune the vine" in document.text
    assert "North | Ferns\nSouth | Quinces" in document.text
    assert document.text.endswith("white beans. From the plot behind the chapel.")


def test_figures_first_make_letters_the_names_of_the_columns():
    draft = Draft(CSV)
    table = rows.Rows(draft)
    for number, cells in enumerate((["Takings"], [], ["2", "", "30 %"], ["4", "fair"]), 1):
        table.add(number, cells)
    assert draft.finish(title="").text.split("\n") == ["Takings", "A: 2; C: 30 %", "A: 4; B: fair"]
    assert [rows.column(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_every_sheet_is_named_and_dates_yes_and_no_are_words():
    book = openpyxl.Workbook()
    book.active.append(["nothing to see"])
    sheet = book.create_sheet("Käse & Co")
    book.create_sheet("blank")
    for row in (["Kind", "Bought", "Good"], ["Comté", datetime(2026, 5, 3), True]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    document = xlsx.read(out.getvalue(), "t")
    assert texts(document) == ["nothing to see", "Kind | Bought | Good", "Kind: Comté; Bought: 2026-05-03; Good: yes"]
    assert document.sections[1].within[0].name == "Käse & Co"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a;b\n1,5;2\n", "a | b"),
        ("a\tb\n1\t2\n", "a | b"),
        ('a,b\n"x\ny",2\n', "a | b"),
        ("just words\nmore", "just words\nmore"),
    ],
)
def test_the_delimiter_is_told_by_the_rows(text, first):
    assert texts(delimited.read(text.encode(), "t"))[0] == first


def test_repeated_cells_of_a_sheet_are_bounded():
    table = (
        b'<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        b'<o:body><o:spreadsheet><t:table t:name="S"><t:table-row t:number-rows-repeated="1000000">'
        b'<t:table-cell t:number-columns-repeated="16384"><x:p>ha</x:p></t:table-cell></t:table-row>'
        b'<t:table-row><t:table-cell><x:p>end</x:p></t:table-cell></t:table-row></t:table></o:spreadsheet></o:body>'
        b"</o:document-content>"
    )  # fmt: skip
    document = odf.read(repacked("budget.ods", content=table), "t")
    assert len(document.text) < 1_000_000
    assert (document.text[-3:], document.sections[-1].line) == ("end", 1_000_001)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("reader", "data", "sentence"),
    [
        (odf, lambda: repacked("garden.odt", content=LAUGHS), "for safety"),
        (odf, lambda: repacked("garden.odt", manifest=b"<m:encryption-data/>"), "password"),
        (odf, lambda: repacked("garden.odt", content=b"<cut"), "damaged"),
        (odf, lambda: repacked("garden.odt", content=b" " * 60_000_000), "for safety|damaged"),
        (pptx, lambda: repacked("harbour.pptx", presentation=LAUGHS), "for safety"),
        (pptx, lambda: repacked("harbour.pptx", slide2=b"<p:sld"), "damaged"),
        (xlsx, lambda: repacked("budget.xlsx", workbook=LAUGHS), "damaged"),
        (xlsx, lambda: repacked("budget.xlsx", sheet1=b"<worksheet><sheetData><row r='x'>"), "damaged"),
        (xlsx, lambda: (GOLDEN / "documents" / "budget.xlsx").read_bytes()[:2000], "damaged"),
    ],
)
def test_what_is_damaged_or_dangerous_is_refused(reader, data, sentence):
    with pytest.raises(UserError, match=sentence):
        reader.read(data(), "t")


def test_a_locked_workbook_is_told_from_an_old_one(tmp_path):
    path = tmp_path / "accounts.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UserError, match="locked with a password"):
        readers.read(path)


def test_a_name_that_climbs_out_of_the_package_leads_nowhere():
    relations = (
        b'<R xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId2" Target="../../../../etc/passwd"/></R>'
    )
    assert texts(pptx.read(repacked("harbour.pptx", **{"presentation.xml": relations}), "t")) == []


@given(st.data())
def test_a_damaged_office_file_is_read_or_refused(data):
    name = data.draw(st.sampled_from(NAMES))
    content = bytearray((GOLDEN / "documents" / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(EbbError):
        readers.read_bytes(bytes(content), "t", golden(name).media_type)
