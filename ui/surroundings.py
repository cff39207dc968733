"""What of the system around the window Ebb has to do with: a key heard in every program, the start at login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ui.hotkey.hotkey import Hotkey


class Login(Protocol):
    """Whether Ebb starts with the user's session. Both touch files or the registry: on a worker only."""

    def starts(self) -> bool:
        """Whether it does."""

    def set(self, on: bool) -> None:
        """Let it, or no longer.

        Raises:
            MachineError: the system does not let it be written.
        """


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`login` is None where this system has no such thing, or nobody who could start."""

    hotkey: Hotkey
    login: Login | None = None
