"""What is captured: where it comes from, the rules for it, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.model.memory import Span
from core.model.wording import on_one_line

_BETWEEN = " › "
_LONGEST_NAME = 200
_MORNING = 6


class CaptureKind(StrEnum):
    """How something comes in. A file is only named: its content is read as any file's."""

    NOTE = "note"
    CLIPBOARD = "clipboard"
    SCREENSHOT = "screenshot"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a capture comes from: the application and the title of its window, each empty where it is not told."""

    kind: CaptureKind = CaptureKind.NOTE
    app: str = ""
    title: str = ""

    @property
    def told(self) -> bool:
        """Whether the system tells where it comes from."""
        return bool(self.app or self.title)

    @property
    def heading(self) -> str:
        """Application and title as the heading of a memory; `read_origin` is the inverse."""
        app, title = (on_one_line(name)[:_LONGEST_NAME].strip() for name in (self.app, self.title))
        return f"{app.replace('›', '>')}{_BETWEEN}{title}".strip() if title else app.replace("›", ">")


def read_origin(kind: CaptureKind, heading: str) -> Origin:
    """The origin that a memory of this kind has in its heading."""
    app, mark, title = f" {heading}".partition(_BETWEEN)
    return Origin(kind, app.strip(), title if mark else "")


CAPTURE_LOCATIONS = {
    "notes": CaptureKind.NOTE,
    "clipboard": CaptureKind.CLIPBOARD,
    "screenshots": CaptureKind.SCREENSHOT,
}
"""The location of the source that captures of a kind go into."""


def origin_of(span: Span) -> Origin | None:
    """Where the memory with this span was captured; None where it was not."""
    location, mark, _ = span.ref.partition("#")
    kind = CAPTURE_LOCATIONS.get(location) if mark else None
    return None if kind is None else read_origin(kind, span.heading)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody or something wants to be captured, as far as it matters for the rules.

    `watched`: nobody asked for it, it was only seen to be there. `anyway`: it is wanted though it looks like a secret.
    `concealed`: whoever put it there marks it as not to be kept. `own`: Ebb itself put it there. `by` is the program
    that put it there, where the system tells: its window may be gone by the time that is seen.
    """

    text: str
    watched: bool = False
    anyway: bool = False
    concealed: bool = False
    own: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is taken unasked before `until`; without one, not before capture is resumed."""

    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


def next_morning(now: datetime) -> datetime:
    """When "until tomorrow" ends, on the clock of `now`: at one in the night nobody means in a minute, or in a day."""
    begins = now.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return begins if now < begins else begins + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaptureRules:
    """What is left out, and what the user has turned on.

    A pattern of `apps` or `titles` fits a name that holds it somewhere, in whatever case; `*` stands for anything.
    `built_in`: the patterns that come with Ebb count too. `clipboard`: what is copied is taken in unasked.
    `screenshots`: words may be read from the screen, when asked for.
    """

    apps: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    built_in: bool = True
    clipboard: bool = False
    screenshots: bool = False
    pause: Pause | None = None


class LeftOut(StrEnum):
    """Why something is not captured."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    OWN = "own"
    CONCEALED = "concealed"
    NOT_ON = "not on"
    PAUSED = "paused"
    APP = "app"
    TITLE = "title"
    NOT_TOLD = "not told"
    SECRET = "secret"  # noqa: S105  the name of a reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be captured; if not, why, and which pattern or sort of secret it is about."""

    why: LeftOut | None = None
    about: str = ""

    @property
    def may(self) -> bool:
        return self.why is None


@dataclass(frozen=True, slots=True)
class CaptureState:
    """How capture stands. `until` is when a pause ends by itself, None where it does not."""

    paused: bool
    until: datetime | None
    clipboard: bool
    screenshots: bool


@dataclass(frozen=True, slots=True)
class Capture:
    """Something that was captured and is kept, in one memory or several."""

    text: str
    at: datetime
    origin: Origin
    memory_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of captures that waited for the vault: how many are in it now, how many its rules left out."""

    kept: int = 0
    left_out: int = 0
