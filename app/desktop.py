"""Opening the window, or saying why that is not possible."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from ctypes.util import find_library
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import __version__
from core.errors import MachineError

if TYPE_CHECKING:
    from app.sleep_watch import Attendance
    from core.assistant import Assistant

# What Qt's X11 plugin needs beyond what every desktop has, with the Debian package of each.
_X11_LIBRARIES = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}


def _check_libraries() -> None:
    """Say what is missing before Qt ends the program for it.

    Raises:
        MachineError: a library is missing; the sentence names the packages.
    """
    missing = [package for name, package in _X11_LIBRARIES.items() if find_library(name) is None]
    if missing:
        raise MachineError(
            f"The window needs system libraries that are missing. On Debian or Ubuntu: sudo apt install "
            f"{' '.join(missing)}. The command line works without them: try “ebb --help”."
        )


def open_desktop(profile: Path, files: Sequence[Path] = (), wish: str = "window") -> int:
    """Open the window, or what else of `Wish` is wanted, and return the program's exit code.

    An Ebb that has this profile open already does it in our place, and this returns at once.

    Raises:
        MachineError: there is no display, or a system library is missing.
    """
    offscreen = os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc")
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_display and not offscreen:
        raise MachineError(
            "There is no display, so the window cannot open. The command line does the same work: "
            "try “ebb --help”, or start with “ebb init” and “ebb add FOLDER”."
        )
    if sys.platform.startswith("linux") and not offscreen and not os.environ.get("WAYLAND_DISPLAY"):
        _check_libraries()
    from ui.instance import Wish, hand_over

    if hand_over(profile, files, Wish(wish)):
        return 0
    from app.login import system_login
    from app.logs import log, start_log
    from app.sleep_watch import Attendance
    from ui.application import run

    start_log(profile)
    log.info("window opens, version %s", __version__)
    # Off screen there is nobody to be away.
    attendance = None if offscreen else Attendance()
    status = run(profile, files=files, wish=Wish(wish), login=system_login(profile), **_attended(attendance))
    log.info("window closed")
    return status


def _attended(attendance: Attendance | None) -> dict[str, Any]:
    """What the window needs so that Ebb sleeps when nobody is there; its assistant is imported when a vault opens."""
    if attendance is None:
        return {}

    def assistants() -> type[Assistant]:
        from app.attended import attended_by

        return attended_by(attendance)

    return {"assistants": assistants, "touched": attendance.touched}
