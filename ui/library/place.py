"""The place where files and conversations are taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.events import WorkChanged
from core.model.memory import Source
from core.model.status import Status
from core.model.work import JobState, Progress, Skipped
from ui import ops, words
from ui.background import Reads
from ui.bridge import Bridge
from ui.calm import Calm
from ui.library.failures import DISMISS, FailureModel
from ui.library.folders import Folders
from ui.library.sources import SourceModel
from ui.library.work import WorkStrip
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.rows import RowList

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_MOST_FAILURES_SHOWN = 3


class LibraryPlace(QWidget):
    """`forget_wanted` carries a source of which all is to be forgotten; `import_wanted` asks for what other products
    exported.
    """

    forget_wanted = Signal(object)
    import_wanted = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._progress: Progress | None = None
        self._paused = False
        self._waiting = 0
        self._status = Reads(self)
        self._work = Reads(self)
        self._wanted: int | None = None
        self.sources = SourceModel(assistant, self)
        self.failures = FailureModel(self)
        self.list = RowList(theme, self.tr("Sources"), self.sources)
        self.failed_list = RowList(theme, self.tr("What was left out"), self.failures)
        self.work = WorkStrip(theme)
        self.folders = Folders(theme, assistant)
        self.notice = Notice(theme)
        self._counts = ElidedLabel(size=Size.BODY, tone="muted")
        self._failed_title = Label(size=Size.BODY, bold=True)
        self._failed_card = QFrame()
        self._failed_card.setObjectName("card")
        self._dismiss_all = Button(self.tr("Dismiss all"), look="link")
        self._add_files = Button(self.tr("Add files…"), look="primary", theme=theme, icon="plus")
        self._import = Button(self.tr("Import…"), look="link")
        self._add_folder = Button(self.tr("Add folder…"), theme=theme, icon="folder")
        self.empty = EmptyState(
            theme,
            title=self.tr("Nothing taken in yet"),
            text=self.tr(
                "Drop files, folders, a conversation or an export of your chats anywhere in this window. They are read "
                "on this machine, and stay where they are."
            ),
        )
        self._card = QFrame()
        self._card.setObjectName("card")
        self._stack = QStackedWidget()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Library"))
        self._calm = Calm(self.refresh, self)
        self._arrange()
        self._connect(bridge)
        self.refresh()

    def enter(self) -> None:
        """The place was opened."""
        self.setFocus()
        self.refresh()

    def refresh(self) -> None:
        self.sources.refresh()
        self.folders.refresh()
        self._status.read(ops.status(assistant=self._assistant).success(self._know).failure(self._complain))
        self._work.read(ops.work_state(assistant=self._assistant).success(self._show_jobs).failure(self._complain))

    # -- adding ----------------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Take files and folders in."""

        def queued(result: tuple[int, tuple[Skipped, ...]]) -> None:
            number, skipped = result
            self.failures.add_skipped(skipped)
            self._show_failures()
            if not number:
                self.notice.say(self.tr("There was nothing new to take in."), "info")
            else:
                self.notice.dismiss()
            self.refresh()

        if paths:
            self.notice.say(self.tr("Looking through what you added…"))
            ops.add(assistant=self._assistant, paths=list(paths)).success(queued).failure(self._complain).run(self)

    def reveal(self, source: Source) -> None:
        """Show one source in the list, fetching as far as it takes."""
        self._wanted = source.id
        self._seek()

    def _seek(self) -> None:
        if self._wanted is None:
            return
        row = self.sources.row_of(self._wanted)
        if row >= 0:
            self._wanted = None
            self.list.setCurrentIndex(self.sources.index(row))
            self.list.scrollTo(self.sources.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
            self.list.setFocus()
        elif self.sources.complete:
            self._wanted = None
            self.notice.say(self.tr("This source is no longer in the library."), "info")
        else:
            self.sources.fetch_on()

    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        self.add([Path(name) for name in names])

    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Add a folder"))
        if name:
            self.folders.choose(Path(name))

    # -- what comes back -------------------------------------------------------------------------------------------

    def _work_changed(self, event: WorkChanged) -> None:
        if event.paused is not self._paused or (event.progress is None) is not (self._progress is None):
            self._work.drop()  # what is being read began before this
            self._calm.ask()
        self._progress = event.progress
        self._paused = event.paused
        if event.progress is None:
            self._waiting = 0  # what is still queued while paused is counted anew a moment later
        if event.problem:
            self.notice.say(event.problem, "warn")
        self._show_work()

    def _show_work(self) -> None:
        self.work.show_progress(self._progress, paused=self._paused, waiting=self._waiting)

    def _know(self, status: Status) -> None:
        parts = [words.count(status.sources, self.tr("source"), self.tr("sources"))]
        parts.append(words.count(status.memories, self.tr("memory"), self.tr("memories")))
        if status.memories and status.embedded < status.memories:
            parts.append(self.tr("{n} of them found by meaning too").format(n=words.number(status.embedded)))
        self._counts.setText(" · ".join(parts))

    def _show_jobs(self, state: ops.WorkState) -> None:
        self._paused = state.paused
        self._waiting = sum(job.state in (JobState.QUEUED, JobState.RUNNING) for job in state.jobs)
        self.failures.show_jobs(state.jobs, state.left_out)
        self._show_failures()
        self._show_work()

    def _show_failures(self) -> None:
        number = self.failures.rowCount()
        self._failed_card.setVisible(number > 0)
        self._failed_title.setText(words.count(number, self.tr("thing was left out"), self.tr("things were left out")))
        rows = min(number, _MOST_FAILURES_SHOWN)
        self.failed_list.setFixedHeight(max(1, rows) * self.failed_list.row_height())
        self._show_stack()

    def _show_stack(self) -> None:
        number = self.sources.rowCount()
        self._stack.setCurrentIndex(0 if number else 1)
        self._card.setMaximumHeight(number * self.list.row_height() + 2 * Space.HAIR + 2)

    def _act_on_failure(self, index: QModelIndex, action: str) -> None:
        failure = self.failures.failure(index.row())
        if failure.job_id is None:
            self.failures.drop(failure)
            self._show_failures()
            return
        call = ops.dismiss if action == DISMISS else ops.retry
        operation = call(assistant=self._assistant, job_id=failure.job_id)
        self._work.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _dismiss_every(self) -> None:
        self.failures.drop_skipped()
        jobs = {self.failures.failure(row).job_id for row in range(self.failures.rowCount())} - {None}
        operation = ops.dismiss_all(assistant=self._assistant, job_ids=[job for job in jobs if job is not None])
        self._work.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _pause(self, paused: bool) -> None:
        def done(_: None) -> None:
            self._paused = paused
            self._show_work()
            self.refresh()

        operation = ops.pause_work(assistant=self._assistant, paused=paused)
        self._work.change(operation.success(done).failure(self._complain))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    def _complain_text(self, text: str) -> None:
        self.notice.say(text, "danger")

    # -- building --------------------------------------------------------------------------------------------------

    def _connect(self, bridge: Bridge) -> None:
        bridge.work_changed.connect(self._work_changed)
        bridge.library_changed.connect(self._calm.ask)
        self.folders.once.connect(lambda path: self.add([path]))
        self.sources.arrived.connect(self._show_stack)
        self.sources.arrived.connect(self._seek)
        self.sources.failed.connect(self._complain_text)
        self.failed_list.acted.connect(self._act_on_failure)
        self.list.acted.connect(lambda index, _: self.forget_wanted.emit(self.sources.source(index.row())))
        self._dismiss_all.clicked.connect(self._dismiss_every)
        self.work.pause_wanted.connect(self._pause)
        self._import.clicked.connect(self.import_wanted)
        self._add_files.clicked.connect(self.choose_files)
        self._add_folder.clicked.connect(self.choose_folder)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        titles = QVBoxLayout()
        titles.setSpacing(Space.HAIR)
        titles.addWidget(Label(self.tr("Library"), size=Size.TITLE, bold=True))
        titles.addWidget(self._counts)
        head.addLayout(titles, 1)
        head.addWidget(self._import, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._add_folder, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._add_files, 0, Qt.AlignmentFlag.AlignVCenter)
        failed_head = QHBoxLayout()
        failed_head.setContentsMargins(Space.LARGE, Space.SMALL, Space.HAIR, 0)
        failed_head.addWidget(self._failed_title, 1)
        failed_head.addWidget(self._dismiss_all)
        failed = QVBoxLayout(self._failed_card)
        failed.setContentsMargins(Space.HAIR, 1, Space.HAIR, Space.HAIR)
        failed.setSpacing(0)
        failed.addLayout(failed_head)
        failed.addWidget(self.failed_list)
        self._failed_card.hide()
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        inside.addWidget(self.list)
        page = QWidget()
        above = QVBoxLayout(page)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self._card, 1000)
        above.addStretch(1)
        self._stack.addWidget(page)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentIndex(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.ROOM, Space.WIDE, Space.ROOM, Space.WIDE)
        column.setSpacing(Space.LARGE)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.work)
        column.addWidget(self.folders)
        column.addWidget(self._failed_card)
        column.addWidget(self._stack, 1)
