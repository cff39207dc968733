"""The key of the quick note, as the rest of the window knows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.hotkey.chord import read_chord
from ui.hotkey.keyboard import Held, Hold, Keyboard, system_keyboard


class Hotkey(QObject):
    """Holds one key after another. Until one is set, nothing of what holds keys is even imported."""

    pressed = Signal()
    stood = Signal(object)
    """What became of the key that was asked for: a `Held`."""
    _heard = Signal(int, object)
    """From any thread: which holding it is about, and a `Held` or the token of a press."""

    def __init__(
        self, keyboards: Callable[[], Keyboard | None] = system_keyboard, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keyboards = keyboards
        self._keyboard: Keyboard | None = None
        self._number = 0
        self.held = Held(Hold.NONE)
        self._heard.connect(self._hear)

    def use(self, keys: str) -> None:
        """Hold these keys from now on, "Ctrl+Alt+N" for instance; none where it is empty. `stood` follows."""
        self._number += 1
        if self._keyboard is not None:
            self._keyboard.release()
        if not keys:
            self._stand(Held(Hold.NONE))
            return
        chord = read_chord(keys)
        if chord is None or not chord.fits:
            self._stand(Held(Hold.UNFIT))
            return
        if self._keyboard is None:
            self._keyboard = self._keyboards()
        if self._keyboard is None:
            self._stand(Held(Hold.UNAVAILABLE))
            return
        tell = partial(self._heard.emit, self._number)
        self._keyboard.hold(chord, tell, tell)

    def close(self) -> None:
        """Hold nothing any more."""
        self._number += 1
        if self._keyboard is not None:
            self._keyboard.close()
            self._keyboard = None

    def _hear(self, number: int, what: object) -> None:
        if number != self._number:
            return  # it is about keys that are no longer wanted
        if isinstance(what, Held):
            self._stand(what)
        else:
            if what:
                os.environ["XDG_ACTIVATION_TOKEN"] = str(what)  # Qt takes it up when a window next comes forward
            self.pressed.emit()

    def _stand(self, held: Held) -> None:
        self.held = held
        self.stood.emit(held)
