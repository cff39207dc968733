"""What a desktop tells of the window in front and of the clipboard. Asked on a worker; none of it waits for long."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Protocol

import psutil
from PySide6.QtGui import QGuiApplication

from ui.capture.copied import Copied


@dataclass(frozen=True, slots=True)
class Front:
    """The window in front: its application and title, each empty where it is not told; whether it is Ebb's own."""

    app: str = ""
    title: str = ""
    own: bool = False


class Desktop(Protocol):
    """`tells_app` and `tells_title`: what `front` can know here. `unseen`: a window that is not in front learns what is
    copied. `grabs`: the screen can be read without asking the desktop for it.
    """

    tells_app: bool
    tells_title: bool
    unseen: bool
    grabs: bool

    def front(self) -> Front:
        """The window in front, now."""

    def copied(self) -> Copied | None:
        """What lies in the clipboard; None where only the main thread may ask, through Qt."""

    def picture(self) -> bytes | None:
        """The picture that lies in the clipboard, as a file would hold it; None where only the main thread may ask."""

    def marks(self) -> tuple[str, ...]:
        """The names of the clipboard's formats that Qt does not tell."""

    def owner(self) -> str:
        """The program that put into the clipboard what lies there; empty where that is not told."""


class SilentDesktop:
    """One that tells nothing: Wayland keeps windows and clipboard from those that are not in front."""

    tells_app = tells_title = unseen = grabs = False

    def front(self) -> Front:
        return Front()

    def copied(self) -> Copied | None:
        return None

    def picture(self) -> bytes | None:
        return None

    def marks(self) -> tuple[str, ...]:
        return ()

    def owner(self) -> str:
        return ""


def process_name(number: int) -> str:
    """What the program of a process is called, without ".exe"; empty where that may not be known."""
    try:
        return psutil.Process(number).name().removesuffix(".exe")
    except (psutil.Error, ValueError):
        return ""


def desktop() -> Desktop:
    """The one that this program runs on."""
    platform = QGuiApplication.platformName()
    if platform == "xcb":
        from ui.capture.x11 import X11Desktop

        return X11Desktop(os.environ.get("DISPLAY", ""), alone=not os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "win32":
        from ui.capture.windows import WindowsDesktop

        return WindowsDesktop()
    if sys.platform == "darwin" and platform == "cocoa":
        from ui.capture.macos import MacDesktop

        return MacDesktop()
    return SilentDesktop()
