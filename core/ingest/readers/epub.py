"""E-books (EPUB 2 and 3): chapter by chapter, in the order of the book."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from core.errors import UserError
from core.ingest.document import EPUB, Document, Draft
from core.ingest.readers import html
from core.ingest.readers.package import Package
from core.model.place import Unit, named

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_ENCRYPTED = b"http://www.w3.org/2001/04/xmlenc#"
_MOST_CHAPTERS = 5000


def read(data: bytes, title: str) -> Document:
    """Read an e-book: the chapters of its spine, each as the web page that it is.

    Raises:
        UserError: it is damaged, locked by whoever sold it, or unpacks to more than is safe.
    """
    draft = Draft(EPUB)
    with Package(data, "e-book") as package:
        if _ENCRYPTED in (package.read("META-INF/encryption.xml") or b""):
            raise UserError("This e-book is locked by whoever sold it (DRM), so that no other program can read it.")
        root = package.need(_CONTAINER).find(".//{*}rootfile")
        where = "" if root is None else root.get("full-path") or ""
        book = package.need(where)
        draft.title = book.findtext(".//{http://purl.org/dc/elements/1.1/}title") or ""
        for number, name in enumerate(_chapters(book, where), 1):
            page = package.read(name)
            if page is not None:
                _add(draft, page, number)
    return draft.finish(title=title)


def _chapters(book: etree._Element, where: str) -> list[str]:
    """Names of the members that the spine lists, in order; contents pages and the like are left out."""
    pages = {}
    for item in book.iterfind(".//{*}manifest/{*}item"):
        if item.get("media-type") in _PAGES and "nav" not in (item.get("properties") or "").split():
            target = posixpath.join("/", posixpath.dirname(where), unquote(item.get("href") or ""))
            pages[item.get("id")] = posixpath.normpath(target).lstrip("/")
    spine = (entry.get("idref") for entry in book.iterfind(".//{*}spine/{*}itemref"))
    return [pages[name] for name in spine if name in pages][:_MOST_CHAPTERS]


def _add(draft: Draft, page: bytes, number: int) -> None:
    chapter = html.read(page, "")
    name = next((section.heading[0] for section in chapter.sections if section.heading), chapter.title)
    if not chapter.sections:
        return
    draft.enter((named(Unit.CHAPTER, name or f"chapter {number}"),))
    draft.absorb(chapter)
