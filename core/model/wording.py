"""How a memory is worded for the word index and for the embedder.

The formats were chosen by measurement and retrieval is tuned to them: changing one means indexing anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

CONTEXT_MEMORIES = 2
"""How many memories before this one, in the same session, go into its context."""

CONTEXT_CHARACTERS = 600
"""How much of each of them: its end, which is nearest."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def word_text(speaker: str, text: str, captions: Sequence[str] = ()) -> str:
    """Return the `text` column of the word index: who spoke, what was said, what the pictures show."""
    return " ".join(part for part in (speaker, text, *captions) if part)


def word_context(before: Sequence[str], said_at: datetime | None = None, headings: Sequence[str] = ()) -> str:
    """Return the `context` column of the word index.

    Args:
        before: text (with captions, without speaker) of the memories just before this one in its session, nearest
            first; the first `CONTEXT_MEMORIES` are used.
        said_at: when it was said; its words are added as in "Monday 8 May 2023".
        headings: what a document has above the memory: its title, its heading.
    """
    parts = [text[-CONTEXT_CHARACTERS:] for text in before[:CONTEXT_MEMORIES]]
    if said_at is not None:
        parts.append(f"{_DAYS[said_at.weekday()]} {said_at.day} {_MONTHS[said_at.month - 1]} {said_at.year}")
    return " ".join(part for part in (*parts, *headings) if part)


def on_one_line(text: str) -> str:
    """Return a text on one line; the items of a list, which are short lines without a stop, are parted by dots."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    listed = len(lines) >= _FEWEST_ITEMS and all(
        len(line) <= _LONGEST_ITEM and line[-1] not in ".!?…" for line in lines
    )
    return " ".join((" · " if listed else " ").join(lines).split())


_FEWEST_ITEMS, _LONGEST_ITEM = 3, 60


def embedded_text(speaker: str, text: str, captions: Sequence[str] = ()) -> str:
    """Return what the embedder reads: "Nora: The boat is painted. [picture: a red boat]"."""
    said = f"{speaker}: {text}" if speaker else text
    return said + "".join(f" [picture: {caption}]" for caption in captions)
