"""Opening the window, or saying why that is not possible."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import MachineError


def open_desktop(profile: Path, files: Sequence[Path] = ()) -> int:
    """Open the window and return the program's exit code.

    Raises:
        MachineError: there is no display.
    """
    offscreen = os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc")
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_display and not offscreen:
        raise MachineError(
            "There is no display, so the window cannot open. The command line does the same work: "
            "try “ebb --help”, or start with “ebb init” and “ebb add FOLDER”."
        )
    from importlib.metadata import version

    from app.logs import log, start_log
    from ui.application import run

    start_log(profile)
    log.info("window opens, version %s", version("ebb"))
    status = run(profile, files=files)
    log.info("window closed")
    return status
