"""The operators of a search as they are taught and made visible; what they mean is decided by the assistant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_QUOTES = '"“”„«»'
_PIECE = re.compile(
    rf"""(?<!\S)(?:
    (?P<operator>-?(?:from|in|since|until|kind|tag):(?:[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]?|\S*))
    |(?P<without>-(?:[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]?|\w\S*))
    |(?P<phrase>[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]?)
    |(?P<word>\S+))""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE = re.compile(r"\w+")

_TAUGHT: tuple[tuple[str, object], ...] = (
    ("from:", QT_TRANSLATE_NOOP("Search", "said by someone: from:Nora")),
    ("in:", QT_TRANSLATE_NOOP("Search", "in a file or conversation: in:harbour.pdf")),
    ("since:", QT_TRANSLATE_NOOP("Search", "from a day, month or year on: since:2024-05")),
    ("until:", QT_TRANSLATE_NOOP("Search", "up to a day, month or year: until:last-month")),
    ("kind:", QT_TRANSLATE_NOOP("Search", "of one kind: kind:conversation")),
    ("tag:", QT_TRANSLATE_NOOP("Search", "with a tag: tag:boat")),
    ('"…"', QT_TRANSLATE_NOOP("Search", "words in exactly this order")),
    ("-…", QT_TRANSLATE_NOOP("Search", "without a word")),
)
_LEAST_WORD = 2


class PieceKind(Enum):
    OPERATOR = auto()
    WITHOUT = auto()
    PHRASE = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a query: `text` stands at `start`, counted in characters."""

    kind: PieceKind
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """An operator and what it is for. `insert` goes into the field when it is chosen; the caret stands `back` before
    its end.
    """

    sample: str
    text: str
    insert: str
    back: int = 0


def pieces(query: str) -> list[Piece]:
    """The parts of a query, in order."""
    found = []
    for match in _PIECE.finditer(query):
        kind = PieceKind[str(match.lastgroup).upper()]
        found.append(Piece(kind, match.start(), match[0]))
    return found


def unfinished(query: str) -> bool:
    """Whether there is nothing to search for yet: operators that wait for their value, and no more."""
    parts = pieces(query)
    return bool(parts) and all(part.kind is PieceKind.OPERATOR and part.text.endswith(":") for part in parts)


def sought(query: str) -> list[str]:
    """The words to make bold in what was found, longest first, casefolded; operators are left out."""
    words: set[str] = set()
    for piece in pieces(query):
        if piece.kind is PieceKind.PHRASE:
            words.add(piece.text.strip(_QUOTES).casefold())
        elif piece.kind is PieceKind.WORD:
            words.update(word.casefold() for word in _BARE.findall(piece.text))
    return sorted((word for word in words if len(word) >= _LEAST_WORD), key=lambda word: (-len(word), word))


def lessons() -> list[Lesson]:
    """What can be typed, for one who does not know yet."""
    made = []
    for sample, text in _TAUGHT:
        bare = sample.replace("…", "")
        made.append(Lesson(sample, QCoreApplication.translate("Search", str(text)), bare, 1 if bare == '""' else 0))
    return made
