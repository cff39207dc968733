"""Who and what memories name, and what they say holds of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.memory import Trust

SELF = "me"
"""The subject of what the user says of himself where no speaker's name is known: a note, a correction."""


class EntityKind(StrEnum):
    """What a name stands for. Addresses are those of mail, web and telephone."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    THING = "thing"
    AMOUNT = "amount"
    ADDRESS = "address"


class Naming(StrEnum):
    """How a memory refers to an entity: by its name, by another name for it, by "I" or "you"."""

    NAME = "name"
    ALIAS = "alias"
    PRONOUN = "pronoun"


class Standing(StrEnum):
    """Whether a triple holds, held once and is said to hold no longer, or is denied."""

    HOLDS = "holds"
    HELD = "held"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something the vault's memories name. `folded` is the name as it is compared."""

    id: int
    name: str
    folded: str
    kind: EntityKind
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text, at `start` up to, not including, `end`. `entity` is the folded name it stands for."""

    text: str
    entity: str
    kind: EntityKind
    start: int
    end: int
    means: Naming = Naming.NAME


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple found in a text, before it has a place in the vault.

    `subject` is the name as written, `SELF`, or empty for what is nobody's. `begins` says that the words tell of a
    change ("moved to"), so that the time they name is when it began to hold. `start` and `end` hold the words that say
    it.
    """

    subject: str
    relation: str
    object: str
    start: int
    end: int
    stable: bool = False
    standing: Standing = Standing.HOLDS
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Triple:
    """What one memory says of a subject.

    `at` is since when, as far as it is known, else when it was said or stored; `true_to` when it stopped, None while it
    holds. `said_by` is who said it, empty for a file or a note; `said_by_subject` that it is the subject's own word.
    """

    id: int
    memory_id: int
    subject: str
    relation: str
    object: str
    stable: bool
    standing: Standing
    trust: Trust
    at: datetime
    true_to: datetime | None = None
    said_by: str = ""
    said_by_subject: bool = False
    start: int = 0
    end: int = 0
