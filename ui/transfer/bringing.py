"""Bringing in: what was chosen is looked through first, then taken in, then reported on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError, UserError, WrongSecret
from core.model.transfer import Imported, Talks, TalksTaken
from ui.background import Reads
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.transfer import ops, wording
from ui.transfer.busy import Busy
from ui.widgets.buttons import Button, TickBox
from ui.widgets.labels import Label
from ui.widgets.notice import Notice, announce
from ui.widgets.passphrase import PassphraseField
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    # heavy: loaded by the first operation, when the window is there
    from core.assistant import Assistant
    from core.transferring import OpenArchive

    Found = Talks | OpenArchive


class BringIn(Section):
    """`finished` tells that an import has ended well; `regretted` names one that is to be undone.

    `files_wanted` carries an archive that is no export: what lies in it is to be read as files.
    """

    finished = Signal()
    regretted = Signal(int)
    files_wanted = Signal(object)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Bring in"), parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self._path: Path | None = None
        self._found: Found | None = None
        self._done: TalksTaken | None = None
        self._import_id: int | None = None
        self.choose_file = Button(self.tr("Choose a file…"), look="primary", theme=theme, icon="file")
        self.choose_folder = Button(self.tr("Choose a folder…"), theme=theme, icon="folder")
        self.busy = Busy(theme)
        self.notice = Notice(theme)
        self.passphrase = PassphraseField(theme, self.tr("Passphrase of the archive"))
        self.open = Button(self.tr("Open it"), look="primary")
        self.title = Label(size=Size.READ, bold=True, wrap=True)
        self.lines = QVBoxLayout()
        self.with_purged = TickBox(theme, "")
        self.take = Button(self.tr("Bring it in"), look="primary")
        self.leave_it = Button(self.tr("Leave it"))
        self.save = Button(self.tr("Save the report…"))
        self.undo = Button(self.tr("Undo…"))
        self.close_report = Button(self.tr("Done"), look="primary")
        self._choosing, self._locked, self._said = QWidget(), QWidget(), QWidget()
        self._arrange()
        self.choose_file.clicked.connect(self._choose_file)
        self.choose_folder.clicked.connect(self._choose_folder)
        self.open.clicked.connect(self._open)
        self.passphrase.entered.connect(self._open)
        self.take.clicked.connect(self._take)
        self.save.clicked.connect(self._save)
        self.notice.acted.connect(self._want_files)
        self.undo.clicked.connect(self._regret)
        for button in (self.leave_it, self.close_report):
            button.clicked.connect(self.reset)
        self.reset()

    def consider(self, path: Path, passphrase: str | None = None) -> None:
        """Look through a file or folder, and say what bringing it in would do."""
        self._path = path
        self._show()
        stop = self.busy.begin(self.tr("Looking through {name}").format(name=path.name))
        operation = ops.look(assistant=self._assistant, path=path, passphrase=passphrase, stop=stop)
        operation.told(self.busy.tell).cancelled(self.reset)
        self._reads.drop()
        self._reads.read(operation.success(self._tell_found).failure(self._cannot_look))

    def reset(self) -> None:
        """Nothing is chosen."""
        self._reads.drop()
        self._path = self._found = self._done = None
        self.passphrase.clear()
        self.busy.end()
        self.notice.hide()
        self._show(self._choosing)

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.busy.end_early()

    # -- choosing --------------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose an export or an archive"))
        if name:
            self.consider(Path(name))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose an unpacked export, or a folder that Ebb wrote"))
        if name:
            self.consider(Path(name))

    def _open(self) -> None:
        if self._path is not None and self.passphrase.text():
            self.consider(self._path, self.passphrase.text())

    # -- what comes back -------------------------------------------------------------------------------------------

    def _cannot_look(self, error: EbbError) -> None:
        self.busy.end()
        wrong = isinstance(error, WrongSecret)
        if not wrong and not isinstance(error, ops.PassphraseWanted):
            self._show(self._choosing)
            archive = self._path is not None and self._path.suffix.casefold() == ".zip" and isinstance(error, UserError)
            self.notice.say(str(error), "danger", self.tr("Read the files in it") if archive else "")
            return
        self._show(self._locked)
        self.passphrase.clear()
        if wrong:
            self.notice.say(str(error), "danger")
        self.passphrase.setFocus()

    def _want_files(self) -> None:
        path = self._path
        self.reset()
        self.files_wanted.emit(path)

    def _tell_found(self, found: Found) -> None:
        self.busy.end()
        self.passphrase.clear()
        self._found = found
        title, lines = wording.found_talks(found) if isinstance(found, Talks) else wording.found_archive(found.preview)
        purged = found.purged if isinstance(found, Talks) else found.preview.merged.purged
        self._say(title, lines)
        self._show(self._said, self.take, self.leave_it)
        self.with_purged.setText(wording.with_purged(purged))
        self.with_purged.setAccessibleName(self.with_purged.text())
        self.with_purged.setChecked(False)
        self.with_purged.setVisible(purged > 0)
        self.take.setFocus()

    def _take(self) -> None:
        if self._found is None:
            return
        found, self._found = self._found, None
        self._show()
        stop = self.busy.begin(self.tr("Bringing it in"))
        wanted = self.with_purged.isChecked()
        operation = ops.bring_in(assistant=self._assistant, found=found, with_purged=wanted, stop=stop)
        operation.told(self.busy.tell).cancelled(lambda: self._stopped(found))
        operation.success(self._tell_done).failure(self._cannot_take).run(self)

    def _tell_done(self, done: TalksTaken | Imported) -> None:
        self.busy.end()
        self._done = done if isinstance(done, TalksTaken) else None
        new = done.new if isinstance(done, TalksTaken) else done.merged.new + done.merged.newer
        title = self.tr("It is in") if new else self.tr("There was nothing new in it")
        self._say(title, wording.brought(done))
        self._import_id = done.import_id
        self._show(self._said, self.close_report)
        self.save.setVisible(self._done is not None)
        self.undo.setVisible(done.import_id is not None)
        self.close_report.setFocus()
        self.finished.emit()

    def _stopped(self, found: Found) -> None:
        self.reset()
        if isinstance(found, Talks):
            self.notice.say(self.tr("Stopped. What is in stays; choose it again to go on."), "info")
        else:
            self.notice.say(self.tr("Stopped. Nothing was changed."), "info")

    def _cannot_take(self, error: EbbError) -> None:
        self.reset()
        self.notice.say(str(error), "danger")

    def _regret(self) -> None:
        if self._import_id is not None:
            import_id = self._import_id
            self.reset()
            self.regretted.emit(import_id)

    def _save(self) -> None:
        if self._done is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the report"), "ebb-import.json", "JSON (*.json)")
        if name:
            said = self.tr("The report is in {path}.").format(path=name)
            operation = ops.save_report(path=Path(name), done=self._done)
            operation.success(lambda _: self.notice.say(said, "good"))
            operation.failure(lambda error: self.notice.say(str(error), "danger")).run(self)

    # -- showing ---------------------------------------------------------------------------------------------------

    def _say(self, title: str, lines: list[str]) -> None:
        self.title.setText(title)
        empty_out(self.lines)
        for line in lines:
            self.lines.addWidget(Label(line, size=Size.BODY, tone="muted", wrap=True))
        announce(self, ". ".join([title, *lines]))

    def _show(self, part: QWidget | None = None, *buttons: Button) -> None:
        """Show one part, with these of its buttons; None while something is under way."""
        self.notice.hide()
        for one in (self._choosing, self._locked, self._said):
            one.setVisible(one is part)
        self.with_purged.hide()
        for button in (self.take, self.leave_it, self.close_report, self.undo, self.save):
            button.setVisible(button in buttons)

    def _arrange(self) -> None:
        known = self.tr(
            "Chats that you exported from ChatGPT, Claude, Gemini, Copilot, WhatsApp, Telegram, Signal, Slack or "
            "Discord, as they came; mailboxes, Joplin notes, bookmarks; an archive or a folder that Ebb wrote. You see "
            "what is in it before anything changes. Documents and other files go into the library."
        )
        choosing = QVBoxLayout(self._choosing)
        choosing.addWidget(Label(known, size=Size.BODY, tone="muted", wrap=True))
        choosing.addLayout(_in_a_row(self.choose_file, self.choose_folder))
        locked = QVBoxLayout(self._locked)
        locked.addWidget(Label(self.tr("This archive is encrypted."), size=Size.BODY))
        locked.addWidget(self.passphrase)
        cancel = Button(self.tr("Leave it"))
        cancel.clicked.connect(self.reset)
        locked.addLayout(_in_a_row(self.open, cancel))
        said = QVBoxLayout(self._said)
        self.lines.setSpacing(Space.HAIR)
        said.addWidget(self.title)
        said.addLayout(self.lines)
        said.addWidget(self.with_purged)
        said.addLayout(_in_a_row(self.take, self.leave_it, self.close_report, self.undo, self.save))
        for column in (choosing, locked, said):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.MEDIUM)
        for widget in (self._choosing, self._locked, self._said, self.busy, self.notice):
            self.body.addWidget(widget)


def _in_a_row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.SMALL)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
