"""Readers: one file for each family of formats. What a file is, is told by its content."""

from __future__ import annotations

import errno
import os
import stat
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from core.errors import MachineError, UserError
from core.ingest.document import (
    ARCHIVES,
    CSV,
    DOCX,
    EML,
    EPUB,
    HTML,
    ICS,
    JSON,
    MARKDOWN,
    MBOX,
    MOST_CHARACTERS,
    ODP,
    ODS,
    ODT,
    PDF,
    PICTURES,
    PLAIN,
    PPTX,
    RTF,
    VCF,
    XLSX,
    Document,
    TooMuchText,
)
from core.ingest.readers import detection
from core.ingest.readers.detection import LARGEST

__all__ = ["LARGEST", "SUFFIXES", "detect", "read", "read_bytes"]

SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".html", ".htm", ".xhtml", ".pdf", ".rst", ".org", ".adoc"}
    | {".docx", ".docm", ".pptx", ".pptm", ".ppsx", ".xlsx", ".xlsm", ".odt", ".ods", ".odp", ".csv", ".tsv"}
    | {".py", ".pyi", ".js", ".mjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".c", ".h", ".cc", ".cpp", ".hpp"}
    | {".cs", ".go", ".rs", ".rb", ".php", ".swift", ".sh", ".bash", ".ps1", ".sql", ".r", ".jl", ".lua", ".pl", ".hs"}
    | {".ex", ".exs", ".erl", ".clj", ".ml", ".dart", ".vue", ".tex", ".bib"}
    | {".eml", ".mbox", ".ics", ".vcf", ".rtf", ".epub", ".json", ".ipynb"}
)
"""What a walk through a folder looks at. A file named by the user is looked at whatever it is called.

Settings (.ini, .yaml, .toml) are not among them: they hold passwords more often than anything to remember. Nor are
pictures, of which most are photographs, and each takes seconds; nor archives, of which most are programs, or copies of
what lies beside them.
"""

_MODULES = {
    CSV: "delimited",
    DOCX: "docx",
    EML: "mail",
    EPUB: "epub",
    HTML: "html",
    ICS: "calendar",
    JSON: "tree",
    MARKDOWN: "markdown",
    MBOX: "mail",
    ODP: "odf",
    ODS: "odf",
    ODT: "odf",
    PDF: "pdf",
    PLAIN: "plain",
    PPTX: "pptx",
    RTF: "rtf",
    VCF: "contacts",
    XLSX: "xlsx",
    **dict.fromkeys(PICTURES, "picture"),
    **dict.fromkeys(ARCHIVES, "archive"),
}


def detect(path: Path) -> str:
    """The media type of the file at `path`, by its content; the name only tells kinds of text apart.

    Raises:
        UserError: it is not a file, is empty, too large, or of a kind that Ebb does not read.
        MachineError: it is gone or may not be read.
    """
    with _open(path) as file:
        return detection.tell(file, path.name)


def read(path: Path) -> Document:
    """Read the document at `path`. Call it in the sandbox: what it opens is not to be trusted.

    Raises:
        UserError: `detect` refuses it, or it is damaged, locked, or holds no text or too much of it.
        MachineError: it is gone or may not be read.
    """
    with _open(path) as file:
        media_type = detection.tell(file, path.name)
        data = file.read(os.fstat(file.fileno()).st_size)
    try:
        document = read_bytes(data, path.stem, media_type)
    except TooMuchText:
        raise UserError(
            f"This file holds more text than Ebb reads from one ({MOST_CHARACTERS // 1_000_000} million characters). "
            "Split it into smaller files, and add those."
        ) from None
    if not document.sections:
        raise UserError("This file holds no text.")
    return document


def read_bytes(data: bytes, title: str, media_type: str) -> Document:
    """Read a document of a known kind; `title` is for those that have none themselves.

    Raises:
        UserError: it is damaged, locked, or unpacks to more than is safe.
        TooMuchText: it holds more than is read from one file.
    """
    # Imported by need: no file should wait for the libraries of another kind.
    module = import_module(f"core.ingest.readers.{_MODULES[media_type]}")
    document: Document = module.read(data, title)
    return document


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
