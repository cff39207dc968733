"""X11: the server gives one key to one client (XGrabKey), says so when it is taken, and sends that key alone.

A listener (the RECORD extension, as pynput uses it) would be sent everything that is typed into every program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.hotkey.bell import Bell
from ui.hotkey.chord import Chord
from ui.hotkey.holding import HoldingThread
from ui.hotkey.keyboard import Held, Hold, Pressed, Told

if TYPE_CHECKING:
    from Xlib.display import Display


class X11Keyboard:
    """A connection of its own; python-xlib is imported by the thread that needs it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._holding = HoldingThread("hotkey")

    def hold(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        bell = Bell()
        self._holding.begin(lambda: _hold(self._name, chord, pressed, told, bell), bell.ring)

    def release(self) -> None:
        self._holding.release()

    def close(self) -> None:
        self._holding.close()


def _hold(name: str, chord: Chord, pressed: Pressed, told: Told, bell: Bell) -> None:
    from ui.capture.x11 import UNREACHABLE, local_display

    try:
        with local_display(name) as display:
            grab = _Grab(display, chord)
            told(Held(grab.take()))
            while grab.held and bell.wait(display):
                grab.hear(pressed, told)
    except UNREACHABLE:
        told(Held(Hold.UNAVAILABLE))


class _Grab:
    """One chord on the root window, whatever Caps Lock and Num Lock are."""

    def __init__(self, display: Display, chord: Chord) -> None:
        self._display, self._chord = display, chord
        self._root = display.screen().root
        self._code = 0
        self.held = False

    def take(self) -> Hold:
        from Xlib import XK, X, error

        self.held = False
        keysym = XK.string_to_keysym(self._chord.keysym)
        self._code = self._display.keysym_to_keycode(keysym) if keysym else 0
        if not self._code:
            return Hold.UNFIT
        taken = error.CatchError(error.BadAccess)
        for state in self._states():
            self._root.grab_key(self._code, state, False, X.GrabModeAsync, X.GrabModeAsync, onerror=taken)
        self._display.sync()
        if taken.get_error():
            self._let_go()
            return Hold.TAKEN
        self.held = True
        return Hold.HELD

    def hear(self, pressed: Pressed, told: Told) -> None:
        """What has come: the key, or another layout, in which the chord lies elsewhere."""
        from Xlib import X

        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.KeyPress:
                pressed("")
            elif event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
                self._let_go()
                told(Held(self.take()))

    def _let_go(self) -> None:
        for state in self._states():
            self._root.ungrab_key(self._code, state)
        self._display.sync()

    def _states(self) -> list[int]:
        from Xlib import XK, X

        mask = {"Ctrl": X.ControlMask, "Alt": X.Mod1Mask, "Shift": X.ShiftMask, "Meta": X.Mod4Mask}
        wanted = sum(mask[modifier] for modifier in self._chord.modifiers)
        number_lock = _mask_of(self._display, self._display.keysym_to_keycode(XK.string_to_keysym("Num_Lock")))
        return sorted({wanted | lock | number for lock in (0, X.LockMask) for number in (0, number_lock)})


def _mask_of(display: Any, code: int) -> int:
    """The modifier that a key is, as a mask; 0 where it is none."""
    for number, codes in enumerate(display.get_modifier_mapping()):
        if code and code in codes:
            return 1 << number
    return 0
