"""The open vault: rail and places. Built when the vault is opened, destroyed when it is locked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.ask.place import AskPlace
from ui.bridge import Bridge
from ui.library.place import LibraryPlace
from ui.preferences import Preferences
from ui.rail import Rail
from ui.settings.place import SettingsPlace
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

ORDER = ("ask", "library", "settings")
_SOON_MS = 60


class Places(QWidget):
    """Nothing of what it shows outlives it: to lock is to destroy it."""

    lock_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        assistant: Assistant,
        profile: Path,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._bridge = Bridge(assistant, self)
        self._theme = theme
        self._assistant = assistant
        self._profile = profile
        self._stack = QStackedWidget()
        self.ask = AskPlace(theme, assistant, self._bridge, self._stack)
        self._library: LibraryPlace | None = None
        self._settings: SettingsPlace | None = None
        names = {"ask": self.tr("Ask"), "library": self.tr("Library"), "settings": self.tr("Settings")}
        self.rail = Rail(theme, names, "settings")
        self._stack.addWidget(self.ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self.rail.chosen.connect(self.go)
        self.ask.library_wanted.connect(self._to_library)
        self.current = preferences.get("state/place")
        self.go(self.current)
        QTimer.singleShot(_SOON_MS, self, self._prepare)

    @property
    def library(self) -> LibraryPlace:
        if self._library is None:
            self._library = LibraryPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._stack.addWidget(self._library)
        return self._library

    @property
    def settings(self) -> SettingsPlace:
        if self._settings is None:
            self._settings = SettingsPlace(
                self._theme, self._assistant, self._bridge, self._profile, self._preferences, self._stack
            )
            self._settings.lock_wanted.connect(self.lock_wanted)
            self._stack.addWidget(self._settings)
        return self._settings

    def go(self, key: str) -> None:
        """Open a place."""
        self.rail.mark(key)
        self.current = key
        place: AskPlace | LibraryPlace | SettingsPlace
        match key:
            case "library":
                place = self.library
            case "settings":
                place = self.settings
            case _:
                place = self.ask
        self._stack.setCurrentWidget(place)
        place.enter()

    def add(self, paths: Sequence[Path]) -> None:
        """Take files in, and show how it goes."""
        if paths:
            self.go("library")
            self.library.add(paths)

    def set_narrow(self, narrow: bool) -> None:
        self.rail.set_narrow(narrow)

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.ask.leave()
        self._bridge.end()
        if self._preferences.get("state/place") != self.current:
            self._preferences.set("state/place", self.current)

    def _prepare(self) -> None:
        """Build the library a moment after the first place is shown: it is where work and failures are told."""
        _ = self.library

    def _to_library(self) -> None:
        self.go("library")
