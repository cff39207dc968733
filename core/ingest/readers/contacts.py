"""Address cards (VCF, vCard 2.1 to 4.0): each person in a few lines. Format: RFC 6350, and vCard 2.1 of 1996."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.ingest.document import VCF, Document, Draft
from core.ingest.readers import plain
from core.model.place import Unit, named

_LABELS = {
    "NICKNAME": "Called", "ORG": "Organisation", "TITLE": "Title", "ROLE": "Role", "TEL": "Phone", "EMAIL": "Mail",
    "ADR": "Address", "BDAY": "Birthday", "ANNIVERSARY": "Anniversary", "URL": "Page", "RELATED": "Related",
    "X-ABRELATEDNAMES": "Related", "X-ANNIVERSARY": "Anniversary", "IMPP": "Chat", "CATEGORIES": "Groups",
    "NOTE": "Note",
}  # fmt: skip
_LINE = re.compile(r"(?:[\w-]+\.)?([A-Za-z0-9-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\([nN,;:\\])")
_SPLIT = re.compile(r"(?<!\\)[;,]")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?")
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_UNSAID_SORTS = frozenset({"pref", "internet", "voice", "other", "x-internet", ""})
_LONGEST_VALUE = 20_000


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    sorts: tuple[str, ...]
    value: str


def read(data: bytes, title: str) -> Document:
    """Read address cards: one section for each; pictures, sounds and keys are left out.

    Raises:
        UserError: the bytes are not text.
    """
    draft = Draft(VCF)
    card: list[_Property] | None = None
    for line in _lines(plain.decode(data)):
        found = _property(line)
        if found is None:
            continue
        if found.name == "BEGIN" and found.value.upper() == "VCARD":
            card = []
        elif found.name == "END" and card is not None:
            _add(draft, card)
            card = None
        elif card is not None:
            card.append(found)
    if card:
        _add(draft, card)  # a file that was cut off
    return draft.finish(title=title)


def _lines(text: str) -> Iterator[str]:
    """Lines put together again where they were folded: by white space, or by “=” in quoted-printable."""
    whole = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper()
        if soft:
            whole = f"{whole}\n{line}"
        elif line[:1] in (" ", "\t") and whole:
            whole += line[1:]
        else:
            if whole:
                yield whole
            whole = line
    if whole:
        yield whole


def _property(line: str) -> _Property | None:
    found = _LINE.match(line) if len(line) <= _LONGEST_VALUE else None  # longer ones are pictures
    if found is None:
        return None
    name, parameters, value = found[1].upper(), found[2].upper(), found[3]
    if "QUOTED-PRINTABLE" in parameters:
        value = plain.decode(quopri.decodestring(value.encode("latin-1", "replace")))
    sorts = re.findall(r";(?:TYPE=)?([^;=]+)(?=;|$)", parameters)
    told = tuple(sort.strip('"').lower() for group in sorts for sort in group.split(","))
    return _Property(name, tuple(sort for sort in told if sort not in _UNSAID_SORTS), value)


def _add(draft: Draft, card: list[_Property]) -> None:
    name = next((_flat(found.value) for found in card if found.name == "FN" and found.value.strip()), "")
    if not name:
        parts = next((_SPLIT.split(found.value) for found in card if found.name == "N"), [])
        name = " ".join(_flat(parts[at]) for at in (3, 1, 2, 0, 4) if at < len(parts) and parts[at]).strip()
    name = name or next((_flat(found.value) for found in card if found.name in ("ORG", "EMAIL", "TEL")), "")
    draft.enter((named(Unit.CONTACT, name),))
    lines = [name]
    for found in card:
        label, value = _LABELS.get(found.name), _shown(found)
        if label and value:
            sort = f" ({', '.join(found.sorts)})" if found.sorts and found.name in ("TEL", "EMAIL", "ADR") else ""
            lines.append(f"{label}{sort}: {value}")
    draft.add("\n".join(lines))


def _shown(found: _Property) -> str:
    if found.name in ("BDAY", "ANNIVERSARY", "X-ANNIVERSARY"):
        return _day(found.value.strip())
    if found.name in ("ADR", "ORG"):
        return ", ".join(filter(None, map(_flat, _SPLIT.split(found.value))))
    return _flat(found.value)


def _day(value: str) -> str:
    if (found := _DATE.fullmatch(value)) and 1 <= int(found[2]) <= 12:
        return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"
    if (found := _YEARLESS.fullmatch(value)) and 1 <= int(found[1]) <= 12:
        return f"{int(found[2])} {_MONTHS[int(found[1]) - 1]}"
    return _flat(value)


def _flat(value: str) -> str:
    return " ".join(_ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).split())
