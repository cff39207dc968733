"""Browsers: bookmarks as every browser exports them, and the history of Chrome from Google Takeout.

Bookmarks are a page of nested lists, "NETSCAPE-Bookmark-file-1": a folder `<DT><H3>`, a bookmark `<DT><A HREF ADD_DATE
TAGS>`, `<DD>` what was noted (learn.microsoft.com, "Netscape Bookmark File Format"). Takeout writes
`Chrome/History.json` or `BrowserHistory.json`: {"Browser History": [{title, url, time_usec}]}. Read in November 2026.

A bookmark is a message of its folder, a visit one of its day; the same page on the same day is one. Addresses lose what
stands behind “?” and “#”, where keys and sessions are.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from itertools import groupby
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from core.model.memory import OTHERS_WORDS
from core.transfer.bundle import Bundle, Unpackable
from core.transfer.importers.json_parts import items
from core.transfer.importers.talk import LONGEST_TEXT, LeftOut, Said, Talk, moment, name_of

NO_PAGE = "entries that are no pages of the web"

_BOOKMARKS = b"NETSCAPE-Bookmark-file"
_HISTORY = re.compile(rb'\s*\{\s*"Browser History"\s*:')
_FOLDER = re.compile(r"<H3[^>]*>(.*?)</H3>", re.IGNORECASE)
_LINK = re.compile(r"<A\s([^>]*)>(.*?)</A>", re.IGNORECASE)
_NOTE = re.compile(r"<DD>(.*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([A-Z_]+)="([^"]*)"', re.IGNORECASE)
_DEEPEST = 50


class Browser:
    """See `Importer`."""

    product = "a browser"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_kind(bundle.head(name)) for name in _files(bundle)[:8])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            kind = _kind(bundle.head(name))
            if not kind:
                continue
            with bundle.open(name) as part:
                try:
                    if kind == "bookmarks":
                        with io.TextIOWrapper(part, "utf-8", errors="replace", newline="\n") as text:
                            yield from _folders(iter(lambda: text.readline(LONGEST_TEXT), ""))
                    else:
                        yield from _days(items(part, "Browser History.item", name))
                except Unpackable as error:
                    yield LeftOut(name, str(error))


def _files(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if PurePath(name).suffix.lower() in (".html", ".htm", ".json")]


def _kind(head: bytes) -> str:
    if _BOOKMARKS in head[:1024]:
        return "bookmarks"
    return "history" if _HISTORY.match(head.removeprefix(b"\xef\xbb\xbf")) else ""


def _folders(lines: Iterator[str]) -> Iterator[Talk]:
    """Each folder as a talk; a folder whose bookmarks go on behind a folder inside it comes up again."""
    path: list[str] = []
    named = ""
    unsaid = Counter[str]()
    entries: list[tuple[tuple[str, ...], Said]] = []
    for line in lines:
        if found := _FOLDER.search(line):
            named = name_of(unescape(found[1]))
        elif found := _LINK.search(line):
            fields = {key.upper(): unescape(value) for key, value in _ATTRIBUTE.findall(found[1])}
            said = _bookmark(fields, found[2])
            if said is None:
                unsaid[NO_PAGE] += 1
            else:
                entries.append((tuple(path), said))
        elif (found := _NOTE.search(line)) and entries and (note := name_of(unescape(found[1]))):
            where, said = entries[-1]
            entries[-1] = where, Said(said.id, said.time, "", f"{said.text}\n{note}", said.captions, said.session)
        if "<DL" in line.upper() and len(path) < _DEEPEST:
            path.append(named)
        elif "</DL" in line.upper() and path:
            path.pop()
    for where, run in groupby(sorted(entries, key=lambda entry: entry[0]), key=lambda entry: entry[0]):
        title = " › ".join(filter(None, where)) or "Bookmarks"
        yield Talk(f"bookmarks:{title}", title, [said for _, said in run], unsaid, OTHERS_WORDS)
        unsaid = Counter[str]()


def _bookmark(fields: dict[str, str], title: str) -> Said | None:
    tags = tuple(f"tag {tag.strip()}" for tag in fields.get("TAGS", "").split(",") if tag.strip())
    return _page(fields.get("HREF", ""), unescape(re.sub(r"<[^>]*>", "", title)), moment(fields.get("ADD_DATE")), tags)


def _page(address: str, title: str, at: datetime | None, captions: tuple[str, ...] = (), day: str = "") -> Said | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    shown = f"{parts.hostname}{parts.path}".rstrip("/")
    text = "\n".join(filter(None, (name_of(title), shown)))
    id_ = hashlib.blake2b(f"{day}\n{text}".encode("utf-8", "replace"), digest_size=12).hexdigest()
    return Said(id_, at, "", text, captions, session=day)


def _days(found: Iterator[Any]) -> Iterator[Talk | LeftOut]:
    """One talk for each day; the file has the newest first, so a day is held and turned round."""
    day, held, unsaid = "", dict[str, Said](), Counter[str]()
    for item in found:
        said = _visit(item)
        if isinstance(said, LeftOut):
            yield said
        elif said is None:
            unsaid[NO_PAGE] += 1
        else:
            if said.session != day:
                if held:
                    yield _visits(day, held, unsaid)
                day, held, unsaid = said.session, {}, Counter[str]()
            held[said.id] = said
    if held or unsaid:
        yield _visits(day, held, unsaid)


def _visits(day: str, held: dict[str, Said], unsaid: Counter[str]) -> Talk:
    title = f"Pages visited on {day}" if day else "Pages visited"
    return Talk(f"history:{day}", title, list(held.values())[::-1], unsaid, OTHERS_WORDS)


def _visit(fields: Any) -> Said | LeftOut | None:
    if isinstance(fields, LeftOut):
        return fields
    if not isinstance(fields, dict) or not isinstance(fields.get("url"), str):
        return None
    micros = fields.get("time_usec")
    at = moment(micros / 1e6) if isinstance(micros, int | float) and not isinstance(micros, bool) else None
    if at is None:
        return None
    return _page(fields["url"], name_of(fields.get("title")), at, day=at.date().isoformat())
