"""Which model reads again what a thorough search found, where one was downloaded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.models import InstalledModel
from ui.background import Reads
from ui.settings import ops
from ui.settings.answering import ModelChoice
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class CrossingSection(Section):
    """Not shown where there is nothing to choose. `removed` tells that one was deleted."""

    removed = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Reading again"), parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self._group = QButtonGroup(self)
        self.rows: dict[str, ModelChoice] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.MEDIUM)
        self.notice = Notice(theme)
        what = self.tr(
            "A cross-encoder reads the best hits of a thorough search against the question and puts them in order."
        )
        self.body.addWidget(Label(what, size=Size.BODY, tone="muted", wrap=True))
        self.body.addLayout(self._rows)
        self.body.addWidget(self.notice)
        self.hide()

    def refresh(self) -> None:
        """Read anew which ones there are."""
        self._reads.read(ops.cross_encoders(assistant=self._assistant).success(self._show).failure(self._complain))

    def _show(self, found: tuple[InstalledModel, ...]) -> None:
        self.setVisible(bool(found))
        empty_out(self._rows)
        self.rows = {}
        for model in found:
            row = self.rows[model.name] = ModelChoice(model, self._group, self.tr("None: the order stays as it is"))
            row.used.connect(partial(self._use, model))
            row.removed.connect(partial(self._remove, model))
            self._rows.addWidget(row)

    def _use(self, model: InstalledModel) -> None:
        operation = ops.use_cross_encoder(assistant=self._assistant, model=model)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _remove(self, model: InstalledModel) -> None:
        def done(_: None) -> None:
            self.refresh()
            self.removed.emit()

        operation = ops.remove_cross_encoder(assistant=self._assistant, model=model)
        self._reads.change(operation.success(done).failure(self._complain))

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")
        self.refresh()
