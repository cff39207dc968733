"""Backups: what there is, one more now, a look into one, and one put into a new place."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QProcess, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.backup import Backup, BackupPreview, Restored, SecondPlace
from ui.background import Reads
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.transfer import ops, wording
from ui.transfer.busy import Busy
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice, announce
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class BackupSection(Section):
    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Backups"), parent)
        self._assistant = assistant
        self._list, self._look = Reads(self), Reads(self)
        self._chosen: Backup | None = None
        self._restored: Path | None = None
        self.make = Button(self.tr("Back up now"))
        self.second = Label(size=Size.BODY, wrap=True)
        self.choose_second = Button(self.tr("Choose a second place…"), look="link")
        self.stop_second = Button(self.tr("No second place"), look="link")
        self.rows: dict[str, Button] = {}
        self._rows = QVBoxLayout()
        self._none = Label(
            self.tr("There is none yet. One is made every day on which something has changed."),
            size=Size.BODY,
            tone="muted",
            wrap=True,
        )
        self.title = Label(size=Size.READ, bold=True, wrap=True)
        self.text = Label(size=Size.BODY, tone="muted", wrap=True)
        self.restore = Button(self.tr("Put it into a new folder…"), look="primary")
        self.leave_it = Button(self.tr("Leave it"))
        self._found = QWidget()
        self.busy = Busy(theme)
        self.notice = Notice(theme)
        self._arrange()
        self.make.clicked.connect(self._make)
        self.choose_second.clicked.connect(self._choose_second)
        self.stop_second.clicked.connect(partial(self.choose_second_place, None))
        self.restore.clicked.connect(self._choose)
        self.leave_it.clicked.connect(self._put_away)
        self.notice.acted.connect(self._open)

    def refresh(self) -> None:
        """Read anew what backups there are."""
        self._list.read(ops.backups(assistant=self._assistant).success(self._show).failure(self._complain))

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.busy.end_early()

    def restore_to(self, folder: Path) -> None:
        """Put the backup that was looked into there."""
        if self._chosen is None:
            return
        self._begin()
        stop = self.busy.begin(self.tr("Putting it there, and reading it through"))
        operation = ops.restore(assistant=self._assistant, backup=self._chosen, folder=folder, stop=stop)
        operation.told(self.busy.tell).cancelled(self._end)
        operation.success(self._done).failure(self._complain).run(self)

    def choose_second_place(self, folder: Path | None) -> None:
        """Copy backups there as well, from the next one on; None for no second place."""
        operation = ops.choose_second_place(assistant=self._assistant, folder=folder)
        self._list.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _choose_second(self) -> None:
        into = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder on another disk"))
        if into:
            self.choose_second_place(Path(into))

    def _show(self, known: tuple[list[Backup], SecondPlace | None]) -> None:
        found, second = known
        self.second.setText(wording.second_place(second))
        self.stop_second.setVisible(second is not None)
        empty_out(self._rows)
        self.rows = {}
        for backup in found:
            self._rows.addWidget(self._row(backup))
        self._none.setVisible(not found)

    def _row(self, backup: Backup) -> QWidget:
        row = QWidget()
        look = Button(self.tr("Look into it"), look="link")
        said = wording.backup(backup)
        look.setAccessibleName(self.tr("Look into the backup of {what}").format(what=said))
        look.clicked.connect(partial(self._consider, backup))
        self.rows[backup.path.name] = look
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ElidedLabel(said, size=Size.BODY), 1)
        line.addWidget(look)
        return row

    def _make(self) -> None:
        self._begin()
        stop = self.busy.begin(self.tr("Making a backup, and reading it back"))

        def done(backup: Backup) -> None:
            self._end()
            self.notice.say(self.tr("Made and read back: {what}.").format(what=wording.backup(backup)), "good")
            self.refresh()

        operation = ops.back_up(assistant=self._assistant, stop=stop).cancelled(self._end)
        operation.success(done).failure(self._complain).run(self)

    def _consider(self, backup: Backup) -> None:
        self._begin()
        self._chosen = backup
        stop = self.busy.begin(self.tr("Looking into it"))
        operation = ops.look_into(assistant=self._assistant, backup=backup, stop=stop)
        operation.told(self.busy.tell).cancelled(self._end)
        self._look.drop()
        self._look.read(operation.success(self._tell).failure(self._complain))

    def _tell(self, found: BackupPreview) -> None:
        self._end()
        self.title.setText(wording.backup(found.backup))
        self.text.setText("\n".join(wording.held(found)))
        self._found.show()
        self.restore.setFocus()
        announce(self, self.text.text())

    def _choose(self) -> None:
        into = QFileDialog.getExistingDirectory(self, self.tr("Choose where the new folder is to be"))
        if into:
            self.restore_to(Path(into) / f"Ebb backup {QDate.currentDate().toString(Qt.DateFormat.ISODate)}")

    def _done(self, done: Restored) -> None:
        self._put_away()
        self._end()
        self._restored = done.profile
        text = self.tr("It is in {folder}, and opens with the same passphrase. The vault in use is as it was.")
        self.notice.say(text.format(folder=done.profile), "good", self.tr("Open it beside this one"))

    def _open(self) -> None:
        if self._restored is not None:
            QProcess.startDetached(sys.executable, ["-m", "app.main", "--profile", str(self._restored)])

    def _put_away(self) -> None:
        self._look.drop()
        self._chosen = None
        self._found.hide()

    def _complain(self, error: EbbError) -> None:
        self._end()
        self.notice.say(str(error), "danger")

    def _begin(self) -> None:
        self._restored = None
        self.notice.hide()
        self._found.hide()
        self._allow(on=False)

    def _end(self) -> None:
        self.busy.end()
        self._allow(on=True)

    def _allow(self, *, on: bool) -> None:
        for button in (self.make, *self.rows.values()):
            button.setEnabled(on)

    def _arrange(self) -> None:
        what = self.tr(
            "One is made every day on which something has changed, by the hour while you use Ebb, and before imports; "
            "all are encrypted as the vault is. The last four hours, five days, four weeks and three months are kept, "
            "and those made by hand for three months. One is put back beside the vault, never over it."
        )
        head = QHBoxLayout()
        head.setSpacing(Space.LARGE)
        head.addWidget(Label(what, size=Size.BODY, tone="muted", wrap=True), 1)
        head.addWidget(self.make, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.setSpacing(0)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.restore)
        buttons.addWidget(self.leave_it)
        buttons.addStretch(1)
        found = QVBoxLayout(self._found)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(Space.SMALL)
        found.addWidget(self.title)
        found.addWidget(self.text)
        found.addLayout(buttons)
        places = QHBoxLayout()
        places.addWidget(self.second, 1)
        places.addWidget(self.choose_second)
        places.addWidget(self.stop_second)
        self.body.addLayout(head)
        self.body.addLayout(places)
        self.body.addWidget(self._none)
        self.body.addLayout(self._rows)
        for widget in (self._found, self.busy, self.notice):
            self.body.addWidget(widget)
        self._none.hide()
        self.stop_second.hide()
        self._found.hide()
