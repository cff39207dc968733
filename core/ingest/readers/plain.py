"""Plain text: finding out how it is encoded, and refusing what is not text."""

from __future__ import annotations

import codecs
import re

from core.errors import UserError
from core.ingest.document import PLAIN, Document, Draft

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What desktop files are written in. Guessing among all of Python's encodings is slower and more often wrong.
_LIKELY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "koi8_r"),
    *("cp932", "shift_jis", "euc_jp", "cp949", "gb18030", "big5", "mac_roman"),
]
_SAMPLE = 65_536
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.02


def read(data: bytes, title: str) -> Document:
    """Read plain text as one section.

    Raises:
        UserError: the bytes are not text.
    """
    draft = Draft(PLAIN)
    draft.add(decode(data), line=1)
    return draft.finish(title=title)


def is_text(sample: bytes) -> bool:
    """Whether the first bytes of a file look like text in any encoding that `decode` knows."""
    if any(sample.startswith(bom) for bom, _ in _BOMS) or _wide(sample):
        return True
    return b"\x00" not in sample and len(_CONTROL.findall(sample)) <= _MOST_CONTROL * len(sample)


def decode(data: bytes, declared: str = "") -> str:
    """The text that the bytes stand for: by byte order mark, as UTF-8, as `declared`, or by the looks of it.

    Raises:
        UserError: the bytes are not text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if encoding := _wide(data[:_SAMPLE]):
        return data.decode(encoding, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_unmarked(data, declared)
    if not is_text(data[:_SAMPLE]):
        raise UserError("This file holds data, not text.")
    return text


def _decode_unmarked(data: bytes, declared: str) -> str:
    if declared:
        try:
            return data.decode(declared, errors="replace")
        except LookupError:
            pass  # an encoding nobody knows tells nothing
    from charset_normalizer import from_bytes  # slow to import, and most text is UTF-8

    # A sample that is mostly UTF-8 with a few broken bytes is better read as that than as anything else.
    text = data.decode("utf-8", errors="replace")
    strange = sum(byte >= 0x80 for byte in data[:_SAMPLE])
    if text[:_SAMPLE].count("\ufffd") * 10 < strange:
        return text
    first = next(i for i, byte in enumerate(data) if byte >= 0x80)
    start = max(0, first - _SAMPLE // 2)
    best = from_bytes(data[start : start + _SAMPLE], cp_isolation=_LIKELY).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


def _wide(sample: bytes) -> str:
    """The name of an unmarked UTF-16 encoding, or nothing: text in it has a zero in nearly every second byte."""
    half = len(sample) // 2
    if half < 2:
        return ""
    even, odd = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return ""
