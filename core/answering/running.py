"""The chat that is going on, as far as the model has read it: its notes stay at the front of the next prompt.

What a prompt begins with is not computed again as long as it is the same. So what was read for the last question of a
chat keeps its place, and what is new for the next one comes after it. Nothing that is gone or was changed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.model.memory import Memory, State


@dataclass(frozen=True, slots=True)
class Note:
    """A memory as it stands in the prompt: `words` with `size` tokens, from a memory that then read as `text`."""

    memory_id: int
    words: str
    size: int
    text: str


@dataclass(slots=True)
class Running:
    """The notes of one chat, in the order in which they came into its prompts."""

    notes: list[Note] = field(default_factory=list)

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Running:
        """What `write` gave; nothing where that is None or makes no sense."""
        try:
            told = () if kept is None else kept["notes"]
            return cls([Note(int(one), str(words), int(size), str(text)) for one, words, size, text in told])
        except (KeyError, TypeError, ValueError):
            return cls()

    def write(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {"notes": [[note.memory_id, note.words, note.size, note.text] for note in self.notes]}

    @property
    def size(self) -> int:
        """Tokens of the notes together."""
        return sum(note.size for note in self.notes)

    @property
    def ids(self) -> list[int]:
        """The memories they are from."""
        return [note.memory_id for note in self.notes]

    def keep_standing(self, memories: Iterable[Memory]) -> None:
        """Leave out the first note whose memory is no longer among `memories` as it was, and all that follow it."""
        texts = {memory.id: memory.text for memory in memories if memory.state is not State.FORGOTTEN}
        standing = 0
        while standing < len(self.notes) and texts.get(self.notes[standing].memory_id) == self.notes[standing].text:
            standing += 1
        del self.notes[standing:]
