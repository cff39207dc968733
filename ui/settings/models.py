"""How the models stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.model.status import ModelState, ModelStatus
from ui import words
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Space
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
    """One row a model: what it is for, its name, its state in words, the memory it takes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Models"), parent)
        self._rows: dict[str, _ModelRow] = {}
        self._theme = theme
        self._none = Label(self.tr("No model has been looked for yet."), tone="muted")
        self.body.addWidget(self._none)

    def show_model(self, status: ModelStatus) -> None:
        self._none.hide()
        row = self._rows.get(status.role)
        if row is None:
            row = self._rows[status.role] = _ModelRow(self._theme)
            self.body.addWidget(row)
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
        self._name.setText(status.name or self.tr("None"))
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
    return role
