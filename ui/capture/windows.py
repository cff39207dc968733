"""Windows: the window in front, by user32. What is copied is asked through Qt."""

from __future__ import annotations

import ctypes
import os

from ui.capture.copied import Copied
from ui.capture.desktop import Front, process_name

_LONGEST_TITLE = 512


class WindowsDesktop:
    tells_app = tells_title = unseen = grabs = True

    def front(self) -> Front:
        user32 = ctypes.WinDLL("user32")  # type: ignore[attr-defined]
        window = user32.GetForegroundWindow()
        if not window:
            return Front()
        words = ctypes.create_unicode_buffer(_LONGEST_TITLE)
        user32.GetWindowTextW(window, words, _LONGEST_TITLE)
        process = _process_of(window)
        return Front(process_name(process), words.value, process == os.getpid())

    def copied(self) -> Copied | None:
        return None

    def picture(self) -> bytes | None:
        return None

    def marks(self) -> tuple[str, ...]:
        return ()

    def owner(self) -> str:
        window = ctypes.WinDLL("user32").GetClipboardOwner()  # type: ignore[attr-defined]
        return process_name(_process_of(window)) if window else ""


def _process_of(window: int) -> int:
    process = ctypes.c_ulong()
    ctypes.WinDLL("user32").GetWindowThreadProcessId(window, ctypes.byref(process))  # type: ignore[attr-defined]
    return process.value
