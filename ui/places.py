"""The open vault: rail and places. Built when the vault is opened, destroyed when it is locked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core.model.answer import Chat
from core.model.memory import Source
from ui.ask.place import AskPlace
from ui.bridge import Bridge
from ui.library.place import LibraryPlace
from ui.memories.place import MemoriesPlace
from ui.preferences import Preferences
from ui.rail import Rail
from ui.search.panel import SearchPanel
from ui.settings.place import SettingsPlace
from ui.sleep.place import SleepPlace
from ui.theme.theme import Theme
from ui.transfer.page import TransferPage, may_be_an_export

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

ORDER = ("ask", "memories", "library", "sleep", "settings")
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
        self._memories: MemoriesPlace | None = None
        self._sleep: SleepPlace | None = None
        self._settings: SettingsPlace | None = None
        self._transfer: TransferPage | None = None
        self._search: SearchPanel | None = None
        names = {
            "ask": self.tr("Ask"),
            "memories": self.tr("Memories"),
            "library": self.tr("Library"),
            "sleep": self.tr("Sleep"),
            "settings": self.tr("Settings"),
        }
        self.rail = Rail(theme, names, "settings")
        self._stack.addWidget(self.ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self.rail.chosen.connect(self.go)
        self.rail.search_wanted.connect(self.open_search)
        self.ask.library_wanted.connect(self._to_library)
        self.ask.memory_wanted.connect(self._to_memory)
        self.current = preferences.get("state/place")
        self.go(self.current)
        QTimer.singleShot(_SOON_MS, self, self._prepare)

    @property
    def library(self) -> LibraryPlace:
        if self._library is None:
            self._library = LibraryPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._library.forget_wanted.connect(self._forget_source)
            self._library.import_wanted.connect(self.open_transfer)
            self._stack.addWidget(self._library)
        return self._library

    @property
    def memories(self) -> MemoriesPlace:
        if self._memories is None:
            self._memories = MemoriesPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._memories.sleep_wanted.connect(self._to_sleep)
            self._memories.library_wanted.connect(self._to_library)
            self._stack.addWidget(self._memories)
        return self._memories

    @property
    def sleep(self) -> SleepPlace:
        if self._sleep is None:
            self._sleep = SleepPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._sleep.memory_wanted.connect(self._to_memory)
            self._stack.addWidget(self._sleep)
        return self._sleep

    @property
    def settings(self) -> SettingsPlace:
        if self._settings is None:
            self._settings = SettingsPlace(
                self._theme, self._assistant, self._bridge, self._profile, self._preferences, self._stack
            )
            self._settings.lock_wanted.connect(self.lock_wanted)
            self._settings.transfer_wanted.connect(self.open_transfer)
            self._stack.addWidget(self._settings)
        return self._settings

    @property
    def transfer(self) -> TransferPage:
        """Import and export. It is no place of its own: Back leads to the place one came from."""
        if self._transfer is None:
            self._transfer = TransferPage(self._theme, self._assistant, self._stack)
            self._transfer.left.connect(self._leave_transfer)
            self._stack.addWidget(self._transfer)
        return self._transfer

    @property
    def search(self) -> SearchPanel:
        if self._search is None:
            self._search = SearchPanel(self._theme, self._assistant, self)
            self._search.source_wanted.connect(self._to_source)
            self._search.chat_wanted.connect(self._to_chat)
            self._search.memory_wanted.connect(self._to_memory)
        return self._search

    def open_search(self) -> None:
        """Search over everything, on top of whatever is open."""
        self.search.open()

    def go(self, key: str) -> None:
        """Open a place."""
        if self._search is not None:
            self._search.close_panel()
        self.rail.mark(key)
        self.current = key
        place: AskPlace | MemoriesPlace | LibraryPlace | SleepPlace | SettingsPlace
        match key:
            case "memories":
                place = self.memories
            case "library":
                place = self.library
            case "sleep":
                place = self.sleep
            case "settings":
                place = self.settings
            case _:
                place = self.ask
        self._stack.setCurrentWidget(place)
        place.enter()

    def add(self, paths: Sequence[Path]) -> None:
        """Take files in, and show how it goes. An export or an archive is looked through first."""
        if len(paths) == 1 and may_be_an_export(paths[0]):
            self.open_transfer(paths[0])
        elif paths:
            self.go("library")
            self.library.add(paths)

    def open_transfer(self, path: Path | None = None) -> None:
        """Show import and export, with something to bring in where that is known."""
        self._stack.setCurrentWidget(self.transfer)
        self.transfer.enter(path)

    def set_narrow(self, narrow: bool) -> None:
        self.rail.set_narrow(narrow)

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.ask.leave()
        if self._sleep is not None:
            self._sleep.leave()
        if self._transfer is not None:
            self._transfer.leave()
        self._bridge.end()
        if self._preferences.get("state/place") != self.current:
            self._preferences.set("state/place", self.current)

    def _prepare(self) -> None:
        """Build the library a moment after the first place is shown: it is where work and failures are told.

        Search comes after it, so that the first Ctrl+K finds it ready.
        """
        _ = self.library
        QTimer.singleShot(_SOON_MS, self, self._prepare_search)

    def _prepare_search(self) -> None:
        _ = self.search

    def _leave_transfer(self) -> None:
        self.go(self.current)

    def _to_library(self) -> None:
        self.go("library")

    def _forget_source(self, source: Source) -> None:
        self.go("memories")
        self.memories.open_forgetting(source=source)

    def _to_sleep(self) -> None:
        self.go("sleep")

    def _to_memory(self, memory_id: int) -> None:
        self.memories.open_memory(memory_id)
        self.go("memories")

    def _to_source(self, source: Source) -> None:
        self.go("library")
        self.library.reveal(source)

    def _to_chat(self, chat: Chat) -> None:
        self.go("ask")
        self.ask.open_chat(chat)
