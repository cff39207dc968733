"""PDF: page by page, lines put together to paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from core.errors import UserError
from core.ingest.document import PDF, Document, Draft
from core.ingest.readers import pace, recognition
from core.ingest.readers.picture import SCANNED

# PDFium takes out a line break after a hyphen that it thinks breaks a word, and marks the place.
_BROKEN = re.compile("(?<!\\w)(\\w{1,60})(?:[-\u00ad\u2010][ \t]*\n\\s*|[\ufffe\x02]\\s*)(\\w{1,60})")
_WORD = re.compile(r"\w+(?:-\w+)*")
_SENTENCE_END = (".", "!", "?", ":", ";", "”", '"', "…", ")", "。", "！", "？")
_WIDE = 0.75
_SHARPNESS = 200 / 72
"""Dots of a rendered page for each of a PDF's points: 200 dots an inch."""
_NARROWEST, _LOWEST = 40, 12
_LISTED = re.compile(r"(?:[•‣▪●–—*-]|\(?\w{1,3}[.)])\s")
_LONGEST_LIST_OF_PAGES = 12


def read(data: bytes, title: str) -> Document:
    """Read a PDF: one section for each page with text, with the page's number from 1.

    Pages without text (pictures, scans) are named in the document's notice.

    Raises:
        UserError: it has a password, is damaged, or no page holds text.
    """
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UserError("This PDF is locked with a password. Save a copy without one, and add that.") from error
        raise UserError("This PDF is damaged or incomplete and cannot be opened. Fetch or save it again.") from error
    with pdf:
        count = len(pdf)
        pages = [_page_text(pdf, index) for index in range(count)]
        scanned = _recognise(pdf, [index for index, text in enumerate(pages) if not text.strip()])
        empty = [number for number, text in enumerate(pages, 1) if not text.strip() and number - 1 not in scanned]
        if len(empty) == count:
            raise UserError(_why_empty(pdf))
        draft = Draft(PDF, title=_own_title(pdf))
    known = {word.lower() for text in pages for word in _WORD.findall(text)}
    for number, text in enumerate(pages, 1):
        words = scanned.get(number - 1, "")
        draft.enter(SCANNED if words else ())
        draft.add(words or reflow(text, known), page=number)
    return draft.finish(title=title, notice=_missing(empty))


def reflow(text: str, known: set[str]) -> str:
    """Join words broken at the end of a line, and lines that run on, into paragraphs.

    `known` holds the document's words in lower case; it decides whether "well-" and "known" were one word.
    """

    def join(match: re.Match[str]) -> str:
        left, right = match.groups()
        hyphenated = f"{left}-{right}".lower()
        if hyphenated in known and (left + right).lower() not in known:
            return f"{left}-{right}"
        # A break inside a word goes on in lower case; "Anglo-" and "Saxon", "2023-" and "2024" do not.
        if right[0].islower() and left[-1].isalpha():
            return left + right
        return f"{left}-{right}"

    lines = _BROKEN.sub(join, text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    lines = [line.replace("\u00ad", "").strip() for line in lines]
    widths = sorted(len(line) for line in lines if line)
    usual = widths[len(widths) * 3 // 4] if widths else 0
    pieces: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line:
            if pieces and pieces[-1] == "\n":
                pieces.append("\n")
            continue
        pieces.append(line)
        runs_on = bool(following) and len(line) >= _WIDE * usual and not _LISTED.match(following)
        if runs_on and line.endswith(_SENTENCE_END) and len(line) < 0.9 * usual:
            runs_on = False
        pieces.append(" " if runs_on else "\n")
    return "".join(pieces)


def _page_text(pdf: pdfium.PdfDocument, index: int) -> str:
    try:
        page = pdf.get_page(index)
    except pdfium.PdfiumError:
        return ""  # a page that cannot be loaded is named among those without text
    try:
        words = page.get_textpage()
        try:
            text: str = words.get_text_range()
            return text
        finally:
            words.close()
    finally:
        page.close()


def _recognise(pdf: pdfium.PdfDocument, indexes: Sequence[int]) -> dict[int, str]:
    """The words in pages that are pictures, by their index, as far as words can be recognised here."""
    found: dict[int, str] = {}
    if not recognition.available():
        return found
    for index in indexes:
        try:
            page = pdf.get_page(index)
        except pdfium.PdfiumError:
            continue
        try:
            if _shows_a_picture(page) and pace.may_look() and (text := recognition.recognise(_rendered(page)).strip()):
                found[index] = text
        finally:
            page.close()
    return found


def _shows_a_picture(page: pdfium.PdfPage) -> bool:
    """Whether there is a picture on the page that is large enough to hold words."""
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2):
        try:
            width, height = item.get_px_size()
        except pdfium.PdfiumError:
            continue
        if width >= _NARROWEST and height >= _LOWEST:
            return True
    return False


def _rendered(page: pdfium.PdfPage) -> NDArray[Any]:
    longest = max(*page.get_size(), 1.0)
    bitmap = page.render(scale=min(_SHARPNESS, recognition.LONGEST_SIDE / longest), rev_byteorder=False)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()


def _why_empty(pdf: pdfium.PdfDocument) -> str:
    for index in range(min(len(pdf), 20)):
        try:
            page = pdf.get_page(index)
        except pdfium.PdfiumError:
            continue
        try:
            if any(True for _ in page.get_objects(max_depth=1)):
                if not recognition.available():
                    return f"This PDF holds only pictures of text, such as a scan, and {recognition.MISSING}"
                return "This PDF holds only pictures, such as a scan, and no printed words were found in them."
        finally:
            page.close()
    return "This PDF holds no text: its pages are blank or cannot be opened."


def _own_title(pdf: pdfium.PdfDocument) -> str:
    title: str = pdf.get_metadata_value("Title").strip()
    # Word processors leave the name of the draft here, which is worse than the file's own name.
    return "" if title.lower().startswith(("microsoft word", "untitled")) else title


def _missing(pages: Sequence[int]) -> str:
    if not pages:
        return ""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    names = [str(first) if first == last else f"{first}–{last}" for first, last in runs]
    if len(names) > _LONGEST_LIST_OF_PAGES:
        return f"{len(pages)} pages hold no text, only pictures, and could not be read."
    if len(pages) == 1:
        return f"Page {names[0]} holds no text, only pictures, and could not be read."
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Pages {listed} hold no text, only pictures, and could not be read."
