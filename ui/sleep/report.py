"""What a night did, told group by group, each change with its reason and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.change import Change
from core.model.night import NightState, SleepReport, Undone
from ui import words
from ui.memories import ops as memory_ops
from ui.memories.sections import ChangeRow, PageSection
from ui.sleep import ops, wording
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.scrolled import empty_out, gathered

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_FIRST = 4


class ReportView(QWidget):
    """`changed` tells that something was undone, `opened` carries the id of a memory."""

    changed = Signal()
    opened = Signal(int)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._assistant = assistant
        self.report: SleepReport | None = None
        self.said = Label(size=Size.TITLE, bold=True, wrap=True)
        self._when = Label(size=Size.BODY, tone="muted", wrap=True)
        self._notes = Label(size=Size.BODY, tone="muted", wrap=True)
        self.undo_all = Button(self.tr("Undo the whole night…"), theme=theme, icon="undo")
        self.really = Button(self.tr("Undo the whole night"), look="danger")
        self.keep = Button(self.tr("Keep it"))
        self._asking = QFrame()
        self.notice = Notice(theme)
        self._groups = QVBoxLayout()
        self.groups: dict[str, PageSection] = {}
        self._arrange()
        self.undo_all.clicked.connect(self._consider)
        self.keep.clicked.connect(self._spare)
        self.really.clicked.connect(self._undo_night)

    def show_report(self, report: SleepReport) -> None:
        """Tell of a night; `report.night` is there."""
        night = report.night
        assert night is not None
        if self.report is None or self.report.night is None or self.report.night.id != night.id:
            self.notice.hide()
            self._spare()
        told, self.report = self.report, report
        self.said.setText(
            self.tr("This night was taken back.") if night.state is NightState.UNDONE else wording.sentence(report)
        )
        self._when.setText(wording.ending(night))
        self._notes.setText(" ".join(report.notes))
        self._notes.setVisible(bool(report.notes))
        standing = any(change.undone_at is None for change in report.changes)
        self.undo_all.setVisible(standing and night.state is not NightState.RUNNING)
        if told is None or told.changes != report.changes:
            self._show_groups(report)

    def _show_groups(self, report: SleepReport) -> None:
        empty_out(self._groups)
        self.groups = {}
        order = {kind: place for place, kind in enumerate(wording.GROUPS)}
        changes = sorted(report.changes, key=lambda change: (order.get(change.kind, len(order)), change.id))
        for kind, group in groupby(changes, key=lambda change: change.kind):
            rows: list[Callable[[], QWidget]] = [partial(self._row, change) for change in group]
            section = PageSection(f"{wording.group_name(kind)}  ·  {words.number(len(rows))}")
            section.fill(rows, _FIRST)
            self.groups[kind] = section
        if self.groups:
            self._groups.addWidget(gathered(self.groups.values(), self._groups.spacing()))

    def _row(self, change: Change) -> ChangeRow:
        row = ChangeRow(self._theme, change, titled=False, opened=self.opened)
        row.undo_wanted.connect(self._undo_change)
        return row

    def _undo_change(self, change_id: int) -> None:
        def done(_: None) -> None:
            self.notice.say(self.tr("Undone. The rest of the night stays."), "good")
            self.changed.emit()

        operation = memory_ops.undo_change(assistant=self._assistant, change_id=change_id)
        operation.success(done).failure(self._complain).run(self)

    def _consider(self) -> None:
        self.undo_all.setEnabled(False)
        self._asking.show()
        self.keep.setFocus()

    def _spare(self) -> None:
        self._asking.hide()
        self.undo_all.setEnabled(True)

    def _undo_night(self) -> None:
        if self.report is None or self.report.night is None:
            return
        self._spare()
        self.undo_all.setEnabled(False)

        def done(undone: Undone) -> None:
            self.undo_all.setEnabled(True)
            self.notice.say(in_words(undone), "warn" if undone.left else "good")
            self.changed.emit()

        def failed(error: EbbError) -> None:
            self.undo_all.setEnabled(True)
            self._complain(error)

        operation = ops.undo_night(assistant=self._assistant, night_id=self.report.night.id)
        operation.success(done).failure(failed).run(self)

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "warn")

    def _arrange(self) -> None:
        self._asking.setObjectName("warning")
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        asking.setSpacing(Space.SMALL)
        text = self.tr(
            "Put every memory back as it was before this night? What you changed yourself since then stays. "
            "The next sleep may come to the same conclusions again."
        )
        asking.addWidget(Label(text, wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.really)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        asking.addLayout(buttons)
        self._asking.hide()
        head = QVBoxLayout()
        head.setSpacing(Space.HAIR)
        head.addWidget(self.said)
        head.addWidget(self._when)
        head.addWidget(self._notes)
        top = QHBoxLayout()
        top.setSpacing(Space.LARGE)
        top.addLayout(head, 1)
        self._groups.setSpacing(Space.LARGE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        column.addLayout(top)
        undo = QHBoxLayout()
        undo.addWidget(self.undo_all)
        undo.addStretch(1)
        column.addLayout(undo)
        column.addWidget(self._asking)
        column.addWidget(self.notice)
        column.addSpacing(Space.HAIR)
        column.addLayout(self._groups)


def in_words(undone: Undone) -> str:
    """What undoing came to."""
    said = ReportView.tr("The night was taken back: {n}.").format(
        n=words.count(undone.changes, ReportView.tr("change"), ReportView.tr("changes"))
    )
    if not undone.left:
        return said
    left = words.count(len(undone.left), ReportView.tr("was left as it is"), ReportView.tr("were left as they are"))
    return f"{said} {left}: {' '.join(undone.left[:3])}"
