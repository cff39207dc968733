"""Windows: the window in front, by user32. What is copied is asked through Qt."""

from __future__ import annotations

import ctypes
import os

import psutil

from ui.capture.copied import Copied
from ui.capture.desktop import Front

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
        process = ctypes.c_ulong()
        user32.GetWindowThreadProcessId(window, ctypes.byref(process))
        return Front(process_name(process.value), words.value, process.value == os.getpid())

    def copied(self) -> Copied | None:
        return None

    def marks(self) -> tuple[str, ...]:
        return ()


def process_name(number: int) -> str:
    """What the program of a process is called, without ".exe"; empty where that may not be known."""
    try:
        return psutil.Process(number).name().removesuffix(".exe")
    except (psutil.Error, ValueError):
        return ""
