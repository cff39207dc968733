"""Excel workbooks: sheet by sheet, row by row, with the values that were last worked out."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from core.ingest.document import XLSX, Document, Draft
from core.ingest.readers.package import Package
from core.ingest.readers.rows import MOST_COLUMNS, Rows
from core.model.place import Unit, named

BODY = "xl/workbook.xml"
_HEAD = 4096
_KIND = "spreadsheet"
# What openpyxl is known to raise on damaged parts; a part that is no XML is a SyntaxError of its parser.
_BROKEN = (
    *(InvalidFileException, zipfile.BadZipFile, SyntaxError, OSError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError),
)


def read(data: bytes, title: str) -> Document:
    """Read a workbook: one section for each row, with the names of its columns, under the name of its sheet.

    Raises:
        UserError: it is damaged, has a password, or unpacks to more than is safe.
    """
    draft = Draft(XLSX)
    with Package(data, _KIND) as package:
        for name in package.names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in (package.read(name, _HEAD) or b""):
                raise package.damaged()  # Excel writes none; a bomb of entities needs one
        try:
            with warnings.catch_warnings(action="ignore"):  # about what only matters when a workbook is saved again
                book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
                for sheet in book.worksheets:
                    draft.enter((named(Unit.SHEET, sheet.title),))
                    rows = Rows(draft, sheet.title)
                    for number, cells in _rows(sheet):
                        rows.add(number, cells)
                draft.title = book.properties.title or ""
        except _BROKEN as error:
            raise package.damaged() from error
    return draft.finish(title=title)


def _rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [_shown(value) for value in cells[:MOST_COLUMNS]]


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            midnight = value.time() == time()
            return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case float():
            return f"{value:.10g}"
        case _:
            return str(value)
