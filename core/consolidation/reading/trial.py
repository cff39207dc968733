"""Trying a language model once, on messages whose facts are known: whether it is good enough to read at night."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import apsw

from core.consolidation.reading.prompt import Noted
from core.model import times
from core.store.settings import get_setting, set_setting

KEY = "sleep.reader"
VERSION = 1
ENOUGH = 6
"""How many of the messages must be read right."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial came to, of the model with this SHA-256, and when."""

    fingerprint: str
    name: str
    right: int
    of: int
    at: datetime

    @property
    def passed(self) -> bool:
        """Whether the model is good enough."""
        return self.right >= ENOUGH

    def describe(self) -> str:
        """Return a sentence for the report of a night."""
        read = f"in a trial it read {self.right} of {self.of} messages right, and {ENOUGH} are needed"
        if self.passed:
            return f"{self.name} reads along at night: {read}."
        return f"{self.name} is too small to read along at night ({read}), so facts were found by rules alone."


_MESSAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Nora", "After all these years I finally sold the bakery to my cousin Paul.", ("sold", "bakery", "Paul")),
    ("Ben", "Thanks a lot, you always make me laugh! Talk soon!", ()),
    ("Ben", "Peanuts make me ill, so I carry an EpiPen since I was six.", ("EpiPen",)),
    ("Aiko", "Haha yes, what a day! How is everyone over there?", ()),
    ("Aiko", "My brother Kenji moved into the room above the shop in March.", ("Kenji", "shop", "March")),
    ("Omar", "Nope, no more night shifts for me: from now on I work mornings at the clinic.", ("mornings", "clinic")),
    ("Omar", "The back door sticks, so lift the handle and push with your hip.", ("lift", "handle")),
    ("Lena", "Wow, that looks amazing, congratulations!", ()),
)
"""Who said what, and the words that a fact of it must hold; no words where there is none to find."""

Read = Callable[[str, str], Sequence[Noted]]
"""Reads a message: speaker and text in, those facts out that stand in it."""


def try_reader(read: Read, fingerprint: str, name: str) -> Tried:
    """Let a model read the known messages."""
    right = 0
    for speaker, text, wanted in _MESSAGES:
        facts = read(speaker, text)
        if wanted:
            right += any(all(word.casefold() in fact.text.casefold() for word in wanted) for fact in facts)
        else:
            right += not facts
    return Tried(fingerprint, name, right, len(_MESSAGES), times.now())


def read_trial(connection: apsw.Connection) -> Tried | None:
    """What the last trial came to; None where there was none, or one of other messages."""
    try:
        record = json.loads(get_setting(connection, KEY) or "null")
        if record["version"] != VERSION:
            return None
        at = times.from_store(int(record["at"]))
        return Tried(
            str(record["fingerprint"]), str(record["name"]), int(record["right"]), int(record["of"]), at.astimezone()
        )
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def keep_trial(connection: apsw.Connection, tried: Tried) -> None:
    """Keep what a trial came to in place of the last."""
    record = {
        "version": VERSION,
        "fingerprint": tried.fingerprint,
        "name": tried.name,
        "right": tried.right,
        "of": tried.of,
        "at": times.to_store(tried.at)[0],
    }
    set_setting(connection, KEY, json.dumps(record, sort_keys=True))
