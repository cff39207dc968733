"""The way from no vault to the first files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.errors import EbbError
from ui import ops
from ui.onboarding.pages import FilesPage, PassphrasePage, RecoveryPage, WelcomePage
from ui.ops import Assistants
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class Onboarding(QStackedWidget):
    """Four pages. `created` comes with the vault, `finished` with the files to begin with, and the folders to watch."""

    created = Signal(object)
    finished = Signal(list, list)

    def __init__(self, theme: Theme, assistants: Assistants, profile: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistants = assistants
        self._profile = profile
        self.welcome = WelcomePage(theme, profile)
        self.passphrase = PassphrasePage(theme)
        self.recovery = RecoveryPage(theme)
        self.files = FilesPage(theme)
        for page in (self.welcome, self.passphrase, self.recovery, self.files):
            self.addWidget(page)
        self.welcome.done.connect(self._to_passphrase)
        self.passphrase.chosen.connect(self._create)
        self.recovery.done.connect(self._to_files)
        self.files.done.connect(self.finished)

    def enter(self) -> None:
        self.welcome.enter()

    def _to_passphrase(self) -> None:
        self.setCurrentWidget(self.passphrase)
        self.passphrase.enter()

    def _to_files(self) -> None:
        self.setCurrentWidget(self.files)
        self.files.enter()

    def _create(self, passphrase: str) -> None:
        self.passphrase.set_busy(True)

        def done(made: tuple[Assistant, str]) -> None:
            assistant, code = made
            self.passphrase.wipe()
            self.created.emit(assistant)
            self.setCurrentWidget(self.recovery)
            self.recovery.code.show_code(code)

        def failed(error: EbbError) -> None:
            self.passphrase.set_busy(False)
            self.passphrase.notice.say(str(error), "danger")

        operation = ops.create_vault(assistants=self._assistants, profile=self._profile, passphrase=passphrase)
        operation.success(done).failure(failed).run(self)
