"""The window: before the vault, in front of it, and inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from core.errors import EbbError, WrongSecret
from core.model.status import VaultState
from ui import ops
from ui.capture.desk import CaptureDesk
from ui.capture.reading import ScreenReading
from ui.hotkey.hotkey import Hotkey
from ui.lock.place import LockScreen
from ui.onboarding.place import Onboarding
from ui.ops import Assistants, installed
from ui.places import ORDER, Places
from ui.preferences import Preferences
from ui.surroundings import Surroundings
from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import NARROW
from ui.widgets.drop import DropVeil, local_paths

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_CLOSING_MS = 5000
_SIZE = QSize(1280, 800)
_LEAST = QSize(640, 480)


class MainWindow(QMainWindow):
    """Shows itself at once, and finds out in the background what stands behind it. `gone` comes when all is closed."""

    gone = Signal()
    found = Signal()
    """Whether there is a vault is known, and what opens one is loaded."""
    ready = Signal()
    """A vault is open and its places are shown."""
    vault_changed = Signal()
    """A vault was opened, or left."""
    stayed = Signal()
    """This was closed, and Ebb goes on without it."""
    note_wanted = Signal()
    clipboard_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        profile: Path,
        assistants: Assistants = installed,
        surroundings: Surroundings | None = None,
    ) -> None:
        super().__init__()
        self.surroundings = surroundings or Surroundings(Hotkey(parent=self))
        self._theme = theme
        self._preferences = preferences
        self._profile = profile
        self._assistants = assistants
        self._assistant: Assistant | None = None
        self._pending: list[Path] = []
        self._to_watch: list[Path] = []
        self._closing = False
        self._problem = ""
        self.stays: Callable[[], bool] = lambda: False
        """Whether Ebb goes on when this is closed; asked then."""
        self.desk = CaptureDesk(assistants, profile, lambda: self._assistant, self)
        self.reading = ScreenReading(theme, lambda: self._assistant, self.desk.desktops, self)
        self.desk.pictured.connect(self.reading.read_copied)
        self.reading.kept.connect(self.desk.kept)
        self.reading.refused.connect(self.desk.refused)
        self.started = False
        self.places: Places | None = None
        self.onboarding: Onboarding | None = None
        self.setWindowTitle("Ebb")
        self.setMinimumSize(_LEAST)
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._waiting = _Waiting(theme)
        self.lock_screen = LockScreen(theme, assistants, profile)
        self._stack.addWidget(self._waiting)
        self._stack.addWidget(self.lock_screen)
        self._veil = DropVeil(theme, self)
        for part in (self.lock_screen, self._veil):
            theme.dress(part)
        self.lock_screen.opened.connect(self._open)
        self._bind_keys()
        self.resize(_SIZE)
        geometry = preferences.get("state/geometry")
        if geometry:
            self.restoreGeometry(geometry)

    # -- beginning -------------------------------------------------------------------------------------------------

    def start(self, files: Sequence[Path] = ()) -> None:
        """Find out whether there is a vault, and go where that leads. Out of sight it opens one that needs no words."""
        self.started = True
        self._pending += files
        ops.read_icons().run(self)
        ops.vault_state(assistants=self._assistants, profile=self._profile).success(self._begin).failure(
            self._show_lock_screen
        ).run(self)

    def receive(self, files: Sequence[Path]) -> None:
        """Another start handed its files over: come forward and take them."""
        if self._closing:
            return
        self.come_forward()
        if not self.started:
            self.start(files)
        elif self.places is not None:
            self.places.add(files)
        else:
            self._pending += files

    def come_forward(self) -> None:
        """Be seen, in front of everything else."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def _begin(self, found: tuple[VaultState, bool]) -> None:
        self.found.emit()
        state, keyring = found
        if state is VaultState.ABSENT:
            self._show_onboarding()
        elif keyring:
            operation = ops.unlock(assistants=self._assistants, profile=self._profile)
            operation.success(self._open).failure(self._show_lock_screen).run(self)
        else:
            self._show_lock_screen()

    def _show_onboarding(self) -> None:
        self.onboarding = Onboarding(self._theme, self._assistants, self._profile)
        self.onboarding.created.connect(self._keep)
        self.onboarding.finished.connect(self._finish_onboarding)
        self._theme.dress(self.onboarding)
        self._stack.addWidget(self.onboarding)
        self._stack.setCurrentWidget(self.onboarding)
        self.onboarding.enter()

    def _finish_onboarding(self, files: list[Path], folders: list[Path]) -> None:
        assert self._assistant is not None
        self._pending += files
        self._to_watch += folders
        self._open(self._assistant)

    def _show_lock_screen(self, error: EbbError | None = None) -> None:
        self._stack.setCurrentWidget(self.lock_screen)
        self.lock_screen.enter("" if error is None or isinstance(error, WrongSecret) else str(error))

    # -- the open vault --------------------------------------------------------------------------------------------

    @property
    def assistant(self) -> Assistant | None:
        """The vault that is open now."""
        return self._assistant

    def _keep(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def _open(self, assistant: Assistant) -> None:
        self._assistant = assistant
        if self._closing:
            self._finish_closing()
            return
        ops.start_work(assistant=assistant).failure(self._fail_work).run(self)
        self.vault_changed.emit()
        if self.isVisible():
            self._build_places()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._assistant is not None and self.places is None and self.onboarding is None and not self._closing:
            self._build_places()  # the vault was opened out of sight, where nothing is built and no model is loaded

    def _build_places(self) -> None:
        assert self._assistant is not None
        self.places = Places(
            self._theme, self._assistant, self._profile, self._preferences, self.desk, self.surroundings, self._stack
        )
        self.places.lock_wanted.connect(self.lock)
        self.places.note_wanted.connect(self.note_wanted)
        self.places.clipboard_wanted.connect(self.clipboard_wanted)
        self.places.screen_wanted.connect(self.read_screen)
        self._stack.addWidget(self.places)
        self._fit()
        QTimer.singleShot(0, self.places, self._begin_places)

    # Rail, first place and the showing of both take a turn of the event loop each: what is not ready is not seen.

    def _begin_places(self) -> None:
        if self.places is not None:
            self.places.begin()
            QTimer.singleShot(0, self.places, self._show_places)

    def _show_places(self) -> None:
        if self.places is None:
            return
        self._stack.setCurrentWidget(self.places)
        self.places.enter()
        if self.onboarding is not None:
            self._stack.removeWidget(self.onboarding)
            self.onboarding.deleteLater()
            self.onboarding = None
        folders, self._to_watch = self._to_watch, []
        self.places.watch(folders)
        files, self._pending = self._pending, []
        self.places.add(files)
        self._tell_problem()
        self.ready.emit()

    def _fail_work(self, error: EbbError) -> None:
        self._problem = str(error)
        self._tell_problem()

    def _tell_problem(self) -> None:
        if self.places is not None and self._problem:
            self.places.library.notice.say(self._problem, "danger")
            self._problem = ""

    def lock(self) -> None:
        """Close the vault and destroy everything that shows what is in it."""
        if self._assistant is None or (self.places is None and self.onboarding is not None):
            return
        assistant = self._leave_places()
        self._stack.setCurrentWidget(self.lock_screen)
        self.lock_screen.wipe()
        self.lock_screen.set_busy(True, self.tr("Locking…"))
        ops.close(assistant=assistant).success(self._locked).failure(self._show_lock_screen).run(self)

    def _locked(self, _: None) -> None:
        self.lock_screen.enter()

    def read_screen(self) -> None:
        """Read words from the screen; this window is out of the way while a part of it is chosen."""
        self.reading.begin(self if self.isActiveWindow() else None)

    def _leave_places(self) -> Assistant:
        assert self._assistant is not None
        self.reading.end()
        assistant, self._assistant = self._assistant, None
        if self.places is not None:
            self.places.leave()
            self._stack.removeWidget(self.places)
            self.places.hide()
            self.places.deleteLater()
            self.places = None
        self.vault_changed.emit()
        return assistant

    # -- closing ---------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        if not self._closing and self.stays():
            self._withdraw()
            self.stayed.emit()
        else:
            self.leave()

    def leave(self) -> None:
        """Close the vault, and everything else with it; `gone` follows."""
        if self._closing:
            return
        self._closing = True
        self._withdraw()
        self._finish_closing()

    def _withdraw(self) -> None:
        seen = self.isVisible()
        geometry = self.saveGeometry().data()
        self.hide()
        if seen:
            self._preferences.set("state/geometry", geometry)

    def _finish_closing(self) -> None:
        if self._assistant is None:
            self.gone.emit()
            return
        assistant = self._leave_places()
        QTimer.singleShot(_CLOSING_MS, self, self.gone.emit)
        ops.close(assistant=assistant).success(self._closed).failure(self._closed).run(self)

    def _closed(self, _: object) -> None:
        self.gone.emit()

    # -- keys, drops, size -----------------------------------------------------------------------------------------

    def _bind_keys(self) -> None:
        for number, key in enumerate(ORDER, start=1):
            self._bind(f"Ctrl+{number}", partial(self._go, key))
        self._bind("Ctrl+L", self.lock)
        self._bind("Ctrl+K", self._search)
        self._bind("Ctrl+N", self._new_chat)
        self._bind("Ctrl+Shift+N", self.note_wanted.emit)
        self._bind("Ctrl+O", self._add_files)
        self._bind("Ctrl+Q", self.leave)

    def _bind(self, keys: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(call)

    def _go(self, place: str) -> None:
        if self.places is not None:
            self.places.go(place)

    def _search(self) -> None:
        if self.places is not None:
            self.places.open_search()

    def _new_chat(self) -> None:
        if self.places is not None:
            self.places.go("ask")
            self.places.ask.new_chat()

    def _add_files(self) -> None:
        if self.places is not None:
            self.places.go("library")
            self.places.library.choose_files()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.places is not None and local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover(self.rect().adjusted(8, 8, -8, -8))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        if self.places is not None:
            event.acceptProposedAction()
            self.places.add(local_paths(event.mimeData()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self.places is not None:
            self.places.set_narrow(self.width() < NARROW)


class _Waiting(QWidget):
    """The mark alone, for the moment before anything is known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addWidget(EbbLine(theme, QSize(88, 40)), 0, Qt.AlignmentFlag.AlignCenter)
