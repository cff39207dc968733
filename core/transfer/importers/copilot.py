"""Copilot: Microsoft account, Privacy, Copilot activity history, Export.

`copilot-activity-history.csv`: Conversation, Time, Author (Human or AI) and Message, newest first, with a byte order
mark. Microsoft documents only how to get it (support.microsoft.com, "Manage your Copilot activity history in the
privacy dashboard"); the columns are as people who have the file describe them on GitHub, read in November 2026.

Conversations have a title and no id: rows with the same title that stand together are one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePath
from typing import BinaryIO

from core.transfer.bundle import Bundle, Unpackable
from core.transfer.importers.talk import LONGEST_TEXT, LeftOut, Said, Talk, name_of, sound, timestamp

EMPTY = "rows without words"

_COLUMNS = ["conversation", "time", "author", "message"]
_SPEAKERS = {"human": "me", "user": "me", "ai": "Copilot", "copilot": "Copilot", "bot": "Copilot"}
_BROKEN = "The table is broken from here on: what comes before is read, the rest is not."


class Copilot:
    """See `Importer`."""

    product = "Copilot"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_history(bundle.head(name)) for name in _files(bundle)[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            if _is_history(bundle.head(name)):
                with bundle.open(name) as part:
                    yield from _conversations(part, name)


def _files(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if PurePath(name).suffix.lower() == ".csv"]


def _is_history(head: bytes) -> bool:
    first = head.decode("utf-8-sig", "replace").split("\n", 1)[0]
    return [cell.strip().strip('"').lower() for cell in first.split(",")] == _COLUMNS


def _conversations(part: BinaryIO, where: str) -> Iterator[Talk | LeftOut]:
    csv.field_size_limit(LONGEST_TEXT)
    broken: list[LeftOut] = []
    for title, rows in groupby(_rows(part, where, broken), key=lambda row: row[0]):
        unsaid = Counter[str]()
        said = list(_messages(list(rows), unsaid))
        begun = next((one.time.isoformat() for one in said if one.time is not None), "")
        mark = hashlib.blake2b(f"{title}\n{begun}".encode(), digest_size=12).hexdigest()
        yield Talk(f"copilot:{mark}", name_of(title) or "Copilot", said, unsaid)
    yield from broken


def _rows(part: BinaryIO, where: str, broken: list[LeftOut]) -> Iterator[list[str]]:
    with io.TextIOWrapper(part, "utf-8-sig", errors="replace", newline="") as text:
        try:
            for number, row in enumerate(csv.reader(line.replace("\0", "") for line in text)):
                if number and len(row) >= len(_COLUMNS):
                    yield row
        except csv.Error:
            broken.append(LeftOut(where, _BROKEN))
        except Unpackable as error:
            broken.append(LeftOut(where, str(error)))


def _messages(rows: list[list[str]], unsaid: Counter[str]) -> Iterator[Said]:
    """Oldest first; of the same second the question first."""
    known = [(timestamp(row[1]), _SPEAKERS.get(row[2].strip().lower(), ""), row) for row in rows]
    known.sort(key=lambda one: (one[0].timestamp() if one[0] else 0.0, one[1] != "me"))
    for at, speaker, row in known:
        text = sound(row[3]).strip()
        if not text or not speaker:
            unsaid[EMPTY] += 1
            continue
        id_ = hashlib.blake2b("\n".join(row[:4]).encode("utf-8", "replace"), digest_size=12).hexdigest()
        yield Said(id_, at, speaker, text, machine=speaker == "Copilot")
