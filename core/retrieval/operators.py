"""The operators of a search: `from:` `in:` `since:` `until:` `kind:` `tag:` `-word` `"phrase"`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from core.errors import UserError
from core.model import times
from core.model.memory import Kind, SourceKind
from core.model.period import Grain, Period
from core.understanding.times.given import impossible_dates, read_given_time

OPERATORS = ("from", "in", "since", "until", "kind", "tag")

KINDS: dict[str, Kind | SourceKind] = {
    **{kind.value: kind for kind in Kind},
    "file": SourceKind.FILE,
    "conversation": SourceKind.CONVERSATION,
    "note": SourceKind.CAPTURE,
    "import": SourceKind.IMPORT,
}
"""What `kind:` takes: what sort of knowledge a memory is, or of source."""

HOW_TO_DATE = "Write a date such as 2024, 2024-05, 2024-05-07 or “last month”."

_LONGEST = 50_000
_MOST = 50
_QUOTES = '"“”„«»'
_PIECE = re.compile(
    rf"""(?P<operator>\b(?:{"|".join(OPERATORS)})):(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<value>[^\s{_QUOTES}]*))
    | (?<!\S)-(?:[{_QUOTES}](?P<not_phrase>[^{_QUOTES}]+)[{_QUOTES}]|(?P<not_word>\w[^\s{_QUOTES}]*))
    | [{_QUOTES}](?P<phrase>[^{_QUOTES}]+)[{_QUOTES}]""",
    re.I | re.X,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it was meant.

    `text` is what remains to be searched for by word and meaning, phrases included. The rest narrows: all kinds of
    conditions must hold, of several values of one kind any, of phrases and excluded words every one. `period` is when
    it was said or was true. `problem` says in a sentence why nothing can match; empty when something can.
    """

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[Kind | SourceKind, ...] = ()
    tags: tuple[str, ...] = ()
    period: Period | None = None
    problem: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything besides the text decides what may be found."""
        return bool(
            self.phrases or self.excluded or self.people or self.places or self.kinds or self.tags or self.period
        )

    @property
    def only_narrows(self) -> bool:
        """Whether there is nothing to search for: what the operators leave is listed, the newest first."""
        return self.narrows and not _WORD.search(self.text)


def read_query(text: str, now: datetime | None = None) -> Query:
    """Read the operators out of a query. Any text is harmless; what is no operator is searched for.

    Quotation marks in a question (with a question mark at its end) are its own: they ask for no exact words.

    Raises:
        UserError: a date that does not exist or cannot be read, or a kind there is none of; says what to write.
    """
    text = unicodedata.normalize("NFC", text[:_LONGEST])
    question = text.rstrip().endswith(("?", "？", "؟"))
    found: dict[str, dict[str, None]] = {}
    kept: list[str] = []
    end = 0
    for piece in _PIECE.finditer(text):
        kept.append(text[end : piece.start()])
        end = piece.end()
        name, value = _read_piece(piece)
        if name == "phrase":
            kept.append(value)
        if value and _WORD.search(value) and not (name == "phrase" and question):
            values = found.setdefault(name, {})
            if len(values) < _MOST:
                values[value] = None
    kept.append(text[end:])
    left = " ".join(" ".join(kept).split())
    said = {name: tuple(values) for name, values in found.items()}
    period, problem = _read_period(said, now or times.now())
    excluded, phrases = said.get("not", ()), said.get("phrase", ())
    return Query(
        text=left,
        phrases=phrases,
        excluded=excluded,
        people=said.get("from", ()),
        places=said.get("in", ()),
        kinds=tuple(dict.fromkeys(_read_kind(word) for word in said.get("kind", ()))),
        tags=tuple(word.lstrip("#") for word in said.get("tag", ())),
        period=period,
        problem=problem or _contradiction(left, excluded),
    )


def _read_piece(piece: re.Match[str]) -> tuple[str, str]:
    if piece["operator"] is not None:
        value = piece["quoted"] if piece["quoted"] is not None else piece["value"]
        return piece["operator"].lower(), " ".join((value or "").split())
    if piece["phrase"] is not None:
        return "phrase", " ".join(piece["phrase"].split())
    return "not", " ".join((piece["not_phrase"] or piece["not_word"]).split())


def _read_period(said: dict[str, tuple[str, ...]], now: datetime) -> tuple[Period | None, str]:
    begins = [moment for word in said.get("since", ()) if (moment := _read_time(word, now).start) is not None]
    ends = [moment for word in said.get("until", ()) if (moment := _read_time(word, now).end) is not None]
    if not begins and not ends:
        return None, ""
    start, end = max(begins, default=None), min(ends, default=None)
    if start is not None and end is not None and end <= start:
        return None, "“since:” lies after “until:”, so nothing can match. Exchange them, or leave one out."
    return Period(start, end, Grain.INSTANT), ""


def _read_time(word: str, now: datetime) -> Period:
    try:
        period = read_given_time(word[:200], now)
    except (ValueError, OverflowError):
        period = None
    if period is not None:
        return period
    shown = word[:40]
    if impossible_dates(word[:200]):
        raise UserError(f"There is no {shown}. {HOW_TO_DATE}")
    raise UserError(f"“{shown}” is not a time that can be read here. {HOW_TO_DATE}")


def _read_kind(word: str) -> Kind | SourceKind:
    for name, kind in KINDS.items():
        if name == word.casefold() or name + "s" == word.casefold():
            return kind
    raise UserError(f"There is no kind “{word[:40]}”. Write one of: {', '.join(KINDS)}.")


def _contradiction(text: str, excluded: tuple[str, ...]) -> str:
    asked = f" {' '.join(_WORD.findall(text.casefold()))} "
    for word in excluded:
        if f" {' '.join(_WORD.findall(word.casefold()))} " in asked:
            return f"“{word[:40]}” is both searched for and left out, so nothing can match."
    return ""
