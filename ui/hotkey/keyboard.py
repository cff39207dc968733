"""Who holds a key for Ebb, on this system."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from ui.hotkey.chord import Chord


class Hold(StrEnum):
    """What became of a key that was asked for."""

    NONE = "none"
    HELD = "held"
    TAKEN = "taken"
    """Another program has it."""
    UNFIT = "unfit"
    """It is no key that may be taken from all programs, or none of this keyboard."""
    REFUSED = "refused"
    """The user said no to the desktop."""
    UNAVAILABLE = "unavailable"
    """This desktop has no such thing."""


@dataclass(frozen=True, slots=True)
class Held:
    """`words`: what the desktop says the key is, where it lets the user choose another."""

    hold: Hold
    words: str = ""


Pressed = Callable[[str], None]
"""Called with the token by which the desktop lets a window come forward, or nothing."""
Told = Callable[[Held], None]


class Keyboard(Protocol):
    """Holds at most one chord. What is passed to it is called on any thread."""

    def hold(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        """Hold this chord instead of any other, and tell what became of it. Does not wait."""

    def release(self) -> None:
        """Hold nothing. Does not wait."""

    def close(self) -> None:
        """Hold nothing, and wait until that is so."""


def system_keyboard() -> Keyboard | None:
    """The one of this system; None where there is no way."""
    platform = QGuiApplication.platformName()
    if sys.platform == "win32":
        from ui.hotkey.windows import WindowsKeyboard

        return WindowsKeyboard()
    if sys.platform == "darwin":
        from ui.hotkey.macos import MacKeyboard

        return MacKeyboard() if platform == "cocoa" else None
    if platform.startswith("wayland") or (platform == "xcb" and os.environ.get("WAYLAND_DISPLAY")):
        # Below a Wayland compositor X11 hears only what is typed into X11's own windows.
        from ui.hotkey.portal import PortalKeyboard

        return PortalKeyboard(QCoreApplication.translate("hotkey", "Quick note"))
    if platform == "xcb":
        from ui.hotkey.x11 import X11Keyboard

        return X11Keyboard(os.environ.get("DISPLAY", ""))
    return None
