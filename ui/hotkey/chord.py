"""Keys that are pressed together, and what each system calls them."""

from __future__ import annotations

from dataclasses import dataclass

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
"""As Qt names them: on macOS Ctrl is Command and Meta is Control."""

_FUNCTION = {f"F{number}" for number in range(1, 25)}
_PLAIN = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_NAMED = {"Space", "Ins", "Home", "End", "PgUp", "PgDown", "Pause", "Left", "Right", "Up", "Down"}

_KEYSYMS = {"Space": "space", "Ins": "Insert", "PgUp": "Prior", "PgDown": "Next"}


@dataclass(frozen=True, slots=True)
class Chord:
    """One key with its modifiers, both as in `MODIFIERS` and Qt's portable names of keys."""

    modifiers: frozenset[str]
    key: str

    @property
    def fits(self) -> bool:
        """Whether it can be taken from all programs without taking what people type from them."""
        return self.key in _FUNCTION or bool(self.modifiers & {"Ctrl", "Alt", "Meta"})

    @property
    def keysym(self) -> str:
        """The key's name in X11 and in the shortcuts of xdg-desktop-portal."""
        return _KEYSYMS.get(self.key, self.key.lower() if self.key in _PLAIN else self.key)


def read_chord(keys: str) -> Chord | None:
    """The chord that a portable key sequence ("Ctrl+Alt+N") stands for; None for more than one, and for odd keys."""
    *modifiers, key = keys.split("+")
    if not set(modifiers) <= set(MODIFIERS) or key not in _FUNCTION | _PLAIN | _NAMED:
        return None
    return Chord(frozenset(modifiers), key)
