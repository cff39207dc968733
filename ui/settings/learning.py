"""What was learned from use, and the way back to nothing learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from ui import ops
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class LearningSection(Section):
    """Reset takes one more word, in place."""

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Learned from use"), parent)
        self._assistant = assistant
        self.notice = Notice(theme)
        self.reset = Button(self.tr("Reset"))
        self.confirm = Button(self.tr("Reset what was learned"), look="danger")
        self.keep = Button(self.tr("Keep"))
        self._asking = QWidget()
        self.reset.clicked.connect(self._consider)
        self.keep.clicked.connect(self._spare)
        self.confirm.clicked.connect(self._reset)
        self._arrange()

    def _arrange(self) -> None:
        text = Label(
            self.tr("What you open and what you correct moves the fitting memories up a little, within narrow bounds."),
            tone="muted",
            wrap=True,
        )
        row = QHBoxLayout()
        row.setSpacing(Space.LARGE)
        row.addWidget(text, 1)
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(Space.MEDIUM)
        question = self.tr(
            "Put the order of what is found back to how it was at first? Your memories stay as they are."
        )
        asking.addWidget(Label(question, wrap=True))
        asking.addLayout(buttons)
        self.body.addLayout(row)
        self.body.addWidget(self._asking)
        self.body.addWidget(self.notice)
        self._asking.hide()

    def _consider(self) -> None:
        self.notice.dismiss()
        self.reset.setEnabled(False)
        self._asking.show()
        self.keep.setFocus()

    def _spare(self) -> None:
        self._asking.hide()
        self.reset.setEnabled(True)
        self.reset.setFocus()

    def _reset(self) -> None:
        self._spare()
        self.reset.setEnabled(False)

        def done(_: None) -> None:
            self.reset.setEnabled(True)
            self.notice.say(self.tr("What was learned is gone. Your memories are as they were."), "good")

        def failed(error: EbbError) -> None:
            self.reset.setEnabled(True)
            self.notice.say(str(error), "danger")

        ops.reset_learning(assistant=self._assistant).success(done).failure(failed).run(self)
