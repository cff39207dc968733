"""What is remembered, and where it was taken from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.period import Grain, Period
from core.model.place import Place, Unit, counted, place_in

USERS_NAMES = frozenset(("me", "i", "user", "you", "human", "myself"))
"""What the user is called as a speaker in conversations, in small letters, where not by his name."""


OTHERS_WORDS = "text/vnd.ebb.others"
"""The media type of sources that hold what others wrote, in nobody's voice: pages visited, what a model noted."""


class Kind(StrEnum):
    """What sort of knowledge a memory is."""

    CORE = "core"
    EPISODIC = "episodic"
    SEMANTIC = "semantic"
    PROCEDURAL = "procedural"


class Form(StrEnum):
    """How a memory renders its span."""

    CHUNK = "chunk"
    FACT = "fact"
    TRIPLE = "triple"
    EVENT = "event"
    SUMMARY = "summary"
    CONCEPT = "concept"
    LESSON = "lesson"


class State(StrEnum):
    """Where a memory stands between remembered and gone."""

    ACTIVE = "active"
    FADED = "faded"
    ARCHIVED = "archived"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Trust(StrEnum):
    """Whose word it is, highest first: the user's own, the user's file, an import, a model."""

    USER = "user"
    FILE = "file"
    IMPORTED = "imported"
    MODEL = "model"


class Precision(StrEnum):
    """How exactly a memory's vector is kept."""

    FLOAT = "float"
    INT8 = "int8"
    BIT = "bit"


class SourceKind(StrEnum):
    FILE = "file"
    CONVERSATION = "conversation"
    CAPTURE = "capture"
    IMPORT = "import"


SLEEP = "sleep"
"""The location of the one source of all that is made in sleep."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where memories came from.

    `location` is the absolute path of a file, or the name of a conversation. `content_hash` is SHA-256 over the
    bytes of a file; a conversation grows, so each of its messages is told apart by its own id instead and the hash
    is empty. `memories` is how many it holds, None where they were not counted.
    """

    id: int
    kind: SourceKind
    title: str
    location: str
    content_hash: bytes
    media_type: str
    size: int
    added_at: datetime
    modified_at: datetime | None = None
    memories: int | None = None

    @property
    def made_in_sleep(self) -> bool:
        """Whether it holds what Ebb drew from other memories, and nothing that anybody said."""
        return self.kind is SourceKind.CAPTURE and self.location == SLEEP


@dataclass(frozen=True, slots=True)
class Span:
    """The place in a source that a memory covers.

    `ref` names it outside Ebb: a message's own id, or `path#page=3`, `path#sheet=Budget&row=5-9`. `start` and `end`
    are character offsets into the text that was read from the source, end excluded. `page` and `line` count from 1;
    what it is that they count is told by `place`.
    """

    ref: str
    start: int
    end: int
    page: int | None = None
    line: int | None = None
    heading: str = ""

    @property
    def place(self) -> Place:
        """Where it stands in a file, as far as its ref or its page tells."""
        return place_in(self.ref) or (() if self.page is None else (counted(Unit.PAGE, self.page),))


@dataclass(frozen=True, slots=True)
class Strength:
    """How firmly a memory stands: stability S in days, when it was last reinforced, how often it was used."""

    stability: float
    reinforced_at: datetime
    recalls: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing remembered, with its source.

    `true_from` up to `true_to` is when it was true as far as its words tell, with `true_grain` how exactly; None where
    that side is open, and all three None when they tell nothing. `position` orders the memories of one source.
    `significance` lies in 0..1. `parents` are the ids of the memories this one was made from. `captions` describe
    pictures that stood beside the text.
    """

    id: int
    kind: Kind
    form: Form
    text: str
    source_id: int
    position: int
    span: Span
    stored_at: datetime
    strength: Strength
    speaker: str = ""
    session: str = ""
    said_at: datetime | None = None
    true_from: datetime | None = None
    true_to: datetime | None = None
    true_grain: Grain | None = None
    significance: float = 0.5
    state: State = State.ACTIVE
    trust: Trust = Trust.IMPORTED
    pinned: bool = False
    version: int = 1
    parents: tuple[int, ...] = ()
    precision: Precision = Precision.FLOAT
    captions: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NewMemory:
    """A memory that is about to be stored. `context` is what it stood beside, searched but never shown.

    `true` is when it was true, None when its words do not tell. `understood_in` is the version of the understanding
    that read it, 0 when none did. Without a `significance` its words are judged by whoever understands them.
    """

    text: str
    span: Span
    kind: Kind = Kind.EPISODIC
    form: Form = Form.CHUNK
    trust: Trust = Trust.IMPORTED
    context: str = ""
    speaker: str = ""
    session: str = ""
    said_at: datetime | None = None
    captions: tuple[str, ...] = ()
    significance: float | None = None
    true: Period | None = None
    understood_in: int = 0
