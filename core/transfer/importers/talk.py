"""What every importer makes of an export: conversations, each with what was said in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from core.transfer.bundle import Bundle

LONGEST_TEXT = 1_000_000
_LONGEST_NAME = 500
_FIRST, _LAST = 315_532_800, 4_102_444_800  # 1980 to 2100: what lies outside is no time of a message


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `machine` is true for what an assistant said, which is never evidence of anything."""

    id: str
    time: datetime | None
    speaker: str
    text: str
    captions: tuple[str, ...] = ()
    session: str = ""
    machine: bool = False


@dataclass(slots=True)
class Talk:
    """One conversation. `location` names it among all there are; the messages can be gone through once, in order.

    `unsaid` counts what it holds that nobody said, or that is not part of what was shown in the end, by what it is.
    `media_type` is another one where "I" is not the user (`OTHERS_WORDS`).
    """

    location: str
    title: str
    messages: Iterable[Said]
    unsaid: Counter[str] = field(default_factory=Counter)
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not read. `where` names it without its content; `reason` is a sentence."""

    where: str
    reason: str


class Importer(Protocol):
    """Reads what one product exports."""

    @property
    def product(self) -> str:
        """Its name for people, such as “ChatGPT”."""
        ...

    def recognises(self, bundle: Bundle) -> bool:
        """Whether this is an export of the product, by its content. Reads little of it."""
        ...

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        """Every conversation, and what could not be read. The messages of one are to be gone through before the next.

        Raises:
            MachineError: the export cannot be read at all.
        """
        ...


def sound(value: Any, longest: int = LONGEST_TEXT) -> str:
    """A text as the vault can hold it; empty for what is none."""
    if not isinstance(value, str):
        return ""
    return value[:longest].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def name_of(value: Any) -> str:
    """A name on one line."""
    return " ".join(sound(value, _LONGEST_NAME).split())


def moment(value: Any) -> datetime | None:
    """A time from seconds since 1970, as a number or as text, on the local clock; None for what is none."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except ValueError:
        return None
    return datetime.fromtimestamp(seconds, UTC).astimezone() if _FIRST < seconds < _LAST else None


def timestamp(value: Any) -> datetime | None:
    """A time from ISO 8601, on the local clock; None for what is none."""
    try:
        return moment(datetime.fromisoformat(value).timestamp()) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
