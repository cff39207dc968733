"""The list of memories with what narrows it, how much is kept, and what the last night did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.forgetting import ForgetRequest, Meant, RequestState
from core.model.kept import Order, Sieve, Tally
from core.model.night import SleepReport
from ui import words
from ui.background import Reads
from ui.bridge import Bridge
from ui.calm import Calm
from ui.forgetting import ops as forget_ops
from ui.forgetting import wording as forget_wording
from ui.memories import ops, wording
from ui.memories.delegate import PITCH
from ui.memories.field import SieveField
from ui.memories.jumping import JumpStrip
from ui.memories.list import MemoryList
from ui.memories.model import MemoryModel
from ui.memories.sifting import PEOPLE, ChipRow, FilterBar, chips
from ui.sleep import ops as sleep_ops
from ui.sleep import wording as sleep_wording
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice, announce

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_AGAIN_MS = 2000
_OFFERED = 40
_FIELD = 560
_HASTE = 900
"""Below this width the timeline goes without its months at the side."""


class Browser(QWidget):
    """`opened` carries the id of a memory, `people_wanted`, `sleep_wanted` and `library_wanted` lead elsewhere.

    `forget_wanted` leads to where more than one memory is forgotten; it carries the words that were looked for.
    """

    opened = Signal(int)
    people_wanted = Signal()
    sleep_wanted = Signal()
    library_wanted = Signal()
    forget_wanted = Signal(str)

    def __init__(self, theme: Theme, assistant: Assistant, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._chip = "all"
        self._request: int | None = None
        self._stale = True
        self._tally, self._offered, self._night = Reads(self), Reads(self), Reads(self)
        self.model = MemoryModel(assistant, self)
        self.list = MemoryList(theme, self.model)
        self.field = SieveField(theme, assistant, self)
        self.chips = ChipRow()
        self.filters = FilterBar(theme)
        self._narrowing = Sideways(self.filters)
        self.jumps = JumpStrip()
        self.notice = Notice(theme)
        self.counts = Label(size=Size.BODY, tone="muted")
        self.found = Label(size=Size.BODY, tone="muted")
        self.narrow = Button(self.tr("Filters"), look="chip", theme=theme, icon="filter")
        self.timeline = Button(self.tr("Timeline"), look="chip", theme=theme, icon="clock")
        for button in (self.narrow, self.timeline):
            button.setCheckable(True)
        self.last_night = ElidedLabel(size=Size.BODY, tone="accent")
        self.see_night = Button(self.tr("See what changed"), look="link")
        self.forget = Button(self.tr("Forget…"), look="link")
        self._foot = QWidget()
        self.empty = EmptyState(theme, title="", text="")
        self.empty.acted.connect(self._leave_emptiness)
        self._stack = QStackedWidget()
        self._calm = Calm(self.refresh, self, again=_AGAIN_MS)
        self._arrange()
        self._connect(bridge)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The list was opened."""
        self.list.setFocus()
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Read everything anew, unless nobody looks: then when somebody does."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        self._sift()
        self._tally.read(ops.tally(assistant=self._assistant).success(self._count).failure(self._complain))
        offered = ops.offered(assistant=self._assistant, most=_OFFERED)
        self._offered.read(offered.success(self.filters.offer).failure(self._complain))
        night = sleep_ops.last_night(assistant=self._assistant)
        self._night.read(night.success(self._tell_night).failure(self._complain))

    def choose(self, chip: str) -> None:
        """Show another sort of memories."""
        self.chips.mark(chip)
        self._choose(chip)

    @property
    def sieve(self) -> Sieve:
        """What the list lets through now."""
        sieve = self.filters.apply(replace(chips()[self._chip][1], query=self.field.text))
        if self.timeline.isChecked():
            return sieve if sieve.order is Order.OLDEST else replace(sieve, order=Order.NEWEST)
        return replace(sieve, order=Order.BEST) if self.field.text.strip() and sieve.order is Order.NEWEST else sieve

    def _sift(self) -> None:
        self.model.show(self.sieve, months=self.timeline.isChecked())

    def _choose(self, chip: str) -> None:
        if chip == PEOPLE:
            self.chips.mark(self._chip)
            self.people_wanted.emit()
            return
        self._chip = chip
        self._sift_from_top()

    def _sift_from_top(self) -> None:
        self.list.clearSelection()
        self.list.setCurrentIndex(self.model.index(-1))
        self._sift()

    def _show(self) -> None:
        rows = self.model.rowCount()
        self.jumps.show_months(self.model.months)
        self._show_jumps()
        self.found.setVisible(self._narrowed)
        self.found.setText(words.count(rows, self.tr("memory fits"), self.tr("memories fit")))
        if rows:
            self.notice.hide() if self.notice.property("tone") == "warn" else None
            self._stack.setCurrentIndex(0)
        else:
            self._say_empty()
        if self._narrowed:
            announce(self.list, self.found.text())

    @property
    def _narrowed(self) -> bool:
        return bool(self._chip != "all" or self.field.text.strip() or self.filters.narrows)

    def _say_empty(self) -> None:
        if not self._narrowed:
            self.empty.say(
                self.tr("Nothing remembered yet"),
                self.tr("Drop files or a conversation into this window. What is read of them appears here."),
                self.tr("Go to Library"),
            )
        elif self._chip != "all" and not self.field.text.strip() and not self.filters.narrows:
            self.empty.say(*_nothing_of(self._chip), self.tr("Show all"))
        else:
            self.empty.say(
                self.tr("Nothing fits"),
                self.tr("Take a condition away, or try another word for it."),
                self.tr("Show all"),
            )
        self._stack.setCurrentIndex(1)

    def _leave_emptiness(self) -> None:
        if self._narrowed:
            self._start_over()
        else:
            self.library_wanted.emit()

    def _start_over(self) -> None:
        self._chip = "all"
        self.chips.mark("all")
        self.filters.reset()
        self.field.write("")
        self._sift()

    def _count(self, tally: Tally) -> None:
        kept = tally.active + tally.faded + tally.archived + tally.superseded
        parts = [
            self.tr("{n} kept").format(n=words.number(kept)),
            self.tr("{n} fading").format(n=words.number(tally.faded)),
            self.tr("{n} archived").format(n=words.number(tally.archived)),
        ]
        self.counts.setText(" · ".join(parts))

    def _tell_night(self, report: SleepReport | None) -> None:
        said = "" if report is None else sleep_wording.sentence(report)
        self.last_night.setText(said)
        self._foot.setVisible(bool(said))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    def _explain(self, text: str) -> None:
        """What is wrong with the query; what is shown stays."""
        self.notice.say(text, "warn")

    # -- what is done to a row -------------------------------------------------------------------------------------

    def _open(self, row: int) -> None:
        self.opened.emit(self.model.id_at(row))

    def _pin(self, row: int) -> None:
        line = self.model.line_at(row)
        if line is None:
            return
        on = not line.memory.pinned
        said = self.tr("Pinned. It does not fade.") if on else self.tr("No longer pinned.")

        def done(_: int | None) -> None:
            announce(self.list, said)
            self.model.refresh()

        operation = ops.pin(assistant=self._assistant, memory_id=line.memory.id, on=on)
        operation.success(done).failure(self._complain).run(self)

    def _forget(self, row: int) -> None:
        memory_id = self.model.id_at(row)

        def done(request: ForgetRequest) -> None:
            self.offer_undo(request)
            self.refresh()

        operation = forget_ops.forget(assistant=self._assistant, meant=Meant(memory_id=memory_id))
        operation.success(done).failure(self._complain).run(self)

    def offer_undo(self, request: ForgetRequest) -> None:
        """Say that something was forgotten, and offer the way back while there is one."""
        self._request = request.id if request.state is RequestState.HIDDEN else None
        way_back = "" if self._request is None else self.tr("Undo")
        self.notice.say(forget_wording.forgotten(request), "good", way_back)

    def _undo(self) -> None:
        if self._request is None:
            return
        request, self._request = self._request, None

        def done(_: ForgetRequest) -> None:
            self.notice.say(self.tr("It is back, as it was."), "good")
            self.refresh()

        operation = forget_ops.restore(assistant=self._assistant, request_id=request)
        operation.success(done).failure(self._complain).run(self)

    # -- building --------------------------------------------------------------------------------------------------

    def _toggle_filters(self, on: bool) -> None:
        self._narrowing.setVisible(on)

    def _toggle_timeline(self, _: bool) -> None:
        self._sift_from_top()

    def _show_jumps(self) -> None:
        self.jumps.setVisible(bool(self.model.months) and self.width() >= _HASTE)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._show_jumps()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        if self._stale:
            self._calm.start(0)

    def _focus_list(self) -> None:
        if self.model.rowCount():
            self.list.setFocus()

    def _connect(self, bridge: Bridge) -> None:
        bridge.memories_changed.connect(self._calm.ask)
        bridge.library_changed.connect(self._calm.ask)
        self.model.sifted.connect(self._show)
        self.model.failed.connect(self._explain)
        self.field.changed.connect(self._sift_from_top)
        self.field.left.connect(self._focus_list)
        self.chips.chosen.connect(self._choose)
        self.filters.changed.connect(self._sift_from_top)
        self.narrow.toggled.connect(self._toggle_filters)
        self.timeline.toggled.connect(self._toggle_timeline)
        self.jumps.wanted.connect(lambda row: self.list.show_row(row, top=True))
        self.list.opened.connect(self._open)
        self.list.pin_wanted.connect(self._pin)
        self.list.forget_wanted.connect(self._forget)
        self.notice.acted.connect(self._undo)
        self.notice.undo_by_key(self)
        self.see_night.clicked.connect(self.sleep_wanted)
        self.forget.clicked.connect(lambda: self.forget_wanted.emit(self.field.text.strip()))

    def _arrange(self) -> None:
        titles = QVBoxLayout()
        titles.setSpacing(Space.HAIR)
        titles.addWidget(Label(self.tr("Memories"), size=Size.TITLE, bold=True))
        below = QHBoxLayout()
        below.setSpacing(Space.SMALL)
        below.addWidget(self.counts)
        below.addWidget(self.forget)
        below.addStretch(1)
        titles.addLayout(below)
        head = QHBoxLayout()
        head.setSpacing(Space.WIDE)
        head.addLayout(titles, 1)
        self.field.setMaximumWidth(_FIELD)
        head.addWidget(self.field, 2, Qt.AlignmentFlag.AlignTop)
        sorts = QHBoxLayout()
        sorts.setSpacing(6)
        sorts.addWidget(Sideways(self.chips), 1)
        sorts.addWidget(self.found)
        sorts.addSpacing(Space.SMALL)
        sorts.addWidget(self.narrow)
        sorts.addWidget(self.timeline)
        rows = QWidget()
        along = QHBoxLayout(rows)
        along.setContentsMargins(0, 0, 0, 0)
        along.setSpacing(Space.LARGE)
        along.addWidget(self.list, 1)
        along.addWidget(self.jumps)
        self._stack.addWidget(rows)
        self._stack.addWidget(self.empty)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(Space.HAIR)
        foot.addWidget(self.last_night, 1)
        foot.addWidget(self.see_night)
        self._foot.hide()
        self._narrowing.hide()
        self.jumps.hide()
        self.found.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.ROOM, Space.WIDE, Space.ROOM, Space.MEDIUM)
        column.setSpacing(Space.LARGE)
        column.addLayout(head)
        column.addLayout(sorts)
        column.addWidget(self._narrowing)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)
        self.setMinimumSize(QSize(0, 3 * PITCH))


class Sideways(QScrollArea):
    """A row that may be wider than the window: Tab and the wheel bring the rest of it into sight."""

    def __init__(self, row: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.setObjectName("inside")
        self.setWidget(row)

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.widget().sizeHint().height())


def _nothing_of(chip: str) -> tuple[str, str]:
    """What is said where a sort of memories has none."""
    tr = wording._tr
    return {
        "facts": (tr("No facts yet"), tr("Ebb draws them from what you said and wrote, while it sleeps.")),
        "events": (tr("No events yet"), tr("What belongs together is made an event while Ebb sleeps.")),
        "how-to": (tr("No how-tos yet"), tr("Ways of doing things are learned while Ebb sleeps.")),
        "topics": (tr("No topics yet"), tr("What keeps coming up becomes a topic while Ebb sleeps.")),
        "fading": (tr("Nothing fades"), tr("Everything here was used, or stored, not long ago.")),
        "archived": (tr("Nothing is archived"), tr("What nobody uses for a long time is put aside here, never lost.")),
    }[chip]
