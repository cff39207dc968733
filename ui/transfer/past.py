"""What was brought in before: each import with what came with it, a way to take it back, and the way back again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.forgetting import ForgetRequest
from core.model.transfer import ImportGoing, ImportState, PastImport
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

_AT_FIRST = 5


class BroughtIn(Section):
    """Hidden while nothing was imported. `shown` tells that it has other lines, `asked` that it asks something."""

    shown = Signal()
    asked = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Brought in before"), parent)
        self._assistant = assistant
        self._list, self._look = Reads(self), Reads(self)
        self._found: list[PastImport] = []
        self._most = _AT_FIRST
        self._going: ImportGoing | None = None
        self._request: int | None = None
        self.rows: dict[int, Button] = {}
        self._rows = QVBoxLayout()
        self.more = Button(self.tr("Show all"), look="link")
        self.title = Label(size=Size.READ, bold=True, wrap=True)
        self.lines = QVBoxLayout()
        self.undo = Button(self.tr("Undo the import"), look="danger")
        self.leave_it = Button(self.tr("Leave it"))
        self.busy = Busy(theme)
        self.notice = Notice(theme)
        self._asking = QWidget()
        self._arrange()
        self.more.clicked.connect(self._show_all)
        self.undo.clicked.connect(self._undo)
        self.leave_it.clicked.connect(self._put_away)
        self.notice.acted.connect(self._bring_back_last)
        self.hide()

    def refresh(self) -> None:
        """Read anew what was imported."""
        self._list.read(ops.past_imports(assistant=self._assistant).success(self._show).failure(self._cannot_read))

    def consider(self, import_id: int) -> None:
        """Say what undoing an import would do, and ask."""
        self.show()
        self.notice.hide()
        operation = ops.look_at_import(assistant=self._assistant, import_id=import_id)
        self._look.drop()
        self._look.read(operation.success(self._ask).failure(self._complain))

    def _show(self, found: list[PastImport]) -> None:
        self._found = found
        self.setVisible(bool(found))
        empty_out(self._rows)
        self.rows = {}
        for one in found[: self._most]:
            self._rows.addWidget(self._row(one))
        self.more.setVisible(len(found) > self._most)
        self.shown.emit()

    def _row(self, one: PastImport) -> QWidget:
        row, said = QWidget(), wording.past_import(one)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        told = ElidedLabel(said, size=Size.BODY, tone="" if one.state is not ImportState.PURGED else "muted")
        told.setToolTip(one.path)
        line.addWidget(told, 1)
        if one.state is ImportState.UNDONE and one.request_id is not None and not one.left:
            act = Button(self.tr("Bring it back"), look="link")
            act.setAccessibleName(self.tr("Bring back {what}").format(what=said))
            act.clicked.connect(partial(self._bring_back, one.request_id))
        elif one.state is not ImportState.PURGED:
            act = Button(self.tr("Undo…"), look="link")
            act.setAccessibleName(self.tr("Undo the import of {what}").format(what=said))
            act.clicked.connect(partial(self.consider, one.id))
        else:
            return row
        self.rows[one.id] = act
        line.addWidget(act)
        return row

    def _show_all(self) -> None:
        self._most = len(self._found)
        self._show(self._found)

    def _ask(self, going: ImportGoing) -> None:
        self._going = going
        self.title.setText(wording.past_import(going.past))
        lines = wording.undoing(going, done=False)
        empty_out(self.lines)
        for line in lines:
            self.lines.addWidget(Label(line, size=Size.BODY, tone="muted", wrap=True))
        self.undo.setEnabled(True)
        self._asking.show()
        self.leave_it.setFocus()
        announce(self, ". ".join([self.title.text(), *lines]))
        self.asked.emit()

    def _put_away(self) -> None:
        self._look.drop()
        self._going = None
        self._asking.hide()

    def _undo(self) -> None:
        if self._going is None:
            return
        import_id = self._going.past.id
        self._put_away()
        self._allow(on=False)
        stop = self.busy.begin(self.tr("Undoing the import"))
        operation = ops.undo_import(assistant=self._assistant, import_id=import_id, stop=stop)
        operation.told(self.busy.tell).cancelled(self._stopped)
        self._list.change(operation.success(self._undone).failure(self._complain))

    def _stopped(self) -> None:
        self._end()
        self.notice.say(self.tr("Stopped. What is undone stays so; undo it again to go on."), "info")
        self.refresh()

    def _undone(self, done: ImportGoing) -> None:
        self._end()
        self._request = done.request_id
        said = " ".join(wording.undoing(done, done=True))
        self.notice.say(said, "good", self.tr("Bring it back") if done.request_id is not None else "")
        self.refresh()

    def _bring_back_last(self) -> None:
        if self._request is not None:
            self._bring_back(self._request)

    def _bring_back(self, request_id: int) -> None:
        self.notice.hide()
        self._put_away()

        def back(request: ForgetRequest) -> None:
            self._request = None
            self.notice.say(wording.is_back(request), "good")
            self.refresh()

        operation = ops.bring_back(assistant=self._assistant, request_id=request_id)
        self._list.change(operation.success(back).failure(self._complain))

    def _cannot_read(self, error: EbbError) -> None:
        self.show()
        self.notice.say(str(error), "danger")

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.busy.end_early()

    def _end(self) -> None:
        self.busy.end()
        self._put_away()
        self._allow(on=True)

    def _allow(self, *, on: bool) -> None:
        for button in self.rows.values():
            button.setEnabled(on)

    def _complain(self, error: EbbError) -> None:
        self._end()
        self.show()
        self.notice.say(str(error), "danger")
        self.refresh()

    def _arrange(self) -> None:
        self._rows.setSpacing(0)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.leave_it)
        buttons.addStretch(1)
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(Space.MEDIUM)
        self.lines.setSpacing(Space.HAIR)
        asking.addWidget(self.title)
        asking.addLayout(self.lines)
        asking.addLayout(buttons)
        rest = QHBoxLayout()
        rest.addWidget(self.more)
        rest.addStretch(1)
        self.body.addLayout(self._rows)
        self.body.addLayout(rest)
        self.body.addWidget(self._asking)
        self.body.addWidget(self.busy)
        self.body.addWidget(self.notice)
        self.more.hide()
        self._asking.hide()
