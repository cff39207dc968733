"""How long nobody has touched the machine, asked of the system; each system in its own way.

Where the system does not tell, the input of Ebb's own window has to do.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any, Protocol

import psutil


class Idleness(Protocol):
    """What knows how long the machine had no input."""

    def seconds(self) -> float | None:
        """Seconds since the last input of any program; None where that cannot be told (now)."""
        ...


class WindowsIdleness:
    """`GetLastInputInfo`: the tick, in milliseconds since the start and in 32 bits, at which input last came."""

    def __init__(self, user32: Any = None, kernel32: Any = None) -> None:
        libraries: Any = getattr(ctypes, "windll", None)
        self._user32 = libraries.user32 if user32 is None else user32
        self._kernel32 = libraries.kernel32 if kernel32 is None else kernel32

    def seconds(self) -> float | None:
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not self._user32.GetLastInputInfo(ctypes.byref(last)):
            return None
        return float((self._kernel32.GetTickCount() - last.tick) & 0xFFFFFFFF) / 1000


class _LastInput(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint), ("tick", ctypes.c_uint))


class MacIdleness:
    """`CGEventSourceSecondsSinceLastEventType`, for any event of the whole session."""

    _SESSION, _ANY = 0, 0xFFFFFFFF

    def __init__(self, services: Any = None) -> None:
        if services is None:
            services = ctypes.CDLL("/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices")
        self._ask = services.CGEventSourceSecondsSinceLastEventType
        self._ask.restype = ctypes.c_double
        self._ask.argtypes = (ctypes.c_int, ctypes.c_uint32)

    def seconds(self) -> float | None:
        found = float(self._ask(self._SESSION, self._ANY))
        return found if found >= 0 else None


class LinuxIdleness:
    """What the desktop says on its buses, whichever of `ways` answers: each gives seconds, or None."""

    def __init__(self, ways: tuple[Callable[[], float | None], ...] | None = None) -> None:
        if ways is None:
            from ui.session_bus import idle_by_login, idle_by_mutter  # Qt speaks to the bus

            ways = (idle_by_mutter, idle_by_login)
        self._ways = ways

    def seconds(self) -> float | None:
        for way in self._ways:
            found = way()
            if found is not None:
                # The one that answered is asked first from now on.
                self._ways = (way, *(other for other in self._ways if other is not way))
                return found
        return None


def system_idleness() -> Idleness | None:
    """What tells it on this system; None where nothing does."""
    try:
        if sys.platform == "win32":
            return WindowsIdleness()
        if sys.platform == "darwin":
            return MacIdleness()
        return LinuxIdleness()
    except (OSError, AttributeError, ImportError):
        return None


def on_mains() -> bool:
    """Whether the machine runs on mains power, or has no battery at all."""
    battery = psutil.sensors_battery()
    return battery is None or battery.power_plugged is not False
