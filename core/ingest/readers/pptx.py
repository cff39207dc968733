"""PowerPoint presentations: slide by slide, with tables and what the speaker noted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from core.ingest.document import PPTX, Document, Draft
from core.ingest.readers.package import Package

BODY = "ppt/presentation.xml"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLES = frozenset({"title", "ctrTitle"})
_DECORATION = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})


def read(data: bytes, title: str) -> Document:
    """Read a presentation: a slide's title as its heading, and a section for each text, table row and its notes.

    Raises:
        UserError: it is damaged, has a password, or unpacks to more than is safe.
    """
    draft = Draft(PPTX)
    with Package(data, "presentation") as package:
        core = package.parse("docProps/core.xml")
        if core is not None:
            draft.title = core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
        targets = _targets(package, BODY)
        for number, slide in enumerate(package.need(BODY).iter(f"{_P}sldId"), 1):
            name = targets.get(slide.get(f"{_R}id") or "", ("", ""))[1]
            if (tree := package.parse(name)) is not None and tree.get("show") != "0":
                _add_slide(draft, number, tree, _notes(package, name))
    return draft.finish(title="" if draft.title == "PowerPoint Presentation" else title)


def _targets(package: Package, name: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id → the last word of the relation's type, and the name of the member."""
    folder, file = posixpath.split(name)
    relations = package.parse(f"{folder}/_rels/{file}.rels")
    found = {}
    for relation in [] if relations is None else relations.iter(_RELATION):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
        sort = (relation.get("Type") or "").rpartition("/")[2]
        found[relation.get("Id") or ""] = (sort, target.lstrip("/"))
    return found


def _notes(package: Package, slide: str) -> etree._Element | None:
    name = next((target for sort, target in _targets(package, slide).values() if sort == "notesSlide"), "")
    return package.parse(name)


def _add_slide(draft: Draft, number: int, slide: etree._Element, notes: etree._Element | None) -> None:
    draft.enter(())
    shapes = list(_shapes(slide))
    title = next((text for sort, text in shapes if sort in _TITLES), "")
    if title:
        draft.begin_heading(1, title, page=number)
    for sort, text in shapes:
        if sort not in _TITLES:
            draft.add(text, page=number, gap="\n" if sort == "row" else "\n\n")
    for sort, text in [] if notes is None else _shapes(notes):
        if sort not in _TITLES:
            draft.add(text, page=number)


def _shapes(tree: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts of a slide in the order of its shapes: what each is for, and its words."""
    for spare in list(tree.iter(_FALLBACK)):
        spare.getparent().remove(spare)
    walk = etree.iterwalk(tree, events=("start",), tag=(f"{_P}sp", f"{_A}tr"))
    for _, shape in walk:
        walk.skip_subtree()
        if shape.tag == f"{_A}tr":
            cells = (" ".join(_words(cell).split()) for cell in shape.iterchildren(f"{_A}tc"))
            yield "row", " | ".join(cell for cell in cells if cell)
            continue
        holder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        sort = "" if holder is None else holder.get("type") or ""
        if sort not in _DECORATION:
            yield sort, _words(shape)


def _words(element: etree._Element) -> str:
    paragraphs = []
    for paragraph in element.iter(f"{_A}p"):
        pieces = (node.text or "" if node.tag == f"{_A}t" else "\n" for node in paragraph.iter(f"{_A}t", f"{_A}br"))
        paragraphs.append("".join(pieces).strip())
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)
