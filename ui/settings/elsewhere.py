"""A language model on a server of one's own network: set, used, left. What leaves the machine is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import EbbError, NotNear
from core.model.endpoint import Endpoint
from ui.background import Reads
from ui.settings import ops
from ui.settings.section import Section
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Mark, Notice
from ui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class ElsewhereSection(Section):
    """Off until an address is given; then it says so for as long as it is used."""

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("A model on your network"), parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self.kept = _Kept(theme)
        self.form = _Form(theme)
        self.open = Button(self.tr("Set a server…"))
        self.notice = Notice(theme)
        self._arrange()
        self.open.clicked.connect(self._open)
        self.form.save.clicked.connect(self._save)
        self.form.cancel.clicked.connect(self._close)
        self.kept.use.clicked.connect(self._use)
        self.kept.remove.clicked.connect(self._remove)
        self.notice.acted.connect(self._save_far)
        self.form.address.textEdited.connect(self.notice.dismiss)  # what it offers is meant for the old address

    def refresh(self) -> None:
        """Read anew what was set."""
        self._reads.read(ops.endpoint(assistant=self._assistant).success(self._show).failure(self._complain))

    def _show(self, found: Endpoint | None) -> None:
        self.kept.show_endpoint(found)
        self.open.setVisible(self.form.isHidden())
        self.open.setText(self.tr("Set a server…") if found is None else self.tr("Set another…"))

    def _open(self) -> None:
        self.notice.dismiss()
        self.form.show()
        self.form.address.setFocus()
        self.open.hide()

    def _close(self) -> None:
        self.form.wipe()
        self.form.hide()
        self.notice.dismiss()
        self.open.show()
        self.open.setFocus()

    def _save(self) -> None:
        self._set(far=False)

    def _save_far(self) -> None:
        self.notice.dismiss()
        self._set(far=True)

    def _set(self, *, far: bool) -> None:
        form = self.form
        form.setEnabled(False)
        self.notice.say(self.tr("Asking {where} for its models…").format(where=form.address.text().strip()))

        def done(endpoint: Endpoint) -> None:
            form.setEnabled(True)
            self._close()
            text = self.tr("{model} at {where} words your answers from the next question on.")
            self.notice.say(text.format(model=endpoint.name, where=endpoint.where), "good")
            self.refresh()

        def failed(error: EbbError) -> None:
            form.setEnabled(True)
            if isinstance(error, NotNear):
                self.notice.say(str(error), "warn", self.tr("Send it there"))
            else:
                self.notice.say(str(error), "danger")

        operation = ops.set_endpoint(
            assistant=self._assistant,
            url=form.address.text(),
            model=form.model.text().strip(),
            key=form.key.text(),
            far=far,
        )
        self._reads.change(operation.success(done).failure(failed))

    def _use(self) -> None:
        on = not self.kept.used
        operation = ops.use_endpoint(assistant=self._assistant, on=on)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _remove(self) -> None:
        def done(_: None) -> None:
            self.notice.say(self.tr("It is forgotten, and its key with it. Nothing leaves this machine."), "info")
            self.refresh()

        self._reads.change(ops.remove_endpoint(assistant=self._assistant).success(done).failure(self._complain))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")
        self._reads.drop()

    def _arrange(self) -> None:
        what = self.tr(
            "A server that speaks the OpenAI protocol (llama.cpp, Ollama, vLLM, LM Studio) can word your answers. It "
            "is off until you set one. With each question you ask, the question and the passages of your memory that "
            "were found for it are sent there; nothing is sent at any other time, and not at night. What it says is "
            "held against your memory like any answer. The model chosen above still weighs passages."
        )
        self.body.addWidget(Label(what, size=Size.BODY, tone="muted", wrap=True))
        for part in (self.kept, self.form):
            self.body.addWidget(part)
            part.hide()
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.notice)


class _Kept(QFrame):
    """The endpoint that was set."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.used = False
        self._name = Label(size=Size.BODY, bold=True, wrap=True)
        self._icon = Mark(theme, "leaves", "warn", size=16)
        self._state = Label(size=Size.BODY, tone="warn", wrap=True)
        self.use = Button(self.tr("Use it"))
        self.remove = Button(self.tr("Remove"), look="link")
        self.remove.setAccessibleName(self.tr("Remove the server"))
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(self._name)
        words.addWidget(self._state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.remove)
        row.addWidget(self.use)

    def show_endpoint(self, found: Endpoint | None) -> None:
        self.setVisible(found is not None)
        if found is None:
            return
        self.used = found.used
        self._name.setText(self.tr("{model} at {where}").format(model=found.name, where=found.where))
        far = self.tr("Used. What you ask leaves this machine, and your own network.")
        near = self.tr("Used. What you ask leaves this machine.")
        self._state.setText((far if found.far else near) if found.used else self.tr("Not used. Nothing is sent."))
        self._state.set_tone("warn" if found.used else "muted")
        self._icon.setVisible(found.used)
        self.use.setText(self.tr("Stop using it") if found.used else self.tr("Use it"))
        self.setAccessibleName(f"{self._name.text()}. {self._state.text()}")


class _Form(QWidget):
    """Address, model and key. The key is wiped as soon as it was taken."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.address = _line(self.tr("Address, like http://192.168.1.20:8080"))
        self.model = _line(self.tr("Model, if it has several"))
        self.key = PassphraseField(theme, self.tr("Key, if it asks for one"))
        self.save = Button(self.tr("Look and use it"), look="primary")
        self.cancel = Button(self.tr("Cancel"), look="link")
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for part in (self.address, self.model, self.key):
            column.addWidget(part)
        kept = self.tr("A key is kept in the system keyring, for this address alone.")
        column.addWidget(Label(kept, size=Size.NOTE, tone="muted", wrap=True))
        column.addLayout(buttons)
        self.address.textChanged.connect(self._edited)
        self.address.returnPressed.connect(self.save.click)
        self.model.returnPressed.connect(self.save.click)
        self.key.entered.connect(self.save.click)
        self._edited()

    def wipe(self) -> None:
        self.address.clear()
        self.model.clear()
        self.key.clear()

    def _edited(self) -> None:
        self.save.setEnabled(bool(self.address.text().strip()))


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setFont(font(Size.READ))
    line.setPlaceholderText(name)
    line.setAccessibleName(name)
    return line
