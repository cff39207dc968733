"""The place of sleep: what the last night did, what waits for the next one, when it comes, and the nights before."""

from __future__ import annotations

from functools import partial
from threading import Event as Flag
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model import times
from core.model.night import Night, NightState, Schedule, SleepProgress, SleepReport
from ui import words
from ui.background import Reads
from ui.bridge import Bridge
from ui.calm import Calm
from ui.memories.sections import PageSection, RowButton
from ui.sleep import ops, wording
from ui.sleep.progress import SleepStrip
from ui.sleep.report import ReportView
from ui.sleep.schedule import ScheduleSection
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Label
from ui.widgets.notice import Notice, announce
from ui.widgets.scrolled import ScrolledColumn, empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_EARLIER = 5


class SleepPlace(QWidget):
    """`memory_wanted` carries the id of a memory that a report tells of."""

    memory_wanted = Signal(int)

    def __init__(self, theme: Theme, assistant: Assistant, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._stop = Flag()
        self._own = False
        """Whether the cycle that runs was asked for here."""
        self._chosen: int | None = None
        self._nights: list[Night] = []
        self._reads, self._reports = Reads(self), Reads(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Sleep"))
        self.notice = Notice(theme)
        self.strip = SleepStrip(theme)
        self.report = ReportView(theme, assistant)
        self.schedule = ScheduleSection(theme)
        self.sleep_now = Button(self.tr("Sleep now"), look="primary", theme=theme, icon="sleep")
        self.status = Label(size=Size.BODY, tone="muted", wrap=True)
        self.empty = EmptyState(
            theme,
            title=self.tr("No night yet"),
            text=self.tr(
                "While this machine rests, Ebb sorts what is new: it draws facts and events from it, joins what says "
                "the same, and lets the unused fade. It tells here what it did, and every bit can be undone."
            ),
        )
        self._earlier = QVBoxLayout()
        self._earlier_told: list[tuple[int, str, str]] = []
        self._scroll = ScrolledColumn(Space.WIDE)
        self._calm = Calm(self.refresh, self)
        self._arrange()
        self._connect(bridge)

    def enter(self) -> None:
        """The place was opened."""
        self.setFocus()
        self.refresh()

    def leave(self) -> None:
        """The vault is about to be locked: what sleeps must not hold it up."""
        self._stop.set()

    def refresh(self) -> None:
        """Read how things stand, unless nobody looks."""
        if self.isVisible():
            self._reads.read(ops.nights(assistant=self._assistant).success(self._know).failure(self._complain))

    # -- what is known ---------------------------------------------------------------------------------------------

    def _know(self, found: ops.Nights) -> None:
        self._nights = found.nights
        self.schedule.show_schedule(found.schedule)
        self.status.setText(self._waiting(found))
        shown = self._shown()
        self.empty.setVisible(shown is None)
        if shown is None:
            self.report.hide()
        else:
            self._fetch(shown.id)
        self._list_earlier(shown)

    def _waiting(self, found: ops.Nights) -> str:
        if found.waiting:
            waits = words.count(found.waiting, self.tr("memory waits"), self.tr("memories wait"))
            said = self.tr("{waits} to be sorted.").format(waits=waits)
        else:
            said = self.tr("Everything is sorted.")
        if not found.schedule.enabled:
            return f"{said} {self.tr('Ebb sleeps only when you ask for it.')}"
        minutes = found.schedule.idle_minutes
        when = self.tr("an hour") if minutes == 60 else self.tr("{n} minutes").format(n=minutes)
        power = "" if found.schedule.on_battery else self.tr(", on mains")
        return (
            f"{said} {self.tr('Ebb sleeps when you have been away for {time}{power}.').format(time=when, power=power)}"
        )

    def _shown(self) -> Night | None:
        """The night that is told: the one that was chosen, else the last."""
        ended = [night for night in self._nights if night.state is not NightState.RUNNING]
        chosen = next((night for night in ended if night.id == self._chosen), None)
        return chosen or (ended[0] if ended else None)

    def _fetch(self, night_id: int) -> None:
        def arrived(report: SleepReport) -> None:
            shown = self._shown()
            if shown is not None and shown.id == night_id and report.night is not None:
                self.report.show_report(report)
                self.report.show()
                QTimer.singleShot(0, self, self._scroll.order_tabs)  # once everything has its place

        operation = ops.sleep_report(assistant=self._assistant, night_id=night_id)
        self._reports.read(operation.success(arrived).failure(self._complain))

    def _list_earlier(self, shown: Night | None) -> None:
        others = [night for night in self._nights if night.state is not NightState.RUNNING and night is not shown]
        told = [(night.id, self._told(night), wording.ending(night)) for night in others]
        if told == self._earlier_told:
            return
        self._earlier_told = told
        empty_out(self._earlier)
        if told:
            section = PageSection(self.tr("Other nights"))
            section.fill([partial(self._night_row, *night) for night in told], _EARLIER)
            self._earlier.addWidget(section)

    def _told(self, night: Night) -> str:
        if night.state is NightState.UNDONE:
            return self.tr("Taken back.")
        return wording.sentence(SleepReport(night, (), 0.0), times.now())

    def _night_row(self, night_id: int, said: str, ending: str) -> RowButton:
        row = RowButton(said, ending)
        row.clicked.connect(lambda: self._choose(night_id))
        return row

    def _choose(self, night_id: int) -> None:
        self._chosen = night_id
        self._scroll.to_top()
        self.refresh()

    # -- sleeping --------------------------------------------------------------------------------------------------

    def _sleep(self) -> None:
        self._stop = Flag()
        self._own = True
        self._chosen = None
        self.notice.hide()
        self.sleep_now.setEnabled(False)
        self.strip.begin()
        operation = ops.sleep(assistant=self._assistant, stop=self._stop)
        operation.success(self._woken).failure(self._failed).cancelled(lambda: self._end("")).run(self)

    def _woken(self, report: SleepReport) -> None:
        changes = sum(change.undone_at is None for change in report.changes)
        stopped = report.night is not None and report.night.state is NightState.STOPPED
        said = {
            (True, True): self.tr("Stopped. What is done so far is told below; the next sleep goes on there."),
            (True, False): self.tr("Stopped before anything was changed. The next sleep begins anew."),
            (False, True): self.tr("Awake again. What was done is told below."),
            (False, False): self.tr("Awake again. There was nothing to tidy up."),
        }[stopped, changes > 0]
        self._end(said)

    def _failed(self, error: EbbError) -> None:
        self._end("")
        self._complain(error)

    def _end(self, said: str) -> None:
        self._own = False
        self.strip.hide()
        self.sleep_now.setEnabled(True)
        if said:
            self.notice.say(said, "good")
        self.refresh()

    def _moved(self, progress: SleepProgress | None) -> None:
        """A cycle moved, one that was begun here or by itself."""
        if progress is not None:
            self.sleep_now.setEnabled(False)
            # What was begun because nobody was there ends by itself when somebody is.
            self.strip.show_progress(progress, stoppable=self._own)
        elif not self._own:
            self.strip.hide()
            self.sleep_now.setEnabled(True)
            self._calm.ask()

    def _stop_sleep(self) -> None:
        self._stop.set()

    def _set_schedule(self, schedule: Schedule) -> None:
        def done(_: None) -> None:
            announce(self, self.tr("Saved."))
            self.refresh()

        def failed(error: EbbError) -> None:
            self._complain(error)
            self.refresh()

        self._reads.change(ops.set_schedule(assistant=self._assistant, schedule=schedule).success(done).failure(failed))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    # -- building --------------------------------------------------------------------------------------------------

    def _connect(self, bridge: Bridge) -> None:
        bridge.sleep_changed.connect(self._moved)
        bridge.memories_changed.connect(self._calm.ask)
        self.sleep_now.clicked.connect(self._sleep)
        self.strip.stop_wanted.connect(self._stop_sleep)
        self.schedule.chosen.connect(self._set_schedule)
        self.report.changed.connect(self.refresh)
        self.report.opened.connect(self.memory_wanted)

    def _arrange(self) -> None:
        titles = QVBoxLayout()
        titles.setSpacing(Space.HAIR)
        titles.addWidget(Label(self.tr("Sleep"), size=Size.TITLE, bold=True))
        titles.addWidget(self.status)
        head = QHBoxLayout()
        head.setSpacing(Space.LARGE)
        head.addLayout(titles, 1)
        head.addWidget(self.sleep_now, 0, Qt.AlignmentFlag.AlignTop)
        column = self._scroll.column
        column.setSpacing(Space.WIDE)
        column.addLayout(head)
        for widget in (self.notice, self.strip, self.report, self.empty):
            column.addWidget(widget)
        column.addLayout(self._earlier)
        column.addWidget(self.schedule)
        column.addStretch(1)
        self.report.hide()
        self.empty.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
