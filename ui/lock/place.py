"""What stands before a locked vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.errors import EbbError, WrongSecret
from ui import ops
from ui.ops import Assistants
from ui.theme.fonts import fixed
from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.passphrase import PassphraseField
from ui.widgets.strength import StrengthHint

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_WIDTH = 380


class LockScreen(QWidget):
    """Opens the vault with the passphrase, or with the recovery code and a new passphrase."""

    opened = Signal(object)

    def __init__(self, theme: Theme, assistants: Assistants, profile: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistants = assistants
        self._profile = profile
        page = Page(_WIDTH)
        centre = Qt.AlignmentFlag.AlignHCenter
        page.column.addWidget(EbbLine(theme, QSize(88, 40)), 0, centre)
        title = Label(self.tr("Ebb is locked"), size=Size.TITLE, bold=True)
        title.setAlignment(centre)
        page.column.addWidget(title)
        self.notice = Notice(theme, closable=False)
        self.passphrase = PassphraseField(theme, self.tr("Passphrase"))
        self.code = QLineEdit()
        self.fresh = PassphraseField(theme, self.tr("New passphrase"))
        self.again = PassphraseField(theme, self.tr("The same once more"))
        self._hint = StrengthHint(theme)
        self.unlock = Button(self.tr("Unlock"), look="primary")
        self.switch = Button(self.tr("Use the recovery code instead"), look="link")
        self._ways = QStackedWidget()
        self._ways.addWidget(self._by_passphrase())
        self._ways.addWidget(self._by_code())
        page.column.addSpacing(Space.SMALL)
        page.column.addWidget(self._ways)
        page.column.addWidget(self.notice)
        page.column.addWidget(self.unlock)
        page.column.addWidget(self.switch, 0, centre)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self._connect()
        self._fit()

    def enter(self, problem: str = "") -> None:
        """Stand ready, saying what went wrong if something did."""
        self.wipe()
        self._show_way(0)
        self.set_busy(False)
        if problem:
            self.notice.say(problem, "warn")

    def set_busy(self, busy: bool, text: str = "") -> None:
        for part in (self._ways, self.switch):
            part.setEnabled(not busy)
        self.unlock.setText(text if busy and text else self.tr("Unlock"))
        self.unlock.setEnabled(not busy and self._complete())
        if not busy:
            self._focus()

    def wipe(self) -> None:
        for field in (self.passphrase, self.fresh, self.again, self.code):
            field.clear()
        self.notice.dismiss()

    def _by_passphrase(self) -> QWidget:
        way = QWidget()
        column = QVBoxLayout(way)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.passphrase)
        return way

    def _by_code(self) -> QWidget:
        self.code.setFont(fixed(Size.READ))
        self.code.setPlaceholderText(self.tr("Recovery code"))
        self.code.setAccessibleName(self.tr("Recovery code"))
        way = QWidget()
        column = QVBoxLayout(way)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        for part in (self.code, self.fresh, self._hint, self.again):
            column.addWidget(part)
        return way

    def _connect(self) -> None:
        self.passphrase.entered.connect(self._unlock)
        self.again.entered.connect(self._unlock)
        self.code.returnPressed.connect(self.fresh.setFocus)
        self.fresh.entered.connect(self.again.setFocus)
        self.fresh.edited.connect(self._judge)
        for field in (self.passphrase, self.fresh, self.again):
            field.edited.connect(self._edited)
        self.code.textEdited.connect(self._edited)
        self.unlock.clicked.connect(self._unlock)
        self.switch.clicked.connect(self._switch)

    def _judge(self) -> None:
        self._hint.judge(self.fresh.text())

    def _edited(self, _: str = "") -> None:
        self.unlock.setEnabled(self._complete())

    def _complete(self) -> bool:
        if self._ways.currentIndex() == 0:
            return bool(self.passphrase.text())
        return bool(self.code.text().strip() and self.fresh.text() and self.again.text())

    def _switch(self) -> None:
        self.wipe()
        self._show_way(1 - self._ways.currentIndex())
        self._focus()

    def _show_way(self, way: int) -> None:
        self._ways.setCurrentIndex(way)
        self.switch.setText(self.tr("Use the passphrase instead") if way else self.tr("Use the recovery code instead"))
        self._fit()
        self._edited()

    def _fit(self) -> None:
        way = self._ways.currentWidget()
        assert way is not None
        self._ways.setFixedHeight(way.sizeHint().height())

    def _focus(self) -> None:
        field = self.code if self._ways.currentIndex() else self.passphrase
        field.setFocus()

    def _unlock(self) -> None:
        if not self._complete():
            return
        if self._ways.currentIndex() and self.fresh.text() != self.again.text():
            self.notice.say(self.tr("The two passphrases are not the same. Type the second one again."), "warn")
            self.again.setFocus()
            return
        self.notice.dismiss()
        self.set_busy(True, self.tr("Opening…"))
        if self._ways.currentIndex():
            operation = ops.unlock_anew(
                assistants=self._assistants,
                profile=self._profile,
                recovery_code=self.code.text().strip(),
                passphrase=self.fresh.text(),
            )
        else:
            operation = ops.unlock(
                assistants=self._assistants, profile=self._profile, passphrase=self.passphrase.text()
            )
        operation.success(self._open).failure(self._fail).run(self)

    def _open(self, assistant: Assistant) -> None:
        self.wipe()
        self.opened.emit(assistant)

    def _fail(self, error: EbbError) -> None:
        self.set_busy(False)
        self.notice.say(str(error), "warn" if isinstance(error, WrongSecret) else "danger")
        if self._ways.currentIndex() == 0:
            self.passphrase.line.selectAll()
