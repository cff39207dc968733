"""OpenDocument: texts by paragraph, spreadsheets by row, presentations by slide."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from core.ingest.document import ODP, ODS, ODT, Document, Draft
from core.ingest.readers.package import Package
from core.ingest.readers.rows import MOST_COLUMNS, Rows
from core.model.place import Unit, named

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _DRAW, _OFFICE, _SHOW = (_NAMES % n for n in ("text", "table", "drawing", "office", "presentation"))
_TITLE = ".//{http://purl.org/dc/elements/1.1/}title"
_BLOCKS = (f"{_TEXT}h", f"{_TEXT}p", f"{_TABLE}table-row")
_PARAGRAPHS = (f"{_TEXT}h", f"{_TEXT}p")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
# Comments, deleted text, numbers of footnotes and pages, declarations.
_UNSHOWN = frozenset(
    {f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_OFFICE}event-listeners"}
    | {
        f"{_TEXT}page-number",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}variable-decls",
        f"{_TEXT}user-field-decls",
        f"{_OFFICE}forms",
    }
)
_MOST_REPEATED = 100
_DEEPEST_HEADING = 9


def read(data: bytes, title: str) -> Document:
    """Read an OpenDocument text, spreadsheet or presentation.

    Raises:
        UserError: it is damaged, has a password, or unpacks to more than is safe.
    """
    with Package(data, "OpenDocument file") as package:
        media_type = (package.read("mimetype") or b"").decode("ascii", "replace").strip().removesuffix("-template")
        if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
            raise package.locked()
        body = package.need("content.xml").find(f"{_OFFICE}body")
        meta = package.parse("meta.xml")
        if body is None or media_type not in _FILL:
            raise package.damaged()
    draft = Draft(media_type)
    draft.title = "" if meta is None else meta.findtext(_TITLE) or ""
    for spare in list(body.iter(*_UNSHOWN)):
        _take_out(spare)
    _FILL[media_type](draft, body)
    return draft.finish(title=title)


def _fill_text(draft: Draft, body: etree._Element) -> None:
    before = ""
    for number, block in enumerate(_outermost(body, _BLOCKS), 1):
        if block.tag == f"{_TEXT}h":
            text = _words(block)
            if not draft.title:
                draft.title = text
            draft.begin_heading(_level(block), text, line=number)
            before = ""
        elif block.tag == f"{_TABLE}table-row":
            draft.add(_joined_row(block), line=number, gap="\n" if before == "row" else "\n\n")
            before = "row"
        else:
            listed = "item" if block.getparent().tag == f"{_TEXT}list-item" else ""
            draft.add(_words(block), line=number, gap="\n" if listed and before == listed else "\n\n")
            before = listed


def _fill_sheets(draft: Draft, body: etree._Element) -> None:
    for sheet in body.iter(f"{_TABLE}table"):
        name = sheet.get(f"{_TABLE}name") or ""
        draft.enter((named(Unit.SHEET, name),))
        rows, number = Rows(draft, name), 1
        for row in sheet.iter(f"{_TABLE}table-row"):
            cells = _cells(row)
            repeated = _count(row, "number-rows-repeated")
            for again in range(min(repeated, _MOST_REPEATED) if any(cells) else 0):
                rows.add(number + again, cells)
            number += repeated


def _fill_slides(draft: Draft, body: etree._Element) -> None:
    for number, slide in enumerate(body.iter(f"{_DRAW}page"), 1):
        draft.enter(())
        for frame in slide.iter(f"{_DRAW}frame"):
            if frame.get(f"{_SHOW}class") == "title" and (text := _paragraphs(frame)):
                draft.begin_heading(1, text, page=number)
                _take_out(frame)
                break
        for block in _outermost(slide, _BLOCKS):
            if block.tag == f"{_TABLE}table-row":
                draft.add(_joined_row(block), page=number, gap="\n")
            else:
                draft.add(_words(block), page=number, gap="\n")


def _outermost(root: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    walk = etree.iterwalk(root, events=("start",), tag=tags)
    for _, element in walk:
        walk.skip_subtree()
        yield element


def _joined_row(row: etree._Element) -> str:
    return " | ".join(cell for cell in (" ".join(cell.split()) for cell in _cells(row)) if cell)


def _cells(row: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(*_CELLS):
        day = cell.get(f"{_OFFICE}date-value") or ""
        text = day.removesuffix("T00:00:00").replace("T", " ") or _paragraphs(cell)
        cells += [text] * min(_count(cell, "number-columns-repeated"), MOST_COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _paragraphs(element: etree._Element) -> str:
    return "\n".join(filter(None, map(_words, _outermost(element, _PARAGRAPHS))))


def _words(element: etree._Element) -> str:
    return "".join(_pieces(element)).strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text of a paragraph. The parser refuses trees deeper than 256, so calls may nest."""
    # In the source a line break is a space, as in HTML.
    yield " ".join(element.text.split("\n")) if element.text else ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(_count(child, "c", _TEXT), 100)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(child.tag, str):
            yield " " if child.tag == f"{_TEXT}note" else ""
            yield from _pieces(child)
            if child.tag in _PARAGRAPHS:
                yield "\n"
        yield child.tail or ""


def _count(element: etree._Element, name: str, space: str = _TABLE) -> int:
    value = element.get(f"{space}{name}") or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _level(heading: etree._Element) -> int:
    return min(_count(heading, "outline-level", _TEXT), _DEEPEST_HEADING) or 1


def _take_out(element: etree._Element) -> None:
    """Remove an element but not the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


_FILL = {ODT: _fill_text, ODS: _fill_sheets, ODP: _fill_slides}
