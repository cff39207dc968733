"""Taking out: everything or a part, into an encrypted file, one that anybody can read, or a folder of text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.transfer import Exported
from ui.background import Operation
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.transfer import ops, wording
from ui.transfer.busy import Busy
from ui.transfer.choosing import PartChooser
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.passphrase import PassphraseField
from ui.widgets.strength import StrengthHint

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class TakeOut(Section):
    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Take out"), parent)
        self._assistant = assistant
        self._written: Path | None = None
        self.part = PartChooser(theme, assistant)
        self.sealed = QRadioButton(self.tr("One file, encrypted with a passphrase of its own"))
        self.plain = QRadioButton(self.tr("One file that is not encrypted"))
        self.as_text = QRadioButton(self.tr("A folder of text (Markdown), to read without Ebb"))
        self.passphrase = PassphraseField(theme, self.tr("Passphrase for the archive"))
        self.again = PassphraseField(theme, self.tr("The same once more"))
        self.strength = StrengthHint(theme)
        self.warning = Label(
            self.tr("Anybody who gets hold of it can read everything in it."), size=Size.BODY, tone="warn", wrap=True
        )
        self.write = Button(self.tr("Choose where…"), look="primary")
        self.busy = Busy(theme)
        self.notice = Notice(theme)
        self._secret = QWidget()
        self._arrange()
        self.write.clicked.connect(self._choose)
        self.again.entered.connect(self._choose)
        self.passphrase.edited.connect(self._show_choice)
        self.again.edited.connect(self._show_choice)
        self.notice.acted.connect(self._open_place)
        self.part.changed.connect(self._show_choice)
        self.sealed.setChecked(True)

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.passphrase.clear()
        self.again.clear()
        self.busy.end_early()

    def write_to(self, path: Path) -> None:
        """Write what is chosen there."""
        assistant, selection = self._assistant, self.part.selection
        if self.as_text.isChecked():
            self._begin(
                lambda stop: ops.take_out_as_text(assistant=assistant, folder=path, selection=selection, stop=stop)
            )
            return
        passphrase = self.passphrase.text() if self.sealed.isChecked() else None
        self._begin(
            lambda stop: ops.take_out(
                assistant=assistant, path=path, passphrase=passphrase, selection=selection, stop=stop
            )
        )

    def _begin(self, made: Callable[[Flag], Operation[Exported]]) -> None:
        self.notice.hide()
        operation = made(self.busy.begin(self.tr("Writing")))
        self.write.setEnabled(False)
        operation.told(self.busy.tell).cancelled(self._stopped)
        operation.success(self._done).failure(self._failed).run(self)

    def _choose(self) -> None:
        if not self.write.isEnabled():
            return
        name = f"Ebb {QDate.currentDate().toString(Qt.DateFormat.ISODate)}"
        if self.as_text.isChecked():
            into = QFileDialog.getExistingDirectory(self, self.tr("Choose where the new folder is to be"))
            path = Path(into) / name if into else None
        else:
            chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Choose where to write"), f"{name}.ebb")
            path = Path(chosen) if chosen else None
        if path is not None:
            self.write_to(path)

    def _done(self, done: Exported) -> None:
        self._end()
        self._written = done.path
        self.passphrase.clear()
        self.again.clear()
        self._show_choice()
        self.notice.say(wording.wrote(done), "good", self.tr("Open the folder"))

    def _failed(self, error: EbbError) -> None:
        self._end()
        self._written = None
        self.notice.say(str(error), "danger")

    def _stopped(self) -> None:
        self._end()
        self.notice.say(self.tr("Stopped. Nothing was written."), "info")

    def _end(self) -> None:
        self.busy.end()
        self._show_choice()

    def _open_place(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def _show_choice(self) -> None:
        sealed = self.sealed.isChecked()
        self._secret.setVisible(sealed)
        self.warning.setVisible(not sealed)
        text = self.passphrase.text()
        self.strength.judge(text)
        ready = not sealed or bool(text and text == self.again.text())
        self.write.setEnabled(self.busy.isHidden() and ready and self.part.holds_something)

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        for choice in (self.sealed, self.plain, self.as_text):
            choice.setAccessibleName(choice.text())
            choice.toggled.connect(self._show_choice)
            group.addButton(choice)
        secret = QVBoxLayout(self._secret)
        secret.setContentsMargins(0, 0, 0, 0)
        secret.setSpacing(Space.SMALL)
        for widget in (self.passphrase, self.strength, self.again):
            secret.addWidget(widget)
        secret.addWidget(
            Label(
                self.tr("Without this passphrase the file cannot be read by anybody, us included. Keep it well."),
                size=Size.NOTE,
                tone="muted",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.write)
        row.addStretch(1)
        what = self.tr("What you keep, with where it comes from, without what is forgotten.")
        self.body.addWidget(Label(what, size=Size.BODY, tone="muted", wrap=True))
        self.body.addWidget(self.part)
        choices = QVBoxLayout()
        choices.setSpacing(0)
        for choice in (self.sealed, self.plain, self.as_text):
            choices.addWidget(choice)
        self.body.addLayout(choices)
        self.body.addWidget(self._secret)
        self.body.addWidget(self.warning)
        self.body.addLayout(row)
        self.body.addWidget(self.busy)
        self.body.addWidget(self.notice)
