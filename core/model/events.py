"""What the assistant tells those who listen while it works. Delivered on the thread that did the work."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.night import SleepProgress
from core.model.status import ModelStatus
from core.model.work import Progress


@dataclass(frozen=True, slots=True)
class Recalled:
    """Evidence was found for the question: how many memories go into the prompt."""

    evidence: int


@dataclass(frozen=True, slots=True)
class Loading:
    """The language model is being loaded; nothing was said yet."""

    model: str


@dataclass(frozen=True, slots=True)
class Sending:
    """The question and its evidence are being sent to a `model` on the server `elsewhere`."""

    model: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Said:
    """More words of the draft answer. The checked answer may drop some of them."""

    text: str


@dataclass(frozen=True, slots=True)
class Checking:
    """The draft is complete and is being held against the evidence."""


AskEvent = Recalled | Loading | Sending | Said | Checking


@dataclass(frozen=True, slots=True)
class WorkChanged:
    """The queue moved. `progress` is None when it came to rest; `problem` says why, or is empty."""

    progress: Progress | None
    paused: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """Sources, memories or failures are not what they were."""


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """A model's process started, loaded, rested or died."""

    status: ModelStatus


@dataclass(frozen=True, slots=True)
class MemoriesChanged:
    """Memories were changed by hand or in a night: what is shown of them may be old."""


@dataclass(frozen=True, slots=True)
class SleepChanged:
    """A sleep cycle moved. `progress` is None when it ended."""

    progress: SleepProgress | None


@dataclass(frozen=True, slots=True)
class CaptureChanged:
    """Capture was paused, resumed or given other rules. `left_out` captures that had waited fell under the rules."""

    left_out: int = 0


@dataclass(frozen=True, slots=True)
class MeaningChanged:
    """Memories are being embedded with another model. `progress` is None when that came to rest; `problem` says why."""

    progress: Progress | None
    problem: str = ""


Event = WorkChanged | LibraryChanged | ModelChanged | MemoriesChanged | SleepChanged | CaptureChanged | MeaningChanged
