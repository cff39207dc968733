"""The vault's settings: where it lives, what opens it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.status import Status
from ui import ops, words
from ui.background import Reads
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, TickBox
from ui.widgets.labels import ElidedLabel, Label, rule
from ui.widgets.notice import Notice
from ui.widgets.passphrase import PassphraseField
from ui.widgets.recovery import RecoveryCode
from ui.widgets.strength import StrengthHint

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class VaultSection(Section):
    """`changed` tells that what opens the vault was changed; `reads` are those of the status that is shown."""

    lock_wanted = Signal()
    changed = Signal()

    def __init__(
        self, theme: Theme, assistant: Assistant, profile: Path, reads: Reads, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Vault"), parent)
        self._assistant = assistant
        self._profile = profile
        self._reads = reads
        self._path = ElidedLabel(str(profile), mode=Qt.TextElideMode.ElideMiddle)
        self._size = Label(size=Size.BODY, tone="muted")
        self.notice = Notice(theme)
        self._change = Button(self.tr("Change passphrase"))
        self._renew = Button(self.tr("New recovery code"))
        self._lock = Button(self.tr("Lock now"), theme=theme, icon="lock")
        self._lock.setToolTip(self.tr("Ctrl+L"))
        self.change = ChangePassphrase(theme, assistant)
        self.code = RecoveryCode(theme)
        self.keyring = TickBox(theme, self.tr("Let the system keyring open this vault"))
        self._keyring_text = Label(
            self.tr("Then Ebb opens without the passphrase while you are signed in to this machine."),
            tone="muted",
            wrap=True,
        )
        self._keyring_notice = Notice(theme)
        self._arrange()
        self._connect()

    def show_status(self, status: Status) -> None:
        self._size.setText(self.tr("{size}, encrypted").format(size=words.size(status.vault_size)))
        self.keyring.blockSignals(True)
        self.keyring.setChecked(status.keyring)
        self.keyring.blockSignals(False)

    def _arrange(self) -> None:
        place = QHBoxLayout()
        open_folder = Button(self.tr("Open folder"), look="link")
        open_folder.clicked.connect(self._open_folder)
        where = QVBoxLayout()
        where.setSpacing(Space.HAIR)
        where.addWidget(self._path)
        where.addWidget(self._size)
        place.addLayout(where, 1)
        place.addWidget(open_folder)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        for button in (self._change, self._renew):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._lock)
        self.body.addLayout(place)
        self.body.addWidget(rule())
        self.body.addLayout(buttons)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.change)
        self.body.addWidget(self.code)
        self.body.addWidget(rule())
        keyring = QVBoxLayout()
        keyring.setSpacing(0)
        keyring.addWidget(self.keyring, 0, Qt.AlignmentFlag.AlignLeft)
        self._keyring_text.setContentsMargins(32, 0, 0, 0)
        keyring.addWidget(self._keyring_text)
        self.body.addLayout(keyring)
        self.body.addWidget(self._keyring_notice)
        self.change.hide()
        self.code.hide()

    def _connect(self) -> None:
        self._lock.clicked.connect(self.lock_wanted)
        self._change.clicked.connect(self._open_change)
        self._renew.clicked.connect(self._renew_code)
        self.change.changed.connect(self._changed)
        self.change.closed.connect(self._close_change)
        self.code.kept.connect(self._code_kept)
        self.keyring.toggled.connect(self._set_keyring)

    def _open_change(self) -> None:
        self.code.forget()
        self.code.hide()
        self.notice.dismiss()
        self.change.open()

    def _close_change(self) -> None:
        self.change.hide()
        self._change.setFocus()

    def _changed(self) -> None:
        self._close_change()
        self.notice.say(self.tr("The passphrase is changed. The recovery code still works."), "good")

    def _renew_code(self) -> None:
        self._renew.setEnabled(False)
        self.change.hide()

        def done(code: str) -> None:
            self._renew.setEnabled(True)
            self.notice.say(self.tr("The old recovery code no longer opens the vault."), "info")
            self.code.show_code(code)
            self.code.show()

        def failed(error: EbbError) -> None:
            self._renew.setEnabled(True)
            self.notice.say(str(error), "danger")

        ops.renew_recovery_code(assistant=self._assistant).success(done).failure(failed).run(self)

    def _code_kept(self) -> None:
        self.code.forget()
        self.code.hide()
        self.notice.dismiss()

    def _set_keyring(self, on: bool) -> None:
        self.keyring.setEnabled(False)
        self._keyring_notice.dismiss()

        def done(_: None) -> None:
            self.keyring.setEnabled(True)
            self.changed.emit()

        def failed(error: EbbError) -> None:
            self.keyring.setEnabled(True)
            self.keyring.blockSignals(True)
            self.keyring.setChecked(not on)
            self.keyring.blockSignals(False)
            self._keyring_notice.say(str(error), "warn")
            self.changed.emit()

        self._reads.change(ops.set_keyring(assistant=self._assistant, on=on).success(done).failure(failed))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._profile)))


class ChangePassphrase(QWidget):
    """A new passphrase, twice."""

    changed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self.first = PassphraseField(theme, self.tr("New passphrase"))
        self.second = PassphraseField(theme, self.tr("The same once more"))
        self._hint = StrengthHint(theme)
        self._notice = Notice(theme)
        self.save = Button(self.tr("Save passphrase"), look="primary")
        cancel = Button(self.tr("Cancel"), look="link")
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for part in (self.first, self._hint, self.second, self._notice):
            column.addWidget(part)
        column.addLayout(buttons)
        self.first.edited.connect(self._edited)
        self.second.edited.connect(self._edited)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self._save)
        self.save.clicked.connect(self._save)
        cancel.clicked.connect(self._cancel)
        self._edited()

    def open(self) -> None:
        self._wipe()
        self.show()
        self.first.setFocus()

    def _wipe(self) -> None:
        self.first.clear()
        self.second.clear()
        self._notice.dismiss()
        self._edited()

    def _cancel(self) -> None:
        self._wipe()
        self.closed.emit()

    def _edited(self) -> None:
        self._hint.judge(self.first.text())
        self.save.setEnabled(bool(self.first.text()) and bool(self.second.text()))

    def _save(self) -> None:
        if self.first.text() != self.second.text():
            self._notice.say(self.tr("The two are not the same. Type the second one again."), "warn")
            self.second.setFocus()
            return
        self.save.setEnabled(False)

        def done(_: None) -> None:
            self._wipe()
            self.changed.emit()

        def failed(error: EbbError) -> None:
            self._edited()
            self._notice.say(str(error), "danger")

        ops.change_passphrase(assistant=self._assistant, new=self.first.text()).success(done).failure(failed).run(self)
