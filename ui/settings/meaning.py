"""Which model finds by meaning, and changing to another: what it costs first, then how far it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.events import MeaningChanged
from core.model.models import InstalledModel
from core.model.moving import MoveStanding
from core.model.work import Progress
from ui import words
from ui.background import Reads
from ui.settings import ops
from ui.settings.answering import ModelChoice
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice, announce
from ui.widgets.progress import ProgressLine
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class MeaningSection(Section):
    """`removed` tells that a model was deleted."""

    removed = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Finding by meaning"), parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self._costs = Reads(self)
        self._wanted: InstalledModel | None = None
        self._group = QButtonGroup(self)
        self.rows: dict[str, ModelChoice] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.MEDIUM)
        self.offer = CostPanel()
        self.move = MovePanel(theme)
        self.notice = Notice(theme)
        what = self.tr("This model turns texts into numbers, so that what means the same is found in other words.")
        self.body.addWidget(Label(what, size=Size.BODY, tone="muted", wrap=True))
        self.body.addLayout(self._rows)
        for widget in (self.offer, self.move, self.notice):
            self.body.addWidget(widget)
        self.offer.hide()
        self.move.hide()
        self.offer.agreed.connect(self._change)
        self.offer.refused.connect(self._keep)
        self.move.rests.connect(self._pause)
        self.move.given_up.connect(self._give_up)

    def refresh(self) -> None:
        """Read anew which models there are, and whether a change is under way."""
        self._reads.read(ops.meaning(assistant=self._assistant).success(self._show).failure(self._complain))

    def hear(self, event: MeaningChanged) -> None:
        """A change went on, or came to rest."""
        if event.problem:
            self.notice.say(event.problem, "danger")
        if event.progress is None or not self.move.isVisibleTo(self):
            self.refresh()
        else:
            self.move.tell(event.progress)

    def _show(self, found: ops.Meaning) -> None:
        empty_out(self._rows)
        self.rows = {}
        for model in found.models:
            row = self.rows[model.name] = ModelChoice(model, self._group)
            row.used.connect(partial(self._ask_cost, model))
            row.removed.connect(partial(self._remove, model))
            self._rows.addWidget(row)
        standing = found.standing
        if standing is not None:
            self._keep()
        for row in self.rows.values():
            row.choice.setEnabled(standing is None)
        if self.move.isVisibleTo(self) and standing is None:
            used = next((model.name for model in found.models if model.used), "")
            self.notice.say(self.tr("Memories are found with {name} now.").format(name=used), "good")
        self.move.setVisible(standing is not None)
        if standing is not None:
            self.move.show_standing(standing)

    def _ask_cost(self, model: InstalledModel) -> None:
        if model.used:
            self._keep()
            return
        self._wanted = model
        self.notice.hide()
        self.offer.wait(model.name)
        operation = ops.cost_of_embedding(assistant=self._assistant, model=model)
        self._costs.read(operation.success(self.offer.say).failure(self._complain))

    def _change(self) -> None:
        model = self._wanted
        if model is None:
            return
        self._keep()
        operation = ops.use_embedding(assistant=self._assistant, model=model)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _keep(self) -> None:
        """Nothing is to be changed: the model in use is the one that is marked."""
        self._wanted = None
        self._costs.drop()
        self.offer.hide()
        for row in self.rows.values():
            row.choice.setChecked(row.model.used)

    def _pause(self, paused: bool) -> None:
        operation = ops.pause_move(assistant=self._assistant, paused=paused)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _give_up(self) -> None:
        self.move.hide()  # that it ended is not said as if it were done
        operation = ops.give_up_move(assistant=self._assistant)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _remove(self, model: InstalledModel) -> None:
        def done(_: None) -> None:
            self.refresh()
            self.removed.emit()

        operation = ops.remove_embedding(assistant=self._assistant, model=model)
        self._reads.change(operation.success(done).failure(self._complain))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")
        self._keep()
        self.refresh()


class CostPanel(QFrame):
    """What a change costs, before it is begun."""

    agreed = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Label(size=Size.BODY, wrap=True)
        self.change = Button(self.tr("Embed everything anew"), look="primary")
        self.keep = Button(self.tr("Keep the model of now"))
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self.change)
        row.addWidget(self.keep)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(self.text)
        column.addLayout(row)
        self.change.clicked.connect(self.agreed)
        self.keep.clicked.connect(self.refused)

    def wait(self, name: str) -> None:
        """The cost is being worked out."""
        self.text.setText(self.tr("What a change to {name} costs is being worked out…").format(name=name))
        self.change.setEnabled(False)
        self.show()

    def say(self, cost: str) -> None:
        """Show the cost."""
        self.text.setText(cost)
        self.change.setEnabled(True)
        self.change.setAccessibleDescription(cost)
        announce(self, cost)


class MovePanel(QFrame):
    """A change that is under way. `rests` carries whether it is to rest."""

    rests = Signal(bool)
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paused = False
        self._name = ""
        self.title = Label(size=Size.BODY, wrap=True)
        self.progress = ProgressLine(theme, self.tr("Progress"))
        self.detail = Label(size=Size.NOTE, tone="muted")
        self.pause = Button(self.tr("Pause"))
        self.give_up = Button(self.tr("Keep the model of now"))
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self.detail, 1)
        row.addWidget(self.pause)
        row.addWidget(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for widget in (self.title, self.progress):
            column.addWidget(widget)
        column.addLayout(row)
        self.pause.clicked.connect(lambda: self.rests.emit(not self._paused))
        self.give_up.clicked.connect(self.given_up)

    def show_standing(self, standing: MoveStanding) -> None:
        """Show a change as it stands in the vault."""
        self._paused, self._name = standing.paused, standing.name
        text = self.tr("Changing to {name}. Until it is done, memories are found with the model of now.")
        resting = self.tr("The change to {name} rests. Memories are found with the model of now.")
        self.title.setText((resting if standing.paused else text).format(name=standing.name))
        self.pause.setText(self.tr("Go on") if standing.paused else self.tr("Pause"))
        self._say(standing.done, standing.total, None)

    def tell(self, progress: Progress) -> None:
        """Show how far it is by now."""
        self._say(progress.done, progress.total, progress.remaining)

    def _say(self, done: int, total: int, remaining: float | None) -> None:
        self.progress.set_share(done / total if total else None)
        count = self.tr("{done} of {total} memories").format(done=f"{done:,}", total=f"{total:,}")
        left = self.tr("{time} left").format(time=words.duration(remaining)) if remaining else ""
        self.detail.setText(" · ".join(filter(None, (count, left))))
        self.progress.setAccessibleDescription(self.detail.text())
