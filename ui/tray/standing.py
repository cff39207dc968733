"""How Ebb stands, as the tray tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from core.model import times
from ui import words


class Light(StrEnum):
    """Which of the three icons is shown."""

    RECORDING = "recording"
    PAUSED = "paused"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Standing:
    """`until` is when a pause ends by itself."""

    light: Light
    until: datetime | None = None

    @property
    def text(self) -> str:
        """The same in words."""
        match self.light:
            case Light.LOCKED:
                return _tr("Ebb is locked. Notes wait, encrypted, until you open it.")
            case Light.PAUSED if self.until is not None:
                return _tr("Ebb takes in nothing by itself until {time}.").format(time=_moment(self.until))
            case Light.PAUSED:
                return _tr("Ebb takes in nothing by itself until you go on.")
            case _:
                return _tr("Ebb is open and remembers.")


def _moment(until: datetime) -> str:
    """The hour on the local clock, with its day where that is another."""
    local = until.astimezone()
    return f"{local:%H:%M}" if local.date() == times.now().astimezone().date() else words.moment(local)


def _tr(text: str) -> str:
    return QCoreApplication.translate("tray", text)
