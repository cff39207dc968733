"""macOS: Carbon's `RegisterEventHotKey` gives a key to one program. It needs no leave to watch what is typed."""

from __future__ import annotations

import ctypes
from typing import Any

from ui.hotkey.chord import Chord
from ui.hotkey.keyboard import Held, Hold, Pressed, Told

_FRAMEWORK = "/System/Library/Frameworks/Carbon.framework/Carbon"
_EXISTS = -9878
_KEYBOARD, _PRESSED, _OURS = 0x6B657962, 5, 0x45626221  # 'keyb', kEventHotKeyPressed, 'Ebb!'
_MODIFIERS = {"Ctrl": 1 << 8, "Shift": 1 << 9, "Alt": 1 << 11, "Meta": 1 << 12}
# Where keys lie on an ANSI keyboard, from Events.h: Carbon knows places, not letters.
_PLACES = dict(zip("ASDFHGZXCV", range(10), strict=True)) | dict(zip("BQWERYT123465", range(11, 24), strict=True)) | {
    "9": 0x19, "7": 0x1A, "8": 0x1C, "0": 0x1D, "O": 0x1F, "U": 0x20, "I": 0x22, "P": 0x23, "L": 0x25, "J": 0x26,
    "K": 0x28, "N": 0x2D, "M": 0x2E, "Space": 0x31, "Ins": 0x72, "Home": 0x73, "PgUp": 0x74, "End": 0x77,
    "PgDown": 0x79, "Left": 0x7B, "Right": 0x7C, "Down": 0x7D, "Up": 0x7E,
    "F1": 0x7A, "F2": 0x78, "F3": 0x63, "F4": 0x76, "F5": 0x60, "F6": 0x61, "F7": 0x62, "F8": 0x64, "F9": 0x65,
    "F10": 0x6D, "F11": 0x67, "F12": 0x6F, "F13": 0x69, "F14": 0x6B, "F15": 0x71, "F16": 0x6A, "F17": 0x40,
    "F18": 0x4F, "F19": 0x50, "F20": 0x5A,
}  # fmt: skip
_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class _Kind(ctypes.Structure):
    _fields_ = (("event_class", ctypes.c_uint32), ("kind", ctypes.c_uint32))


class _Id(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("number", ctypes.c_uint32))


class MacKeyboard:
    """Called on the main thread, whose event loop tells of the key."""

    def __init__(self, carbon: Any = None) -> None:
        self._carbon = ctypes.CDLL(_FRAMEWORK) if carbon is None else carbon
        self._carbon.GetEventDispatcherTarget.restype = ctypes.c_void_p
        self._key = ctypes.c_void_p()
        self._pressed: Pressed | None = None
        self._handler = _HANDLER(self._heard)
        self._listens = False

    def hold(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        self.release()
        if chord.key not in _PLACES:
            told(Held(Hold.UNFIT))
            return
        target = ctypes.c_void_p(self._carbon.GetEventDispatcherTarget())
        if not self._listens:
            kind = _Kind(_KEYBOARD, _PRESSED)
            self._carbon.InstallEventHandler(target, self._handler, 1, ctypes.byref(kind), None, None)
            self._listens = True
        modifiers = sum(_MODIFIERS[modifier] for modifier in chord.modifiers)
        status = self._carbon.RegisterEventHotKey(
            _PLACES[chord.key], modifiers, _Id(_OURS, 1), target, 0, ctypes.byref(self._key)
        )
        if status:
            told(Held(Hold.TAKEN if status == _EXISTS else Hold.UNAVAILABLE))
            return
        self._pressed = pressed
        told(Held(Hold.HELD))

    def release(self) -> None:
        if self._pressed is not None:
            self._pressed = None
            self._carbon.UnregisterEventHotKey(self._key)
            self._key = ctypes.c_void_p()

    def close(self) -> None:
        self.release()

    def _heard(self, _next: int | None, _event: int | None, _data: int | None) -> int:
        if self._pressed is not None:
            self._pressed("")
        return 0
