"""Before anything is forgotten: what goes, what forgetting means, and the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.forgetting import ForgetPreview, ForgetRequest, Meant
from core.model.memory import Form, Memory
from ui import words
from ui.background import Reads
from ui.forgetting import ops, wording
from ui.memories.wording import one_line
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, TickBox
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice, announce
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class LettingGo(QFrame):
    """Hidden until `consider`. `gone` carries the request that came of it, `spared` that nothing is forgotten."""

    gone = Signal(object)
    spared = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("warning")
        self._assistant = assistant
        self._meant: Meant | None = None
        self._preview: ForgetPreview | None = None
        self._previews = Reads(self)
        self._title = Label(size=Size.READ, bold=True)
        self.text = Label(size=Size.BODY, wrap=True)
        self._samples = QVBoxLayout()
        self.files = Label(size=Size.BODY, tone="warn", wrap=True)
        self.for_a_while = QRadioButton(self.tr("Forget, with 30 days to change your mind"))
        self.for_good = QRadioButton(self.tr("Forget for good"))
        self.backups = TickBox(theme, "")
        self.meaning = Label(size=Size.NOTE, tone="muted", wrap=True)
        self.notice = Notice(theme, closable=False)
        self.forget = Button(self.tr("Forget"), look="danger")
        self.keep = Button(self.tr("Keep"))
        self._choices, self._buttons = QWidget(), QWidget()
        self._arrange()
        self.forget.clicked.connect(self._forget)
        self.keep.clicked.connect(self.spare)

    def consider(self, meant: Meant, *, focus: bool = True) -> None:
        """Ask about what is meant, and find out meanwhile what would go with it."""
        self._meant = meant
        self._preview = None
        self._title.setText(wording.question(meant))
        self._show_choices(on=True)
        self.text.setText(self.tr("Looking at what would go…"))
        empty_out(self._samples)
        self.files.hide()
        self.notice.hide()
        self.for_a_while.setChecked(True)
        self._explain()
        self.forget.setEnabled(False)
        self.show()
        if focus:
            self.keep.setFocus()

        def arrived(preview: ForgetPreview) -> None:
            if not self.isHidden():
                self._tell(preview)

        def failed(error: EbbError) -> None:
            self._title.setText(self.tr("Nothing to forget"))
            self.text.setText(str(error))
            self._show_choices(on=False)

        self._previews.drop()
        self._previews.read(ops.preview(assistant=self._assistant, meant=meant).success(arrived).failure(failed))

    def spare(self) -> None:
        """Nothing is forgotten."""
        self.put_away()
        self.spared.emit()

    def put_away(self) -> None:
        self._meant = None
        self._previews.drop()
        self.hide()

    def _tell(self, preview: ForgetPreview) -> None:
        self._preview = preview
        self._title.setText(wording.question(preview.meant) if preview.memories else self.tr("Nothing to forget"))
        self.text.setText(wording.what_goes(preview))
        if preview.meant.memory_id is None:
            self._show_samples(preview)
        self.files.setText(wording.from_files(preview))
        self.files.setVisible(bool(preview.files))
        self._show_choices(on=preview.memories > 0)
        self._explain()
        self.forget.setEnabled(preview.memories > 0)
        announce(self, self.text.text())

    def _show_choices(self, *, on: bool) -> None:
        for part in (self._choices, self._buttons):
            part.setVisible(on)

    def _show_samples(self, preview: ForgetPreview) -> None:
        said = dict.fromkeys(map(_sample, preview.samples))  # a fact and its line in the profile say the same
        for text in said:
            self._samples.addWidget(ElidedLabel(f"· {text}", size=Size.BODY, tone="muted"))
        left = preview.memories - len(said)
        if left > 0:
            more = self.tr("and {n} more").format(n=words.number(left))
            self._samples.addWidget(Label(more, size=Size.BODY, tone="muted"))

    def _explain(self) -> None:
        for_good = self.for_good.isChecked()
        held = 0 if self._preview is None else self._preview.backups
        self.meaning.setText(wording.meaning(self._preview, for_good=for_good))
        self.backups.setVisible(for_good and held > 0)
        copies = words.count(held, self.tr("older backup that holds"), self.tr("older backups that hold"))
        said = self.tr("Also replace {copies} it, by one made now").format(copies=copies)
        self.backups.setText(said)
        self.backups.setAccessibleName(said)
        self.forget.setText(self.tr("Forget for good") if for_good else self.tr("Forget"))

    def _forget(self) -> None:
        if self._meant is None:
            return
        for_good = self.for_good.isChecked()
        self.forget.setEnabled(False)

        def done(request: ForgetRequest) -> None:
            self.put_away()
            self.gone.emit(request)

        operation = ops.forget(
            assistant=self._assistant,
            meant=self._meant,
            for_good=for_good,
            backups=for_good and self.backups.isChecked() and not self.backups.isHidden(),
        )
        self._previews.change(operation.success(done).failure(self._complain))

    def _complain(self, error: EbbError) -> None:
        self.forget.setEnabled(True)
        self.notice.say(str(error), "danger")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.spare()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        for choice in (self.for_a_while, self.for_good):
            choice.setAccessibleName(choice.text())
            choice.toggled.connect(self._explain)
            group.addButton(choice)
        self.backups.setChecked(True)
        self.backups.hide()
        self._samples.setContentsMargins(0, 0, 0, Space.HAIR)
        self._samples.setSpacing(2)
        choosing = QVBoxLayout(self._choices)
        choosing.setContentsMargins(0, 0, 0, 0)
        choosing.setSpacing(Space.SMALL)
        for widget in (self.for_a_while, self.for_good, self.backups, self.meaning):
            choosing.addWidget(widget)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, Space.HAIR, 0, 0)
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.forget)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._title)
        column.addWidget(self.text)
        column.addLayout(self._samples)
        for widget in (self.files, self._choices, self.notice, self._buttons):
            column.addWidget(widget)
        self.hide()


def _sample(memory: Memory) -> str:
    text = one_line(memory.text[:400])
    return f"{memory.speaker}: {text}" if memory.speaker and memory.form is Form.CHUNK else text
