"""Signal: a folder that signal-export wrote; Signal itself has no export that can be read.

A folder for each chat with `data.json`, a line for each message: {date, sender, body, quote, sticker, reactions,
attachments} (github.com/carderne/signal-export, sigexport/models.py, read in November 2026). Messages have no id, so
what says the same at the same time by the same sender is counted to tell it apart. Calls and deleted messages are
counted and left.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

from core.transfer.bundle import Bundle, Unpackable
from core.transfer.importers.talk import LONGEST_TEXT, LeftOut, Said, Talk, name_of, sound, timestamp

UNSAID = "calls and deleted messages"

_FIELDS = frozenset({"date", "sender", "body", "quote", "reactions", "attachments"})
_BROKEN = "It is no message."
_MOST_BROKEN = 20


class Signal:
    """See `Importer`."""

    product = "Signal"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_chat(bundle.head(name)) for name in _files(bundle)[:5])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            if not _is_chat(bundle.head(name)):
                continue
            title = name_of(PurePath(name).parent.name or bundle.path.absolute().parent.name) or "Signal"
            unsaid, left = Counter[str](), list[LeftOut]()
            with bundle.open(name) as part:
                yield Talk(f"signal:{title}", title, _messages(part, name, unsaid, left), unsaid)
            yield from left


def _files(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if PurePath(name).name == "data.json"]


def _is_chat(head: bytes) -> bool:
    first = head.split(b"\n", 1)[0]
    try:
        fields = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and fields.keys() >= _FIELDS


def _messages(part: BinaryIO, where: str, unsaid: Counter[str], left: list[LeftOut]) -> Iterator[Said]:
    seen = Counter[str]()
    try:
        with io.TextIOWrapper(part, "utf-8", errors="replace", newline="\n") as text:
            for number, line in enumerate(iter(lambda: text.readline(4 * LONGEST_TEXT), ""), 1):
                fields = _parsed(line)
                if fields is None:
                    if line.strip() and len(left) < _MOST_BROKEN:
                        left.append(LeftOut(f"{where}, line {number}", _BROKEN))
                    continue
                said = read_message(fields, seen)
                if said is None:
                    unsaid[UNSAID] += 1
                else:
                    yield said
    except Unpackable as error:
        left.append(LeftOut(where, str(error)))


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and isinstance(fields.get("body"), str) else None


def read_message(fields: dict[str, Any], seen: Counter[str]) -> Said | None:
    """One message; None for a call, for what was deleted, and for what says nothing. `seen` counts those before."""
    if fields.get("deleted") or fields.get("call"):
        return None
    sender = name_of(fields.get("sender"))
    speaker = "me" if sender == "Me" else sender if sender != "No-Sender" else "Somebody"
    text, captions = sound(fields["body"]).strip(), tuple(_captions(fields))
    if not text and not captions:
        return None
    at = timestamp(fields.get("date"))
    same = f"{fields.get('date')}\n{speaker}\n{text}\n{captions}"
    seen[same] += 1
    id_ = hashlib.blake2b(f"{same}\n{seen[same]}".encode("utf-8", "replace"), digest_size=12).hexdigest()
    return Said(id_, at, speaker or "Somebody", text, captions, session="" if at is None else at.date().isoformat())


def _captions(fields: dict[str, Any]) -> Iterator[str]:
    attached = fields.get("attachments")
    for one in attached if isinstance(attached, list) else []:
        if isinstance(one, dict) and (name := name_of(one.get("name"))):
            yield f"file {name}"
    sticker = fields.get("sticker")
    emoji = name_of(sticker.get("emoji") if isinstance(sticker, dict) else sticker)
    if emoji:
        yield f"sticker {emoji}"
