"""Forget: say what is to go, see it first, let it go, and bring it back within 30 days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.model.forgetting import ForgetRequest, Meant, RequestState
from core.model.memory import Source
from ui import ops as library_ops
from ui.background import Reads
from ui.forgetting import ops, wording
from ui.forgetting.card import LettingGo
from ui.forgetting.meaning import MeaningChooser
from ui.forgetting.requests import RequestRow
from ui.memories.sections import PageSection
from ui.theme.theme import Theme
from ui.theme.tokens import Space
from ui.widgets.scrolled import ScrolledColumn, empty_out
from ui.widgets.subpage import SubPage

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_OFFERED = 60


class ForgetPage(SubPage):
    """Says what is to go, and what was forgotten before. `forgot` tells that something went."""

    forgot = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Forget"), parent)
        self._assistant = assistant
        self._request: int | None = None
        self._known: list[ForgetRequest] | None = None
        self._sources, self._requests = Reads(self), Reads(self)
        self.rows: dict[int, RequestRow] = {}
        self.chooser = MeaningChooser(theme)
        self.card = LettingGo(theme, assistant)
        self._lately = QVBoxLayout()
        self._arrange()
        self.notice.acted.connect(self._undo)
        self.chooser.meant.connect(self._consider)
        self.card.gone.connect(self._gone)
        self.card.spared.connect(self.left)

    def enter(self, words: str = "", source: Source | None = None) -> None:
        """The page was opened, with something filled in where that is known."""
        self.notice.hide()
        self.card.put_away()
        self.setFocus()
        self.chooser.begin(words, source)
        operation = library_ops.sources(assistant=self._assistant, limit=_OFFERED, offset=0)
        self._sources.read(operation.success(self.chooser.offer).failure(self.complain))
        self.refresh()

    def refresh(self) -> None:
        """Read anew what was forgotten lately."""
        self._requests.read(ops.requests(assistant=self._assistant).success(self._list).failure(self.complain))

    def _consider(self, meant: Meant | None) -> None:
        if meant is None:
            self.card.put_away()
        else:
            self.card.consider(meant, focus=False)

    def _gone(self, request: ForgetRequest) -> None:
        self.forgot.emit()
        self._request = request.id
        self.chooser.begin()
        way_back = "" if request.state is RequestState.PURGED else self.tr("Undo")
        self.notice.say(wording.forgotten(request), "good", way_back)
        self.refresh()

    def _undo(self) -> None:
        if self._request is not None:
            self._restore(self._request)

    def _restore(self, request_id: int) -> None:
        def done(_: ForgetRequest) -> None:
            self._request = None
            self.notice.say(self.tr("It is back, as it was."), "good")
            self.refresh()

        operation = ops.restore(assistant=self._assistant, request_id=request_id)
        self._requests.change(operation.success(done).failure(self.complain))

    def _purge(self, request_id: int) -> None:
        def done(request: ForgetRequest) -> None:
            self.notice.say(wording.forgotten(request), "good")
            self.refresh()

        operation = ops.purge(assistant=self._assistant, request_id=request_id)
        self._requests.change(operation.success(done).failure(self.complain))

    def _list(self, found: list[ForgetRequest]) -> None:
        if found == self._known:
            return
        self._known = found
        self.rows = {}
        empty_out(self._lately)
        if found:
            section = PageSection(self.tr("Forgotten before"))
            section.fill([partial(self._row, request) for request in found])
            self._lately.addWidget(section)

    def _row(self, request: ForgetRequest) -> RequestRow:
        row = RequestRow(request)
        row.restore_wanted.connect(self._restore)
        row.purge_wanted.connect(self._purge)
        self.rows[request.id] = row
        return row

    def _arrange(self) -> None:
        said = self.tr(
            "Say what is to go. You see it before anything happens. Files on this machine and chats elsewhere are "
            "not touched."
        )
        scroll = ScrolledColumn()
        scroll.column.setSpacing(Space.LARGE)
        for widget in (self.chooser, self.card):
            scroll.column.addWidget(widget)
        scroll.column.addSpacing(Space.SMALL)
        scroll.column.addLayout(self._lately)
        scroll.column.addStretch(1)
        self.arrange(scroll, self.tr("Forget"), said)
