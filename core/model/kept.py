"""What is kept, as people look through it: lists of memories, and one memory with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.answer import AccessKind
from core.model.change import Change
from core.model.memory import Form, Kind, Memory, Source, State


class Order(StrEnum):
    """Newest: by when it was said, else stored. Best: by how well it fits the words of the query, else newest."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    STRONGEST = "strongest"
    WEAKEST = "weakest"


class LinkKind(StrEnum):
    """Alike in meaning; used together; about the same; one after the other."""

    ALIKE = "alike"
    TOGETHER = "together"
    ABOUT = "about"
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which memories a list shows; an empty part lets everything through.

    `query` is what is typed, operators included. Of each tuple any one must fit. Retention lies from `weakest` to
    `strongest`, both in 0..1. Without `states`, all but the forgotten are shown.
    """

    query: str = ""
    forms: tuple[Form, ...] = ()
    kinds: tuple[Kind, ...] = ()
    speakers: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    source_id: int | None = None
    weakest: float = 0.0
    strongest: float = 1.0
    pinned: bool | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Line:
    """A memory as a list shows it. `retention` is R today, in 0..1; `origins` counts the memories it was made from.

    `note` is a few words on how it stands ("held every year", "superseded by …"), or empty.
    """

    memory: Memory
    title: str
    retention: float
    origins: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A stretch of a list that is ordered by time: `memories` of it, from row `first` on, were said in this month."""

    year: int
    month: int
    first: int
    memories: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many memories are kept in each state."""

    active: int
    faded: int
    archived: int
    superseded: int
    forgotten: int


@dataclass(frozen=True, slots=True)
class Use:
    """One access; `question` is what was asked then, empty where nothing was."""

    kind: AccessKind
    at: datetime
    question: str = ""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Retention at a moment, 0..1."""

    at: datetime
    retention: float


@dataclass(frozen=True, slots=True)
class Linked:
    """Another memory, and why it is linked to this one."""

    memory: Memory
    kind: LinkKind
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Revision:
    """How a memory read before it was changed."""

    version: int
    text: str
    replaced_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A memory that comes back every so many days, and is held until it does."""

    days: float
    next_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class MemoryPage:
    """Everything there is to know about one memory.

    `fades_at` is when it will be let fade, `archived_at` when it will leave everyday recall, if it is not used; None
    where it will not. `curve` runs from when it was stored to a while after today. `origins` are the memories it was
    made from, `derived` those made from it.
    """

    memory: Memory
    source: Source
    retention: float
    fades_at: datetime | None
    archived_at: datetime | None
    curve: tuple[CurvePoint, ...]
    uses: tuple[Use, ...] = ()
    origins: tuple[Memory, ...] = ()
    derived: tuple[Memory, ...] = ()
    links: tuple[Linked, ...] = ()
    revisions: tuple[Revision, ...] = ()
    changes: tuple[Change, ...] = ()
    tags: tuple[str, ...] = ()
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One thing that is known of the user, or of somebody: a core memory and what it rests on."""

    memory: Memory
    about: str
    origins: tuple[Memory, ...] = ()
