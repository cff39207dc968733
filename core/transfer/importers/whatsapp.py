"""WhatsApp: a chat, More, Export chat.

A text file, alone or in a zip archive with media: a line for each message, its further lines below. The date is written
as the phone writes dates, so the same line means another day elsewhere; which it is, is found from all lines of the
file. WhatsApp publishes nothing; this follows public descriptions (github.com/starkdmi/whats_json;
github.com/AbhijeetKrishnan/whatsapp-parser), read in November 2026.

    [08.05.23, 13:56:04] Nora: …           iPhone; what the app adds begins with U+200E
    5/8/23, 1:56 PM - Nora: …              Android
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO, Literal

from core.transfer.bundle import Bundle
from core.transfer.importers.talk import LONGEST_TEXT, LeftOut, Said, Talk, name_of, sound

_DATE = (
    r"(\d{1,4})([./-])(\d{1,2})[./-](\d{1,4})\.?,?\s(?:\D{1,6}\s)?"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s?([ap]\.?\s?m\.?)?"
)
_BRACKETS = re.compile(rf"\[{_DATE}\]\s?(.*)", re.IGNORECASE | re.DOTALL)
_DASH = re.compile(rf"{_DATE}\s[-–—]\s(.*)", re.IGNORECASE | re.DOTALL)
_ADDED = "\u200e"
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile("[\u00a0\u202f]")
_MEDIA = re.compile(
    r"<[^<>\n]{3,60}>|(\S[^\n]*\.\w{2,5}) \([^()\n]{3,40}\)|[^\n:]{3,20} (?:omitted|weggelassen|omis|omitid[oa])"
)
_ATTACHED = re.compile(r"<[^<>:\n]{3,20}: ([^<>\n]+)>")
_EDITED = re.compile("\\s*\u200e?<[^<>\n]{5,60}>\\Z")
_DELETED = frozenset({
    "this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht", "ce message a été supprimé", "se eliminó este mensaje", "null",
})  # fmt: skip
_TITLE = re.compile(r"WhatsApp[ -]Chat (?:with|mit|con|avec|-|–) ?(.+)", re.IGNORECASE)
_LOOKED_AT = 30
_LONGEST_SPEAKER = 80

NOTICE = "notices of the app"

Order = Literal["ymd", "dmy", "mdy"]


@dataclass(slots=True)
class _Entry:
    """A line that begins with a date: its three numbers, the clock, and what follows."""

    numbers: tuple[int, int, int]
    sign: str
    clock: tuple[int, int, int]
    rest: str
    half: str


class WhatsApp:
    """See `Importer`."""

    product = "WhatsApp"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_chat(bundle.head(name)) for name in _files(bundle)[:5])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            if not _is_chat(bundle.head(name)):
                continue
            with bundle.open(name) as part:
                order = find_order(_entries(part))
            title = _title(name, bundle)
            with bundle.open(name) as part:
                unsaid = Counter[str]()
                yield Talk(f"whatsapp:{title}", title, _messages(part, order, unsaid), unsaid)


def _files(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if name.lower().endswith(".txt")]


def _is_chat(head: bytes) -> bool:
    lines = head.decode("utf-8", "replace").split("\n")[:_LOOKED_AT]
    return sum(_entry(line) is not None for line in lines) >= min(2, len(lines))


def _title(name: str, bundle: Bundle) -> str:
    for said in (PurePath(name).stem, bundle.title):
        found = _TITLE.fullmatch(said)
        if found:
            return name_of(found[1])
    stem = PurePath(name).stem
    return name_of(bundle.title if stem == "_chat" else stem) or "WhatsApp"


def find_order(entries: Iterator[_Entry]) -> Order:
    """In which order the dates of a file are written: by numbers that can be no month, else by which order goes on.

    A file that fits both ways goes by its signs: points and 24 hours are written day first.
    """
    back, before = Counter[Order](), dict[Order, tuple[int, ...]]()
    halves = False
    for entry in entries:
        first, second, third = entry.numbers
        if first > 31:
            return "ymd"
        if first > 12 or entry.sign == ".":
            return "dmy"
        if second > 12:
            return "mdy"
        halves = halves or bool(entry.half)
        ways: tuple[tuple[Order, tuple[int, ...]], ...] = (
            ("dmy", (third, second, first)),
            ("mdy", (third, first, second)),
        )
        for order, now in ways:
            now = (*now, *entry.clock)
            back[order] += now < before.get(order, now)
            before[order] = now
    if back["dmy"] != back["mdy"]:
        return "dmy" if back["dmy"] < back["mdy"] else "mdy"
    return "mdy" if halves else "dmy"


def _entries(part: BinaryIO) -> Iterator[_Entry]:
    return (entry for line in _lines(part) if (entry := _entry(line)) is not None)


def _lines(part: BinaryIO) -> Iterator[str]:
    with io.TextIOWrapper(part, "utf-8", errors="replace", newline="\n") as text:
        while line := text.readline(LONGEST_TEXT):
            yield line.rstrip("\r\n")


def _entry(line: str) -> _Entry | None:
    plain = _BLANKS.sub(" ", line).lstrip("\u200e\u200f\ufeff")
    found = _BRACKETS.fullmatch(plain) or _DASH.fullmatch(plain)
    if found is None:
        return None
    first, sign, second, third, hour, minute, second_, half, rest = found.groups()
    half = "".join(sign for sign in half or "" if sign.isalpha()).lower()
    return _Entry(
        (int(first), int(second), int(third)),
        sign,
        (_hour(int(hour), half), int(minute), int(second_ or 0)),
        rest,
        half,
    )


def _hour(hour: int, half: str) -> int:
    return hour % 12 + (12 if half == "pm" else 0) if half else hour


def _time(entry: _Entry, order: Order) -> datetime | None:
    first, second, third = entry.numbers
    year, month, day = {"ymd": (first, second, third), "dmy": (third, second, first), "mdy": (third, first, second)}[
        order
    ]
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, *entry.clock).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _messages(part: BinaryIO, order: Order, unsaid: Counter[str]) -> Iterator[Said]:
    """The messages; those that say the same at the same time by the same speaker are counted to tell them apart."""
    seen = Counter[str]()
    for entry in _whole(part):
        said = _said(entry, _time(entry, order))
        if said is None:
            unsaid[NOTICE] += 1
            continue
        speaker, time, text, captions = said
        same = f"{time}\n{speaker}\n{text}\n{captions}"
        seen[same] += 1
        id_ = hashlib.blake2b(f"{same}\n{seen[same]}".encode(), digest_size=12).hexdigest()
        day = "" if time is None else time.date().isoformat()
        yield Said(id_, time, speaker, text, captions, session=day)


def _whole(part: BinaryIO) -> Iterator[_Entry]:
    """Each entry with the lines that follow it."""
    at: _Entry | None = None
    for line in _lines(part):
        entry = _entry(line)
        if entry is not None:
            if at is not None:
                yield at
            at = entry
        elif at is not None and len(at.rest) < LONGEST_TEXT:
            at.rest += "\n" + line
    if at is not None:
        yield at


def _said(entry: _Entry, time: datetime | None) -> tuple[str, datetime | None, str, tuple[str, ...]] | None:
    """Speaker, time, text, captions; None for what the app says itself."""
    speaker, colon, text = entry.rest.partition(": ")
    speaker = name_of(_INVISIBLE.sub("", speaker))
    if not colon or not speaker or len(speaker) > _LONGEST_SPEAKER or any(sign in speaker for sign in '“”"\n'):
        return None
    added = text.startswith(_ADDED)
    text = _EDITED.sub("", text) if "\u200e<" in text[1:] and not added else text
    text = _INVISIBLE.sub("", text).strip()
    first, _, below = text.partition("\n")
    attached = _ATTACHED.fullmatch(first)
    media = attached or _MEDIA.fullmatch(first)
    if media is not None:
        name = name_of(media[1] or "") or name_of(first.strip("<>"))
        return speaker, time, sound(below.strip()), (name,)
    if added or not text or text.rstrip(".").lower() in _DELETED:
        return None
    return speaker, time, sound(text), ()
