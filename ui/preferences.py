"""What the window keeps between starts: choices and its own state, never anything out of a vault."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

_FILE = "window.ini"


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that is kept. `choices` is empty when any value of the type will do."""

    key: str
    kind: type
    default: Any
    text: str
    choices: tuple[str, ...] = ()


PREFERENCES: tuple[Preference, ...] = (
    Preference("appearance/theme", str, "system", "Light, dark, or as the system has it", ("system", "light", "dark")),
    Preference("desktop/stay", bool, False, "When the window is closed, Ebb stays in the tray"),
    Preference("desktop/lock", bool, False, "When the window is closed and Ebb stays, the vault is locked"),
    Preference("desktop/hotkey", str, "", "The key that opens the quick note from every program"),
    Preference("state/stayed", bool, False, "It was said once that Ebb stays in the tray"),
    Preference("state/geometry", bytes, b"", "Where the window stood and how large it was"),
    Preference(
        "state/place",
        str,
        "ask",
        "The place that was open last",
        ("ask", "memories", "library", "sleep", "settings"),
    ),
)
_BY_KEY = {preference.key: preference for preference in PREFERENCES}


class Preferences:
    """The declared preferences of one profile, in a file beside its vault that only the owner can read."""

    def __init__(self, profile: Path) -> None:
        self._file = profile / _FILE
        self._settings = QSettings(str(self._file), QSettings.Format.IniFormat)

    def get(self, key: str) -> Any:
        """The value, or its default if there is none or it makes no sense.

        Raises:
            KeyError: the key is not declared.
        """
        declared = _BY_KEY[key]
        value = self._settings.value(key)
        if isinstance(value, QByteArray):
            value = value.data()
        elif declared.kind is bool and value in ("true", "false"):
            value = value == "true"  # so an INI file gives it back
        if not isinstance(value, declared.kind) or (declared.choices and value not in declared.choices):
            return declared.default
        return value

    def set(self, key: str, value: Any) -> None:
        """Keep a value.

        Raises:
            KeyError: the key is not declared.
            TypeError: the value is not of the declared type.
        """
        declared = _BY_KEY[key]
        if not isinstance(value, declared.kind):
            raise TypeError(f"{key} is a {declared.kind.__name__}")
        self._settings.setValue(key, QByteArray(value) if isinstance(value, bytes) else value)
        with contextlib.suppress(OSError):  # a full or read-only disk: the window then opens as it used to
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._settings.sync()
            self._file.chmod(0o600)
