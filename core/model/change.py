"""What was done to memories, by the user's hand or in a night, and why: the history of each, and the ground of undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """What was done."""

    LEARNED = "learned"  # a fact, a profile line or a lesson was made from what was said
    GATHERED = "gathered"  # an event, a topic or a gist was made of memories that belong together
    MERGED = "merged"  # several that say the same became one with several sources
    SUPERSEDED = "superseded"  # something newer, or more trusted, says otherwise
    LINKED = "linked"
    TAGGED = "tagged"
    FADED = "faded"
    ARCHIVED = "archived"
    RESTORED = "restored"
    HELD = "held"  # it returns in long cycles, so it is kept from fading
    EDITED = "edited"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    FORGOTTEN = "forgotten"
    TUNED = "tuned"  # how memories are searched was adjusted


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done. `night_id` and `step` are None and empty for what the user did by hand.

    `memory_id` is the memory it is mostly about, None where it is about none or that one is gone. `before` and `after`
    are how it read, empty where nothing was or is there; both are empty where its words were left alone, and `about`
    then says how it reads. `reason` is a sentence for a person.
    """

    id: int
    kind: ChangeKind
    at: datetime
    reason: str
    memory_id: int | None = None
    night_id: int | None = None
    step: str = ""
    before: str = ""
    after: str = ""
    about: str = ""
    undone_at: datetime | None = None
