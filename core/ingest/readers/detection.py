"""What a file is, told by its content. The name only tells kinds of text apart that look alike."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from core.errors import UserError
from core.ingest.document import (
    CSV,
    DOCX,
    EML,
    EPUB,
    GZIP,
    HTML,
    ICS,
    JSON,
    MARKDOWN,
    MBOX,
    ODP,
    ODS,
    ODT,
    PDF,
    PICTURES,
    PLAIN,
    PPTX,
    RTF,
    TAR,
    VCF,
    XLSX,
    ZIP,
)
from core.ingest.readers import plain

LARGEST = 512 * 1024 * 1024
READ = (
    "text, Markdown, web pages, PDF, e-books, mail, calendars, contacts, JSON and notebooks, and Word, PowerPoint, "
    "Excel, OpenDocument and Rich Text files, and archives of these (ZIP, TAR)"
)

TAR_HEAD = 512
_HEAD = 4096
_NOT_READ = f"Ebb reads {READ}."
_SOUND = "This is sound, and Ebb does not listen to recordings. Add a transcript instead."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = (
    (b"7z\xbc\xaf\x27\x1c", "This is a packed file (7-Zip). Unpack it, and add what is in it."),
    (b"Rar!\x1a\x07", "This is a packed file (RAR). Unpack it, and add what is in it."),
    (b"SQLite format 3\x00", f"This is a database, not a document. {_NOT_READ}"),
    (b"\x7fELF", f"This is a program, not a document. {_NOT_READ}"),
    (b"MZ\x90\x00", f"This is a program, not a document. {_NOT_READ}"),
    (b"OggS", "This is sound or film, and Ebb does not listen to recordings. Add a transcript instead."),
    (b"ID3", _SOUND),
    (b"fLaC", _SOUND),
    (b"\xff\xfb", _SOUND),
)
_HEIC = "This is a picture of a kind (HEIC) that Ebb does not read. Save it as JPEG, and add that."
_FTYP = {b"M4A": _SOUND, b"hei": _HEIC, b"mif": _HEIC, b"avi": _HEIC.replace("HEIC", "AVIF")}
_BODIES = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}
_MIMETYPES = (
    {kind.encode(): kind for kind in (ODT, ODS, ODP)}
    | {f"{kind}-template".encode(): kind for kind in (ODT, ODS, ODP)}
    | {EPUB.encode(): EPUB}
)
_LONGEST_MIMETYPE = 100
_BY_NAME = {".md": MARKDOWN, ".markdown": MARKDOWN, ".mdown": MARKDOWN, ".csv": CSV, ".tsv": CSV, ".tab": CSV}
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t\r\n]", re.MULTILINE)
_MAIL_HEADERS = frozenset(
    {b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to"}
)
_VALUE = re.compile(rb"[\[{]\s*(?:[\"\[{\]}\d-]|true|false|null)")
_BEGINNINGS = ((b"begin:vcard", VCF), (b"begin:vcalendar", ICS))
_PAGES = (".html", ".htm", ".xhtml")
_SEARCHED = 4 * 1024 * 1024
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def tell(file: BinaryIO, name: str) -> str:
    """The media type of an open file called `name`; leaves it at its beginning.

    Raises:
        UserError: it is empty, too large, or of a kind that Ebb does not read.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UserError("This file is empty.")
    if size > LARGEST:
        raise UserError(
            f"This file is {size / 1024**3:.1f} GB. Ebb reads files up to {LARGEST // 1024**2} MB. "
            "Split it into smaller files, and add those."
        )
    head = file.read(_HEAD)
    file.seek(0)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _tell_package(file)
    if head.startswith(b"{\\rtf"):
        return RTF
    if head.startswith(_OLE):
        raise UserError(_said_of_ole(file))
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if is_tar(head):
        return TAR
    if picture := _kind_of_picture(head):
        return picture
    _refuse_known(head)
    if not plain.is_text(head):
        raise UserError(f"This file holds data, not text. {_NOT_READ}")
    return _kind_of_text(head, name)


def is_tar(head: bytes) -> bool:
    """Whether what begins like this is a TAR archive; `TAR_HEAD` bytes are enough."""
    return head[257:262] == b"ustar"


def _kind_of_text(head: bytes, name: str) -> str:
    # Without its zeros, the markup of a UTF-16 page reads like any other.
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    suffix = Path(name).suffix.lower()
    for beginning, media_type in _BEGINNINGS:
        if start.startswith(beginning):
            return media_type
    if mail := _kind_of_mail(head, suffix):
        return mail
    if start.startswith((b"<!doctype html", b"<html")) or suffix in _PAGES:
        return HTML
    if start.startswith(b"<?xml") and b"<html" in start:
        return HTML
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    return JSON if _VALUE.match(start) else PLAIN


def _kind_of_mail(head: bytes, suffix: str) -> str:
    if head.startswith(b"From ") and _HEADER.match(head, head.find(b"\n") + 1):
        return MBOX
    if not _HEADER.match(head):
        return ""
    top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    names = {name.lower() for name in _HEADER.findall(top)}
    return EML if len(names & _MAIL_HEADERS) >= (1 if suffix == ".eml" else 3) else ""


def _kind_of_picture(head: bytes) -> str:
    for media_type, (name, starts) in PICTURES.items():
        if (
            head.startswith(starts)
            and (name != "WEBP" or head[8:12] == b"WEBP")
            and (name != "BMP" or b"\0" in head[:14])
        ):
            return media_type
    return ""


def _refuse_known(head: bytes) -> None:
    for start, reason in _KNOWN:
        if head.startswith(start):
            raise UserError(reason)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        raise UserError(_SOUND)
    if head[4:8] == b"ftyp":
        raise UserError(_FTYP.get(head[8:11], f"This is film, not a document. {_NOT_READ}"))


def _said_of_ole(file: BinaryIO) -> str:
    start = file.read(_SEARCHED)
    file.seek(0)
    if _LOCKED_OFFICE in start:
        return "This Office document is locked with a password. Save a copy without one, and add that."
    return (
        "This is an old Office document (Word, Excel or PowerPoint before 2007). "
        "Save it in today's format (.docx, .xlsx or .pptx)."
    )


def _tell_package(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
            mimetype = b""
            if "mimetype" in names:
                with package.open("mimetype") as member:
                    mimetype = member.read(_LONGEST_MIMETYPE).strip()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UserError(
            "This is a damaged office document or ZIP archive and cannot be opened. Save it again."
        ) from error
    finally:
        file.seek(0)
    for body, media_type in _BODIES.items():
        if body in names:
            return media_type
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    if mimetype:
        raise UserError(
            "This is a drawing or a package of a kind that Ebb does not read. Save it as PDF, and add that."
        )
    if "xl/workbook.bin" in names:
        raise UserError("This is a binary Excel workbook (.xlsb). Save it as .xlsx, and add that.")
    if "[Content_Types].xml" in names:
        raise UserError("This is an Office file without text in it. Save it as PDF, and add that.")
    return ZIP
