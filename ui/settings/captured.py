"""What was captured last, each with its undo."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.capture import Capture
from core.model.forgetting import ForgetRequest
from core.model.wording import on_one_line
from ui import words
from ui.background import Reads
from ui.capture import ops, wording
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_SHOWN = 8
_LONGEST = 300


class LastCaptures(QWidget):
    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self._known: list[Capture] | None = None
        self._undone: ForgetRequest | None = None
        self.undo: list[Button] = []
        self.notice = Notice(theme)
        self.notice.acted.connect(self._bring_back)
        self.none = Label(self.tr("Nothing was captured yet."), tone="muted")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(Label(self.tr("Captured last"), bold=True))
        column.addWidget(self.notice)
        column.addWidget(self.none)
        column.addLayout(self._rows)

    def refresh(self) -> None:
        """Read anew what was captured."""
        operation = ops.recent(assistant=self._assistant, limit=_SHOWN)
        self._reads.read(operation.success(self._show).failure(self._complain))

    def _show(self, captures: list[Capture]) -> None:
        if captures == self._known:
            return
        self._known = captures
        empty_out(self._rows)
        self.undo = []
        self.none.setVisible(not captures)
        for capture in captures:
            self._rows.addWidget(self._row(capture))

    def _row(self, capture: Capture) -> QWidget:
        row = QWidget()
        text = on_one_line(capture.text)[:_LONGEST]
        detail = " · ".join((words.moment(capture.at.astimezone()), wording.source(capture.origin)))
        undo = Button(self.tr("Undo"), look="link")
        undo.setAccessibleName(self.tr("Undo the capture “{text}”").format(text=text[:60]))
        undo.clicked.connect(partial(self._undo, capture))
        self.undo.append(undo)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(ElidedLabel(text))
        beside.addWidget(ElidedLabel(detail, size=Size.NOTE, tone="muted"))
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.MEDIUM)
        inside.addLayout(beside, 1)
        inside.addWidget(undo)
        return row

    def _undo(self, capture: Capture) -> None:
        def done(request: ForgetRequest) -> None:
            self._undone = request
            text = self.tr("Undone. It is in no answer any more, and can be brought back for 30 days.")
            self.notice.say(text, "info", self.tr("Bring back"))
            self.refresh()

        operation = ops.undo(assistant=self._assistant, memory_ids=capture.memory_ids)
        self._reads.change(operation.success(done).failure(self._complain))

    def _bring_back(self) -> None:
        if self._undone is None:
            return

        def done(_: ForgetRequest) -> None:
            self.notice.dismiss()
            self.refresh()

        operation = ops.bring_back(assistant=self._assistant, request_id=self._undone.id)
        self._undone = None
        self._reads.change(operation.success(done).failure(self._complain))

    def _complain(self, error: EbbError) -> None:
        self._known = None
        self.notice.say(str(error), "danger")
