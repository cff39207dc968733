"""How the models stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.model.status import MemoryUse, ModelState, ModelStatus
from ui import words
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Mark

_ICONS = {
    ModelState.ABSENT: ("info", "warn"),
    ModelState.IDLE: ("pause", "muted"),
    ModelState.LOADING: ("retry", "accent"),
    ModelState.READY: ("check", "accent"),
    ModelState.FAILED: ("warning", "danger"),
}


class ModelsSection(Section):
    """One row a model: what it is for, its name, its state in words; and the memory that all of Ebb takes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Models"), parent)
        self._rows: dict[str, _ModelRow] = {}
        self._theme = theme
        self._none = Label(self.tr("No model has been looked for yet."), tone="muted")
        self.memory = Label(size=Size.BODY, tone="muted", wrap=True)
        self.body.addWidget(self._none)
        self.body.addWidget(self.memory)
        self.memory.hide()

    def show_memory(self, use: MemoryUse) -> None:
        """Show what Ebb's processes take of the machine's memory."""
        text = self.tr("Ebb takes {total} of memory now: {own} this window with the vault, {started} in {processes}.")
        alone = self.tr("Ebb takes {total} of memory now.")
        processes = words.count(use.processes, self.tr("process it started"), self.tr("processes it started"))
        self.memory.setText(
            (text if use.processes else alone).format(
                total=words.size(use.total), own=words.size(use.own), started=words.size(use.started),
                processes=processes,
            )
        )  # fmt: skip
        self.memory.show()

    def show_models(self, models: Sequence[ModelStatus]) -> None:
        """Show these models, and no others."""
        for role in self._rows.keys() - {model.role for model in models}:
            self._rows.pop(role).deleteLater()
        for model in models:
            self.show_model(model)

    def show_model(self, status: ModelStatus) -> None:
        if status.role == "endpoint" and not status.elsewhere:
            return  # it is used no longer
        self._none.hide()
        row = self._rows.get(status.role)
        if row is None:
            row = self._rows[status.role] = _ModelRow(self._theme)
            self.body.insertWidget(self.body.count() - 1, row)
        row.show_status(status)


class _ModelRow(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._mark = Mark(theme, "info", "muted")
        self._name = ElidedLabel()
        self._detail = Label(tone="muted", wrap=True)
        self._state = Label(tone="muted")
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._name)
        text.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.MEDIUM)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        row.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)

    def show_status(self, status: ModelStatus) -> None:
        self._mark.show_icon(*_ICONS[status.state])
        at = self.tr("{model} at {where}").format(model=status.name, where=status.elsewhere)
        self._name.setText(at if status.elsewhere else status.name or self.tr("None"))
        self._detail.setText(" · ".join(filter(None, (_purpose(self, status.role), status.detail))))
        state = {
            ModelState.ABSENT: self.tr("not installed"),
            ModelState.IDLE: self.tr("resting"),
            ModelState.LOADING: self.tr("loading"),
            ModelState.READY: self.tr("ready"),
            ModelState.FAILED: self.tr("not working"),
        }[status.state]
        if status.resident:
            state = self.tr("{state} · {size} of memory").format(state=state, size=words.size(status.resident))
        self._state.setText(state)
        self.setAccessibleName(f"{self._name.text()}, {self._detail.text()}, {state}")


def _purpose(row: QWidget, role: str) -> str:
    lowered = role.lower()
    if "embed" in lowered:
        return row.tr("finds by meaning")
    if lowered in ("answering", "answer", "language", "chat", "generate", "generation", "llm"):
        return row.tr("puts answers into words")
    if lowered == "endpoint":
        return row.tr("puts answers into words, and is not on this machine")
    return role
