"""Readers: one file for each family of formats. What a file is, is told by its content."""

from __future__ import annotations

import errno
import os
import stat
import zipfile
from pathlib import Path
from typing import BinaryIO

from core.errors import MachineError, UserError
from core.ingest.document import DOCX, HTML, MARKDOWN, MOST_CHARACTERS, PDF, PLAIN, Document, TooMuchText

SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".rst", ".org", ".adoc"}
)
"""What a walk through a folder looks at. A file named by the user is looked at whatever it is called."""

LARGEST = 512 * 1024 * 1024

_HEAD = 4096
_NOT_READ = "Ebb reads text, Markdown, web pages, PDF and Word (.docx)."
_PICTURE = "This is a picture ({}), and Ebb reads words only."
_KNOWN = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE.format("PNG")),
    (b"\xff\xd8\xff", _PICTURE.format("JPEG")),
    (b"GIF8", _PICTURE.format("GIF")),
    (b"II*\x00", _PICTURE.format("TIFF")),
    (b"MM\x00*", _PICTURE.format("TIFF")),
    (b"{\\rtf", "This is a Rich Text (RTF) document, whatever its name says. Save it as Word (.docx) or text."),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "This is an old Office document, or a Word document locked with a password. "
        "Save it as Word (.docx) without a password.",
    ),
    (b"\x1f\x8b", "This is a packed file (gzip). Unpack it, and add what is in it."),
    (b"7z\xbc\xaf\x27\x1c", "This is a packed file (7-Zip). Unpack it, and add what is in it."),
    (b"Rar!\x1a\x07", "This is a packed file (RAR). Unpack it, and add what is in it."),
    (b"SQLite format 3\x00", f"This is a database, not a document. {_NOT_READ}"),
    (b"\x7fELF", f"This is a program, not a document. {_NOT_READ}"),
    (b"MZ\x90\x00", f"This is a program, not a document. {_NOT_READ}"),
    (b"OggS", f"This is sound or film, not a document. {_NOT_READ}"),
    (b"ID3", f"This is sound, not a document. {_NOT_READ}"),
)


def detect(path: Path) -> str:
    """The media type of the file at `path`, by its content; the name only tells kinds of text apart.

    Raises:
        UserError: it is not a file, is empty, too large, or of a kind that Ebb does not read.
        MachineError: it is gone or may not be read.
    """
    with _open(path) as file:
        return _detect(file, path)


def read(path: Path) -> Document:
    """Read the document at `path`. Call it in the sandbox: what it opens is not to be trusted.

    Raises:
        UserError: `detect` refuses it, or it is damaged, locked, or holds no text or too much of it.
        MachineError: it is gone or may not be read.
    """
    with _open(path) as file:
        media_type = _detect(file, path)
        data = b"" if media_type == PDF else file.read(os.fstat(file.fileno()).st_size)
    try:
        document = _read(media_type, path, data)
    except TooMuchText:
        raise UserError(
            f"This file holds more text than Ebb reads from one ({MOST_CHARACTERS // 1_000_000} million characters). "
            "Split it into smaller files, and add those."
        ) from None
    if not document.sections:
        raise UserError("This file holds no text.")
    return document


def _read(media_type: str, path: Path, data: bytes) -> Document:
    # Imported by need: no file should wait for the libraries of another kind.
    if media_type == PDF:
        from core.ingest.readers import pdf

        return pdf.read(path, path.stem)
    if media_type == DOCX:
        from core.ingest.readers import docx

        return docx.read(data, path.stem)
    if media_type == HTML:
        from core.ingest.readers import html

        return html.read(data, path.stem)
    if media_type == MARKDOWN:
        from core.ingest.readers import markdown

        return markdown.read(data, path.stem)
    from core.ingest.readers import plain

    return plain.read(data, path.stem)


def _open(path: Path) -> BinaryIO:
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to waits for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise MachineError("This file is not there any more. Nothing was changed.") from error
    except PermissionError as error:
        raise MachineError("Ebb may not read this file. Give yourself permission to read it, and try again.") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UserError("This is a link that leads back to itself, not a file.") from error
        if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):
            raise UserError("This is a socket or a device, not a document.") from error
        raise MachineError(f"This file cannot be opened ({error.strerror}). Nothing was changed.") from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
        raise UserError(f"This is {what}, not a document.")
    return open(descriptor, "rb")  # noqa: PTH123 - there is no path any more, only what was opened


def _detect(file: BinaryIO, path: Path) -> str:
    size = os.fstat(file.fileno()).st_size
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
        return _detect_package(file)
    _refuse_known(head)
    from core.ingest.readers import plain

    if not plain.is_text(head):
        raise UserError(f"This file holds data, not text. {_NOT_READ}")
    return _kind_of_text(head, path)


def _kind_of_text(head: bytes, path: Path) -> str:
    # Without its zeros, the markup of a UTF-16 page reads like any other.
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    suffix = path.suffix.lower()
    if start.startswith((b"<!doctype html", b"<html")) or suffix in (".html", ".htm", ".xhtml"):
        return HTML
    if start.startswith(b"<?xml") and b"<html" in start:
        return HTML
    return MARKDOWN if suffix in (".md", ".markdown", ".mdown") else PLAIN


def _refuse_known(head: bytes) -> None:
    for start, reason in _KNOWN:
        if head.startswith(start):
            raise UserError(reason)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise UserError(_PICTURE.format("WebP"))
    if head[4:8] == b"ftyp":
        raise UserError(f"This is film or a picture, not a document. {_NOT_READ}")
    if head[:2] == b"BM" and b"\x00" in head[:14]:
        raise UserError(_PICTURE.format("BMP"))


def _detect_package(file: BinaryIO) -> str:
    from core.ingest.readers import docx

    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UserError(
            "This is a damaged Word document or ZIP archive and cannot be opened. Save it again."
        ) from error
    finally:
        file.seek(0)
    if docx.BODY in names:
        return DOCX
    if "mimetype" in names:
        raise UserError("This is an OpenDocument file or an e-book. Save it as Word (.docx), PDF or a web page.")
    if "[Content_Types].xml" in names:
        raise UserError("This is a spreadsheet or a presentation. Save it as PDF, and add that.")
    raise UserError("This is a packed file (ZIP). Unpack it, and add what is in it.")
