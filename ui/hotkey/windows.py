"""Windows: `RegisterHotKey` gives a key to one program, and fails where another has it."""

from __future__ import annotations

import ctypes
from ctypes import wintypes
from typing import Any

from ui.hotkey.chord import Chord
from ui.hotkey.holding import HoldingThread
from ui.hotkey.keyboard import Held, Hold, Pressed, Told

_HOTKEY, _QUIT = 0x0312, 0x0012
_NO_REPEAT = 0x4000
_MODIFIERS = {"Alt": 0x1, "Ctrl": 0x2, "Shift": 0x4, "Meta": 0x8}
_NAMED = {
    "Space": 0x20, "PgUp": 0x21, "PgDown": 0x22, "End": 0x23, "Home": 0x24, "Left": 0x25, "Up": 0x26, "Right": 0x27,
    "Down": 0x28, "Ins": 0x2D, "Pause": 0x13,
}  # fmt: skip


class WindowsKeyboard:
    """A thread with a queue of messages, to which the key is told."""

    def __init__(self, user32: Any = None, kernel32: Any = None) -> None:
        libraries: Any = getattr(ctypes, "windll", None)
        self._user32 = libraries.user32 if user32 is None else user32
        self._kernel32 = libraries.kernel32 if kernel32 is None else kernel32
        self._holding = HoldingThread("hotkey")

    def hold(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        loop = _Loop(self._user32, self._kernel32)
        self._holding.begin(lambda: loop.run(chord, pressed, told), loop.end)

    def release(self) -> None:
        self._holding.release()

    def close(self) -> None:
        self._holding.close()


class _Loop:
    def __init__(self, user32: Any, kernel32: Any) -> None:
        self._user32, self._kernel32 = user32, kernel32
        self._thread = 0
        self._ended = False

    def end(self) -> None:
        self._ended = True
        if self._thread:
            self._user32.PostThreadMessageW(self._thread, _QUIT, 0, 0)

    def run(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        message = wintypes.MSG()
        self._user32.PeekMessageW(ctypes.byref(message), None, 0, 0, 0)  # from here on there is a queue to be told in
        self._thread = self._kernel32.GetCurrentThreadId()
        if self._ended:
            return
        modifiers = sum(_MODIFIERS[modifier] for modifier in chord.modifiers) | _NO_REPEAT
        if not self._user32.RegisterHotKey(None, 1, modifiers, virtual_key(chord.key)):
            told(Held(Hold.TAKEN))
            return
        told(Held(Hold.HELD))
        while self._user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == _HOTKEY:
                pressed("")
        self._user32.UnregisterHotKey(None, 1)


def virtual_key(key: str) -> int:
    """The number Windows has for a key (winuser.h)."""
    if len(key) == 1:
        return ord(key)
    return _NAMED[key] if key in _NAMED else 0x6F + int(key[1:])
