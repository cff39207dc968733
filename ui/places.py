"""The open vault: rail and places. Built when the vault is opened, destroyed when it is locked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from core.model.answer import Chat
from core.model.folder import Rules
from core.model.memory import Source
from ui.ask.place import AskPlace
from ui.bridge import Bridge
from ui.capture.desk import CaptureDesk
from ui.library.place import LibraryPlace
from ui.memories.place import MemoriesPlace
from ui.preferences import Preferences
from ui.rail import Rail
from ui.rail_status import RailStatus
from ui.search.panel import SearchPanel
from ui.settings.place import SettingsPlace
from ui.sleep.place import SleepPlace
from ui.surroundings import Surroundings
from ui.theme.theme import Theme
from ui.transfer.page import TransferPage, may_be_an_export

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

Place = AskPlace | MemoriesPlace | LibraryPlace | SleepPlace | SettingsPlace
ORDER = ("ask", "memories", "library", "sleep", "settings")
_SOON_MS = 60


class Places(QWidget):
    """Nothing of what it shows outlives it: to lock is to destroy it.

    Each place is built when it is first wanted: no turn of the event loop has to build more than one. `begin` builds
    the first, `enter` opens it once this is shown.
    """

    lock_wanted = Signal()
    note_wanted = Signal()
    clipboard_wanted = Signal()
    screen_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        assistant: Assistant,
        profile: Path,
        preferences: Preferences,
        desk: CaptureDesk,
        surroundings: Surroundings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._desk = desk
        self._surroundings = surroundings
        self._bridge = Bridge(assistant, self)
        self._theme = theme
        self._assistant = assistant
        self._profile = profile
        self._stack = QStackedWidget()
        self._ask: AskPlace | None = None
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
        self.rail.show_status(RailStatus(theme, assistant, self._bridge))
        theme.dress(self.rail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self.rail.chosen.connect(self.go)
        self.rail.search_wanted.connect(self.open_search)
        self.rail.note_wanted.connect(self.note_wanted)
        self.current = preferences.get("state/place")
        self._came_from: tuple[str, QWidget | None] | None = None
        """The place from which a memory's page was opened, and where the keyboard was."""

    def begin(self) -> None:
        """Build the place that was open last."""
        self._stack.setCurrentWidget(self._place(self.current))

    def enter(self) -> None:
        """Open it. What else is soon wanted follows a moment later."""
        self.go(self.current)
        QTimer.singleShot(_SOON_MS, self, self._prepare)

    @property
    def ask(self) -> AskPlace:
        if self._ask is None:
            self._ask = AskPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._ask.library_wanted.connect(self._to_library)
            self._ask.memory_wanted.connect(self._to_memory)
            self._take(self._ask)
        return self._ask

    @property
    def library(self) -> LibraryPlace:
        if self._library is None:
            self._library = LibraryPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._library.forget_wanted.connect(self._forget_source)
            self._library.import_wanted.connect(self.open_transfer)
            self._take(self._library)
        return self._library

    @property
    def memories(self) -> MemoriesPlace:
        if self._memories is None:
            self._memories = MemoriesPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._memories.sleep_wanted.connect(self._to_sleep)
            self._memories.library_wanted.connect(self._to_library)
            self._memories.left.connect(self._leave_memories)
            self._stack.addWidget(self._memories)  # it dresses its pages itself
        return self._memories

    @property
    def sleep(self) -> SleepPlace:
        if self._sleep is None:
            self._sleep = SleepPlace(self._theme, self._assistant, self._bridge, self._stack)
            self._sleep.memory_wanted.connect(self._to_memory)
            self._take(self._sleep)
        return self._sleep

    @property
    def settings(self) -> SettingsPlace:
        if self._settings is None:
            self._settings = SettingsPlace(
                self._theme,
                self._assistant,
                self._bridge,
                self._profile,
                self._preferences,
                self._desk,
                self._surroundings,
                self._stack,
            )
            self._settings.lock_wanted.connect(self.lock_wanted)
            self._settings.transfer_wanted.connect(self.open_transfer)
            self._settings.desktop.note_wanted.connect(self.note_wanted)
            self._settings.desktop.clipboard_wanted.connect(self.clipboard_wanted)
            self._settings.capture.screen_wanted.connect(self.screen_wanted)
            self._take(self._settings)
        return self._settings

    @property
    def transfer(self) -> TransferPage:
        """Import and export. It is no place of its own: Back leads to the place one came from."""
        if self._transfer is None:
            self._transfer = TransferPage(self._theme, self._assistant, self._stack)
            self._transfer.left.connect(self._leave_transfer)
            self._transfer.bring_in.files_wanted.connect(self._add_archive)
            self._take(self._transfer)
        return self._transfer

    @property
    def search(self) -> SearchPanel:
        if self._search is None:
            self._search = SearchPanel(self._theme, self._assistant, self)
            self._search.source_wanted.connect(self._to_source)
            self._search.chat_wanted.connect(self._to_chat)
            self._search.memory_wanted.connect(self._to_memory)
            self._theme.dress(self._search)
        return self._search

    def _take(self, place: QWidget) -> None:
        self._theme.dress(place)
        self._stack.addWidget(place)

    def open_search(self) -> None:
        """Search over everything, on top of whatever is open."""
        self.search.open()

    def go(self, key: str) -> None:
        """Open a place."""
        if self._search is not None:
            self._search.close_panel()
        self.rail.mark(key)
        self.current = key
        self._came_from = None
        place = self._place(key)
        self._stack.setCurrentWidget(place)
        place.enter()

    def _place(self, key: str) -> Place:
        match key:
            case "memories":
                return self.memories
            case "library":
                return self.library
            case "sleep":
                return self.sleep
            case "settings":
                return self.settings
            case _:
                return self.ask

    def add(self, paths: Sequence[Path]) -> None:
        """Take files in, and show how it goes. An export or an archive is looked through first; a model is added."""
        if len(paths) == 1 and may_be_an_export(paths[0]):
            self.open_transfer(paths[0])
        elif len(paths) == 1 and paths[0].suffix.casefold() == ".gguf":
            self.go("settings")
            self.settings.answering.add_file(paths[0])
        elif paths:
            self.go("library")
            self.library.add(paths)

    def _add_archive(self, path: Path) -> None:
        self.go("library")
        self.library.add([path])

    def watch(self, folders: Sequence[Path]) -> None:
        """Watch folders by the usual rules, and show how they stand."""
        for folder in folders:
            self.go("library")
            self.library.folders.watch(folder, Rules())

    def open_transfer(self, path: Path | None = None) -> None:
        """Show import and export, with something to bring in where that is known."""
        self._stack.setCurrentWidget(self.transfer)
        self.transfer.enter(path)

    def set_narrow(self, narrow: bool) -> None:
        self.rail.set_narrow(narrow)

    def leave(self) -> None:
        """The vault is about to be locked."""
        if self._ask is not None:
            self._ask.leave()
        if self._sleep is not None:
            self._sleep.leave()
        if self._transfer is not None:
            self._transfer.leave()
        if self._settings is not None:
            self._settings.leave()
        self._bridge.end()
        if self._preferences.get("state/place") != self.current:
            self._preferences.set("state/place", self.current)

    def _prepare(self) -> None:
        """Build one of what is soon wanted, and the next a moment later.

        The library is where work and failures are told; search, so that the first Ctrl+K finds it ready.
        """
        if self._library is None:
            _ = self.library
        elif self._search is None:
            _ = self.search
        elif self._ask is None:
            _ = self.ask
        else:
            return
        QTimer.singleShot(_SOON_MS, self, self._prepare)

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
        came_from = self._came_from if self.current == "memories" else (self.current, QApplication.focusWidget())
        self.memories.open_memory(memory_id, outside=came_from is not None)
        self.go("memories")
        self._came_from = came_from

    def _leave_memories(self) -> None:
        """Back to the place one came from, as it was left."""
        if self._came_from is None:
            self.go("memories")
            return
        place, stood = self._came_from
        self.go(place)
        if stood is not None and shiboken6.isValid(stood) and stood.isVisible():
            stood.setFocus()

    def _to_source(self, source: Source) -> None:
        self.go("library")
        self.library.reveal(source)

    def _to_chat(self, chat: Chat) -> None:
        self.go("ask")
        self.ask.open_chat(chat)
