"""The rules of one folder, before it is watched or later, and a field to try a path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.folder import LARGEST_FILE, Rules, Verdict
from ui.background import Reads
from ui.library import folder_ops as ops
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import announce

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_REST_MS = 200
_LINES = 3
_MEGABYTE = 1024 * 1024


class RulesCard(QFrame):
    """Hidden until `edit`. `accepted` carries the path and its rules; `once` a folder to take in just this time."""

    accepted = Signal(object, object)
    once = Signal(object)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._assistant = assistant
        self._path = Path()
        self._trials = Reads(self)
        self._title = ElidedLabel(size=Size.READ, bold=True)
        self._where = ElidedLabel(size=Size.BODY, tone="muted", mode=Qt.TextElideMode.ElideMiddle)
        self.include = self._lines(self.tr("Take in only"), self.tr("everything that Ebb reads"))
        self.exclude = self._lines(self.tr("Leave out"), self.tr("for example drafts/ or *.csv"))
        self.largest = QLineEdit()
        self.largest.setAccessibleName(self.tr("The largest file, in megabytes"))
        self.largest.setFixedWidth(72)
        self.tried = QLineEdit()
        self.tried.setPlaceholderText(self.tr("Try a path in this folder"))
        self.tried.setAccessibleName(self.tried.placeholderText())
        self.verdict = Label(size=Size.BODY, tone="muted", wrap=True)
        self.accept = Button(self.tr("Watch this folder"), look="primary")
        self.cancel = Button(self.tr("Cancel"))
        self.take_once = Button(self.tr("Take in once, without watching"), look="link")
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._try)
        self._arrange()
        for field in (self.include, self.exclude):
            field.textChanged.connect(self._rest.start)
        for line in (self.largest, self.tried):
            line.textChanged.connect(self._rest.start)
        self.accept.clicked.connect(self._accept)
        self.cancel.clicked.connect(self.put_away)
        self.take_once.clicked.connect(self._take_once)
        self.hide()

    def edit(self, path: Path, rules: Rules, *, new: bool) -> None:
        """Show the rules of a folder."""
        self._path = path
        name = path.name or str(path)
        self._title.setText((self.tr("Watch “{name}”") if new else self.tr("Rules of “{name}”")).format(name=name))
        self._where.setText(str(path))
        self.include.setPlainText("\n".join(rules.include))
        self.exclude.setPlainText("\n".join(rules.exclude))
        self.largest.setText(f"{rules.largest / _MEGABYTE:g}")
        self.accept.setText(self.tr("Watch this folder") if new else self.tr("Use these rules"))
        self.take_once.setVisible(new)
        self.tried.clear()
        self.verdict.clear()
        self.show()
        self.accept.setFocus()

    def put_away(self) -> None:
        self._trials.drop()
        self._rest.stop()
        self.hide()

    def complain(self, error: EbbError) -> None:
        """Say why the rules were not taken."""
        self._tell(str(error), "danger")

    def rules(self) -> Rules:
        """What the fields say; a size that is no number is the usual one."""
        try:
            largest = int(float(self.largest.text().replace(",", ".")) * _MEGABYTE)
        except (ValueError, OverflowError):
            largest = LARGEST_FILE
        return Rules(_read(self.include), _read(self.exclude), largest)

    def _accept(self) -> None:
        self.accepted.emit(self._path, self.rules())

    def _take_once(self) -> None:
        self.put_away()
        self.once.emit(self._path)

    def _try(self) -> None:
        path = self.tried.text().strip()
        if not path or self.isHidden():
            self.verdict.clear()
            return

        def arrived(verdict: Verdict) -> None:
            said = self.tr("Taken in.") if verdict.taken else self.tr("Left out: {path}.").format(path=verdict.path)
            self._tell(f"{said} {verdict.reason}", "accent" if verdict.taken else "warn")

        operation = ops.try_rules(assistant=self._assistant, folder=self._path, rules=self.rules(), path=path)
        self._trials.read(operation.success(arrived).failure(self.complain))

    def _tell(self, text: str, tone: str) -> None:
        self.verdict.set_tone(tone)
        self.verdict.setText(text)
        announce(self, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

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
        for field in (self.include, self.exclude):
            beside = QVBoxLayout()
            beside.setSpacing(Space.HAIR)
            beside.addWidget(Label(field.accessibleName(), bold=True))
            beside.addWidget(field)
            fields.addLayout(beside, 1)
        hint = self.tr(
            "One pattern a line, as in .gitignore; “!” takes back in. A file named .ebbignore in any folder leaves out "
            "more. Caches, keys, wallets, password stores and browser profiles are left out anyway."
        )
        size = QHBoxLayout()
        size.setSpacing(Space.SMALL)
        size.addWidget(Label(self.tr("Leave out files above")))
        size.addWidget(self.largest)
        size.addWidget(Label(self.tr("MB")))
        size.addSpacing(Space.WIDE)
        size.addWidget(self.tried, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.accept)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.take_once)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.LARGE)
        column.setSpacing(Space.MEDIUM)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._title)
        titles.addWidget(self._where)
        column.addLayout(titles)
        column.addLayout(fields)
        column.addWidget(Label(hint, size=Size.NOTE, tone="muted", wrap=True))
        column.addLayout(size)
        column.addWidget(self.verdict)
        column.addLayout(buttons)


def _read(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(line for line in field.toPlainText().splitlines() if line.strip())
