"""Which language model answers: those that are there, how each would run here, one more from a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.models import InstalledModel
from core.model.plan import Fit
from ui import words
from ui.background import Reads
from ui.settings import ops
from ui.settings.section import Section
from ui.settings.verdict import show_verdict
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class AnsweringSection(Section):
    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Answering model"), parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self._known: ops.Models | None = None
        self._plans: dict[Path, ops.Planned] = {}
        self._asked: set[Path] = set()
        self._group = QButtonGroup(self)
        self.rows: dict[str, ModelChoice] = {}
        self._rows = QVBoxLayout()
        self.add = Button(self.tr("Add a model file…"), theme=theme, icon="plus")
        self.overridden = Label(size=Size.BODY, tone="warn", wrap=True)
        self.notice = Notice(theme)
        self._arrange()
        self.add.clicked.connect(self._choose)

    def refresh(self) -> None:
        """Read anew which models there are."""
        self._reads.read(ops.models(assistant=self._assistant).success(self._show).failure(self._complain))

    def add_file(self, path: Path) -> None:
        """Look at a model file, and add it to the list."""

        def done(model: InstalledModel) -> None:
            text = self.tr("{name} was added. It is used once you choose it.")
            self.notice.say(text.format(name=model.name), "good")
            self.refresh()

        self.notice.hide()
        operation = ops.add_model(assistant=self._assistant, path=path)
        self._reads.change(operation.success(done).failure(self._complain))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a model file"), "", self.tr("Models (*.gguf);;All files (*)")
        )
        if name:
            self.add_file(Path(name))

    def _use(self, model: InstalledModel) -> None:
        if model.used:
            return
        operation = ops.use_model(assistant=self._assistant, model=model)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _remove(self, model: InstalledModel) -> None:
        def done(_: None) -> None:
            stays = self.tr("{name} is no longer in the list. Its file stays where it is.")
            text = self.tr("{name} was deleted.") if model.downloaded else stays
            self.notice.say(text.format(name=model.name), "info")
            self.refresh()

        operation = ops.remove_model(assistant=self._assistant, model=model)
        self._reads.change(operation.success(done).failure(self._complain))

    def _show(self, found: ops.Models) -> None:
        text = self.tr("EBB_LANGUAGE_MODEL says “{value}”. That counts more than what is chosen here.")
        self.overridden.setText(text.format(value=found.overridden))
        self.overridden.setVisible(bool(found.overridden))
        if found == self._known:
            return
        self._known = found
        empty_out(self._rows)
        self.rows = {}
        for model in found.models:
            row = ModelChoice(model, self._group, self.tr("None: spans, dates, values and counts only"))
            row.used.connect(partial(self._use, model))
            row.removed.connect(partial(self._remove, model))
            self._rows.addWidget(row)
            self.rows[model.name] = row
            if model.path is not None and model.path in self._plans:
                row.show_plan(self._plans[model.path])
        self._plan_next()

    def _plan_next(self) -> None:
        """Find out how the next of the models would run: one after another, for each is measured alone."""
        for row in self.rows.values():
            model = row.model
            if model.path is None or model.problem or model.path in self._asked:
                continue
            self._asked.add(model.path)
            planning = ops.plan_model(assistant=self._assistant, path=model.path)
            planning.success(partial(self._planned, model.path)).failure(partial(self._cannot_plan, model.path))
            planning.run(self)
            return

    def _planned(self, path: Path, planned: ops.Planned) -> None:
        self._plans[path] = planned
        for row in self.rows.values():
            if row.model.path == path:
                row.show_plan(planned)
        self._plan_next()

    def _cannot_plan(self, path: Path, error: EbbError) -> None:
        self._planned(path, ops.Planned(Fit.WONT_FIT, str(error)))

    def _complain(self, error: EbbError) -> None:
        self._known = None  # what is shown as chosen may not be
        self.notice.say(str(error), "danger")
        self.refresh()

    def _arrange(self) -> None:
        what = self.tr(
            "Any language model in the GGUF format can answer. A file of 500 MB or more writes answers in its own "
            "words; a smaller one picks them from your memory."
        )
        self._rows.setSpacing(Space.MEDIUM)
        self.body.addWidget(Label(what, size=Size.BODY, tone="muted", wrap=True))
        self.body.addLayout(self._rows)
        self.body.addWidget(self.overridden)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.notice)
        self.overridden.hide()


class ModelChoice(QFrame):
    """A model, with the verdict on it and how it would run in words."""

    used = Signal()
    removed = Signal()

    def __init__(
        self, model: InstalledModel, group: QButtonGroup, none: str = "", parent: QWidget | None = None
    ) -> None:
        """`none` says what it is to use no model at all."""
        super().__init__(parent)
        self.model = model
        self.choice = QRadioButton(model.name or none)
        self.choice.setChecked(model.used)
        self.choice.setEnabled(not model.problem)
        self.verdict = Label(size=Size.NOTE, bold=True)
        self.plan = Label(size=Size.BODY, tone="muted", wrap=True)
        self.plan.setContentsMargins(32, 0, 0, 0)
        self.remove = Button(self.tr("Remove"), look="link")
        self.remove.setAccessibleName(self.tr("Remove {name}").format(name=model.name))
        self.remove.setVisible(model.path is not None and not model.starter)
        group.addButton(self.choice)
        self.choice.clicked.connect(self.used)
        self.remove.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        head.addWidget(self.choice)
        head.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.plan)
        self._about = model.problem or self._described()
        self._tell("")

    def show_plan(self, planned: ops.Planned) -> None:
        """Show how it would run here."""
        show_verdict(self.verdict, planned.fit)
        self._tell(planned.text)

    def _described(self) -> str:
        model = self.model
        if model.path is None:
            return ""
        where = self.tr("came with Ebb") if model.starter else str(model.path)
        return " · ".join(filter(None, (words.size(model.size), where, model.licence)))

    def _tell(self, plan: str) -> None:
        text = "\n".join(filter(None, (self._about, plan)))
        self.plan.setText(text)
        self.plan.setVisible(bool(text))
        self.choice.setAccessibleName(self.choice.text())
        self.choice.setAccessibleDescription(", ".join(filter(None, (self.verdict.text(), text))))
