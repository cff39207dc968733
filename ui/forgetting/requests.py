"""What was forgotten lately: it can be brought back for a while, or wiped before its time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.model.forgetting import ForgetRequest, RequestState
from ui.forgetting import wording
from ui.memories.wording import one_line
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class RequestRow(QWidget):
    """`restore_wanted` and `purge_wanted` carry the id of the request. Wiping is asked for twice."""

    restore_wanted = Signal(int)
    purge_wanted = Signal(int)

    def __init__(self, request: ForgetRequest) -> None:
        super().__init__()
        asked = one_line(wording.asked(request))
        self.restore = Button(self.tr("Bring back"), look="link")
        self.restore.setAccessibleName(self.tr("Bring back: {what}").format(what=asked))
        self.wipe = Button(self.tr("Wipe now…"), look="link")
        self.wipe.setAccessibleName(self.tr("Wipe now: {what}").format(what=asked))
        self.really = Button(self.tr("Wipe for good"), look="danger")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Label(asked, size=Size.BODY, wrap=True))
        column.addWidget(Label(wording.standing(request), size=Size.NOTE, tone="muted", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.SMALL, Space.SMALL)
        row.setSpacing(Space.SMALL)
        row.addLayout(column, 1)
        for button in (self.restore, self.wipe, self.really):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.setVisible(request.state is RequestState.HIDDEN and button is not self.really)
        self.restore.clicked.connect(lambda: self.restore_wanted.emit(request.id))
        self.wipe.clicked.connect(self._ask)
        self.really.clicked.connect(lambda: self.purge_wanted.emit(request.id))

    def _ask(self) -> None:
        self.really.show()
        self.really.setFocus()
        self.wipe.hide()
