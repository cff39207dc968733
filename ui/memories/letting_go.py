"""Before a memory is forgotten: what goes with it, what forgetting means, and the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.forgetting import ForgetPreview, ForgetRequest
from ui import words
from ui.memories import ops
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice, announce

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class LettingGo(QFrame):
    """Hidden until `consider`. `gone` carries the request, and whether it was for good."""

    gone = Signal(object, bool)
    spared = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("warning")
        self._assistant = assistant
        self._memory_id = -1
        self.text = Label(size=Size.BODY, wrap=True)
        self.files = Label(size=Size.BODY, tone="warn", wrap=True)
        self.for_a_while = QRadioButton(self.tr("Forget, with 30 days to change your mind"))
        self.for_good = QRadioButton(self.tr("Forget for good"))
        self.meaning = Label(size=Size.NOTE, tone="muted", wrap=True)
        self.notice = Notice(theme, closable=False)
        self.forget = Button(self.tr("Forget"), look="danger")
        self.keep = Button(self.tr("Keep"))
        group = QButtonGroup(self)
        for choice in (self.for_a_while, self.for_good):
            choice.setAccessibleName(choice.text())
            choice.toggled.connect(self._explain)
            group.addButton(choice)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.forget)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        column.setSpacing(Space.SMALL)
        column.addWidget(Label(self.tr("Forget this memory?"), size=Size.READ, bold=True))
        column.addWidget(self.text)
        column.addWidget(self.files)
        column.addWidget(self.for_a_while)
        column.addWidget(self.for_good)
        column.addWidget(self.meaning)
        column.addWidget(self.notice)
        column.addSpacing(Space.HAIR)
        column.addLayout(buttons)
        self.forget.clicked.connect(self._forget)
        self.keep.clicked.connect(self.spare)
        self.hide()

    def consider(self, memory_id: int) -> None:
        """Ask about a memory, and find out meanwhile what would go with it."""
        self._memory_id = memory_id
        self._preview: ForgetPreview | None = None
        self.text.setText(self.tr("Looking at what would go with it…"))
        self.files.hide()
        self.notice.hide()
        self.for_a_while.setChecked(True)
        self._explain()
        self.forget.setEnabled(False)
        self.show()
        self.keep.setFocus()

        def arrived(preview: ForgetPreview) -> None:
            if self._memory_id == memory_id and self.isVisible():
                self._tell(preview)

        operation = ops.preview_forget(assistant=self._assistant, memory_id=memory_id)
        operation.success(arrived).failure(self._complain).run(self)

    def spare(self) -> None:
        """Nothing is forgotten."""
        self.hide()
        self.spared.emit()

    def _tell(self, preview: ForgetPreview) -> None:
        self._preview = preview
        self.text.setText(what_goes(preview))
        self.files.setVisible(bool(preview.files))
        self.files.setText(
            self.tr("It was read from {file}. If that file changes or is added again, it will be read again.").format(
                file=", ".join(preview.files[:3])
            )
        )
        self._explain()
        self.forget.setEnabled(True)
        announce(self, self.text.text())

    def _explain(self) -> None:
        if self.for_a_while.isChecked():
            text = self.tr(
                "It disappears from answers, searches and lists at once. After 30 days it is removed for good."
            )
        else:
            text = self.tr(
                "It is wiped from the vault now: the words, what was made from them, and every index of them. "
                "This cannot be undone."
            )
            backups = 0 if self._preview is None else self._preview.backups
            if backups:
                held = words.count(backups, self.tr("older backup holds"), self.tr("older backups hold"))
                text += " " + self.tr("{backups} it still, until they are deleted.").format(backups=held)
        self.meaning.setText(text)
        self.forget.setText(self.tr("Forget") if self.for_a_while.isChecked() else self.tr("Forget for good"))

    def _forget(self) -> None:
        for_good = self.for_good.isChecked()
        self.forget.setEnabled(False)

        def done(request: ForgetRequest) -> None:
            self.hide()
            self.gone.emit(request, for_good)

        operation = ops.forget(assistant=self._assistant, memory_id=self._memory_id, for_good=for_good)
        operation.success(done).failure(self._complain).run(self)

    def _complain(self, error: EbbError) -> None:
        self.forget.setEnabled(True)
        self.notice.say(str(error), "danger")

    def keyPressEvent(self, event: object) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.spare()
        else:
            super().keyPressEvent(event)


def what_goes(preview: ForgetPreview) -> str:
    """What would go, in a sentence or two."""
    own = preview.memories - preview.derived
    parts = [LettingGo.tr("This memory goes") if own <= 1 else LettingGo.tr("{n} memories go").format(n=own)]
    if preview.derived:
        made = words.count(preview.derived, LettingGo.tr("other that was"), LettingGo.tr("others that were"))
        parts.append(LettingGo.tr("with {made} made from it").format(made=made))
    text = ", ".join(parts) + "."
    if preview.answers:
        answers = words.count(preview.answers, LettingGo.tr("answer in your chats quotes"),
                              LettingGo.tr("answers in your chats quote"))  # fmt: skip
        text += " " + LettingGo.tr("{answers} it; the quotation goes too.").format(answers=answers)
    return text
