"""Which applications and windows are left out of captures."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.model.capture import CaptureRules
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import TickBox
from ui.widgets.labels import Label

_REST_MS = 700
_LINES = 3


class ExcludedFields(QWidget):
    """Two lists of patterns, kept a moment after the typing ends. `edited` comes then."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.apps = self._lines(self.tr("Leave out applications"), self.tr("for example Signal"))
        self.titles = self._lines(self.tr("Leave out windows titled"), self.tr("for example payroll"))
        self.built_in = TickBox(
            theme, self.tr("Leave out password managers, wallets, banking and private windows as well")
        )
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self.edited)
        for field in (self.apps, self.titles):
            field.textChanged.connect(self._rest.start)
        self.built_in.clicked.connect(self.edited)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._arrange()

    @property
    def pending(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._rest.isActive()

    def settle(self) -> None:
        """Keep what was typed now."""
        if self.pending:
            self._rest.stop()
            self.edited.emit()

    def show_rules(self, rules: CaptureRules) -> None:
        """Show what is left out; a field that is being written in stays as it is."""
        for field, patterns in ((self.apps, rules.apps), (self.titles, rules.titles)):
            if not field.hasFocus() and not self.pending and _read(field) != patterns:
                field.blockSignals(True)
                field.setPlainText("\n".join(patterns))
                field.blockSignals(False)
        self.built_in.setChecked(rules.built_in)

    def into(self, rules: CaptureRules) -> CaptureRules:
        """The same rules with what stands here."""
        return replace(rules, apps=_read(self.apps), titles=_read(self.titles), built_in=self.built_in.isChecked())

    def _lines(self, name: str, hint: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setProperty("look", "field")
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        field.setTabChangesFocus(True)
        field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        field.setFixedHeight(_LINES * field.fontMetrics().lineSpacing() + 3 * Space.SMALL)
        return field

    def _arrange(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(Space.LARGE)
        for field in (self.apps, self.titles):
            beside = QVBoxLayout()
            beside.setSpacing(Space.HAIR)
            beside.addWidget(Label(field.accessibleName(), bold=True))
            beside.addWidget(field)
            fields.addLayout(beside, 1)
        hint = self.tr(
            "One a line: a part of the name, in any case; * stands for anything. They are kept in the vault."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addLayout(fields)
        column.addWidget(Label(hint, size=Size.NOTE, tone="muted", wrap=True))
        column.addWidget(self.built_in)


def _read(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())
