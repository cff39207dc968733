"""Gemini: Google Takeout, My Activity, only Gemini Apps, as JSON.

`My Activity/Gemini Apps/MyActivity.json`: an array of what was done, newest first; what was asked is the `title` after
a verb, what was answered the `html` of `safeHtmlItem`. Google publishes no schema; this follows readers written from
real exports (openly on GitHub: 420AI, llm-aggregator), read in November 2026.

Activities carry no conversation, so a day is one. Titles in other languages have other verbs: then the title is kept as
it is. What was done without a prompt (feedback, settings) is counted and left.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from core.transfer.bundle import Bundle
from core.transfer.importers.json_parts import items
from core.transfer.importers.markup import words_of
from core.transfer.importers.talk import LeftOut, Said, Talk, name_of, sound, timestamp

NO_PROMPT = "activities without a prompt"

_VERB = re.compile(r"(?:Prompted with: |Prompted |Asked Gemini |Asked |Said |Branched |Answered )", re.IGNORECASE)
_PRODUCTS = (b'"Gemini Apps"', b'"Bard"', b'"Gemini"')
_AS_PAGE = "It is a web page. Ask Google Takeout for My Activity as JSON, and import that."


class Gemini:
    """See `Importer`."""

    product = "Gemini"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_activity(bundle.head(name)) or _is_page(name, bundle) for name in _files(bundle)[:5])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            if _is_page(name, bundle):
                yield LeftOut(name, _AS_PAGE)
            elif _is_activity(bundle.head(name)):
                with bundle.open(name) as part:
                    yield from _days(items(part, "item", name), name)


def _files(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if re.fullmatch(r"(?i)my ?activity\.(json|html)", PurePath(name).name)] or [
        name for name in bundle.names if bundle.path.is_file() and name.lower().endswith(".json")
    ][:1]


def _is_activity(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    return start.startswith(b"[") and b'"header"' in head and any(product in head for product in _PRODUCTS)


def _is_page(name: str, bundle: Bundle) -> bool:
    return name.lower().endswith(".html") and b"Gemini Apps" in bundle.head(name)


def _days(found: Iterator[Any], where: str) -> Iterator[Talk | LeftOut]:
    """One talk for each day; the file has the newest first, so a day is held and turned round."""
    day, held, unsaid = "", list[list[Said]](), Counter[str]()
    for number, item in enumerate(found, 1):
        if isinstance(item, LeftOut):
            yield item
            continue
        said = read_activity(item)
        if isinstance(said, str):
            yield LeftOut(f"{where}, activity {number}", said)
        elif not said:
            unsaid[NO_PROMPT] += 1
        else:
            if said[0].session != day:
                if held:
                    yield _talk(day, held, unsaid)
                day, held, unsaid = said[0].session, [], Counter[str]()
            held.append(said)
    if held or unsaid:
        yield _talk(day, held, unsaid)


def _talk(day: str, held: list[list[Said]], unsaid: Counter[str]) -> Talk:
    return Talk(
        f"gemini:{day}", f"Gemini, {day}" if day else "Gemini", [one for pair in held[::-1] for one in pair], unsaid
    )


def read_activity(fields: Any) -> list[Said] | str:
    """What was asked and answered in one activity; nothing where nobody asked, a sentence where it is broken."""
    if not isinstance(fields, dict) or not isinstance(fields.get("title"), str):
        return "It is no activity: it has no title."
    title = sound(fields["title"]).strip()
    answer = "\n".join(filter(None, map(_answer, _list(fields.get("safeHtmlItem")))))
    verb = _VERB.match(title)
    if verb is None and not answer:
        return []
    at = timestamp(fields.get("time"))
    if at is None:
        return "It does not say when it was."
    question = title[verb.end() :].strip() if verb else title
    captions = tuple(f"file {name}" for name in map(_file_name, _list(fields.get("attachedFiles"))) if name)
    id_ = hashlib.blake2b(f"{fields.get('time')}\n{title}".encode(), digest_size=12).hexdigest()
    day = at.date().isoformat()
    said = [Said(f"{id_}-q", at, "me", question, captions, session=day)] if question or captions else []
    if answer:
        said.append(Said(f"{id_}-a", at, "Gemini", answer, session=day, machine=True))
    return said


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _answer(item: Any) -> str:
    return words_of(sound(item.get("html") or item.get("htmlValue"))) if isinstance(item, dict) else ""


def _file_name(item: Any) -> str:
    return name_of(item.get("name") if isinstance(item, dict) else item)
