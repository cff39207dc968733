"""Word documents: paragraphs, headings and tables in the order they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from core.ingest.document import DOCX, Document, Draft
from core.ingest.readers.package import Package

BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DEEPEST = 200
_HEADING = re.compile(r"heading\s*([1-9])$", re.IGNORECASE)


def read(data: bytes, title: str) -> Document:
    """Read a Word document: one section for each paragraph or table row, under its headings.

    Raises:
        UserError: the document is damaged, has a password, or unpacks to more than is safe.
    """
    with Package(data, "Word document") as package:
        levels = _heading_levels(package.parse("word/styles.xml"))
        body = package.need(BODY)
        core = package.parse("docProps/core.xml")
    draft = Draft(DOCX)
    if core is not None:
        draft.title = core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
    _fill(draft, body, levels)
    return draft.finish(title=title)


def _heading_levels(styles: etree._Element | None) -> dict[str, int]:
    """Which paragraph styles are headings: by name, by outline level, or because they are based on one that is."""
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in [] if styles is None else styles.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId") or ""
        shown = _value(style, "name")
        if found := _HEADING.match(shown):
            levels[name] = int(found[1])
        elif shown.lower() == "title":
            levels[name] = 1
        elif (outline := _value(style, f"pPr/{_W}outlineLvl")).isdigit() and int(outline) < 9:
            levels[name] = int(outline) + 1
        if parent := _value(style, "basedOn"):
            based[name] = parent
    for name in based:
        above, seen = name, 0
        while above not in levels and above in based and seen < _DEEPEST:
            above, seen = based[above], seen + 1
        if above in levels:
            levels[name] = levels[above]
    return levels


def _value(element: etree._Element, path: str) -> str:
    found = element.find(f"{_W}{path}")
    return "" if found is None else found.get(f"{_W}val") or ""


def _fill(draft: Draft, body: etree._Element, levels: dict[str, int]) -> None:
    before = ""
    for number, block in enumerate(_blocks(body), 1):
        if block.tag == f"{_W}tr":
            cells = (" ".join(_words(cell).split()) for cell in block.iterchildren(f"{_W}tc", f"{_W}sdt"))
            draft.add(" | ".join(cell for cell in cells if cell), line=number, gap="\n" if before == "row" else "\n\n")
            before = "row"
            continue
        text = _words(block)
        properties = block.find(f"{_W}pPr")
        style = "" if properties is None else _value(properties, "pStyle")
        listed = properties is not None and properties.find(f"{_W}numPr") is not None
        if level := levels.get(style, 0):
            if not draft.title:
                draft.title = text
            draft.begin_heading(level, text, line=number)
        else:
            draft.add(text, line=number, gap="\n" if listed and before == "item" else "\n\n")
        before = "item" if listed else ""


def _blocks(body: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and table rows in order. What stands inside a row is read with the row."""
    for spare in list(body.iter(_FALLBACK)):
        spare.getparent().remove(spare)  # repeats a drawing's text for programs that cannot show it
    walk = etree.iterwalk(body, events=("start",), tag=(f"{_W}p", f"{_W}tr"))
    for _, element in walk:
        walk.skip_subtree()
        yield element


def _words(element: etree._Element) -> str:
    pieces: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}p", f"{_W}noBreakHyphen"):
        match node.tag.removeprefix(_W):
            case "t":
                pieces.append(node.text or "")
            case "tab":
                if node.getparent().tag == f"{_W}r":
                    pieces.append("\t")
            case "noBreakHyphen":
                pieces.append("-")
            case _:
                pieces.append("\n")
    return "".join(pieces).strip()
