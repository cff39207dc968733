"""Rich Text (RTF): the words, without the marks."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from core.errors import UserError
from core.ingest.document import RTF, Document, Draft

_CODEPAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_TITLE = re.compile(r"\{\\title ([^{}\\]{1,200})\}")
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_LARGEST = 64 * 1024 * 1024
# Pictures are long runs of hexadecimal digits, which the library would walk through one by one.
_PICTURE = re.compile(rb"[0-9a-fA-F\r\n]{4096,}")


def read(data: bytes, title: str) -> Document:
    """Read a Rich Text document: one section for each paragraph.

    Raises:
        UserError: it is damaged, or too large without its pictures.
    """
    data = _PICTURE.sub(b"", data)
    if len(data) > _LARGEST:
        raise UserError("This Rich Text document is too large. Save it as Word (.docx), and add that.")
    found = _CODEPAGE.search(data, 0, 4096)
    source = data.decode("latin-1")
    try:
        text = rtf_to_text(source, encoding=f"cp{found[1].decode()}" if found else "cp1252", errors="replace")
    except (ValueError, IndexError, KeyError, LookupError, TypeError) as error:
        raise UserError("This Rich Text document is damaged. Open it in a word processor and save it again.") from error
    draft = Draft(RTF)
    if named := _TITLE.search(source, 0, 65536):
        draft.title = named[1]
    for number, paragraph in enumerate(_paragraphs(text), 1):
        draft.add(paragraph, line=number, gap="\n")
    return draft.finish(title=title)


def _paragraphs(text: str) -> list[str]:
    return [line.strip(" \t|") for line in _BLANK.sub("\n", text.replace("\r", "")).split("\n") if line.strip(" \t|")]
