"""The recovery code, shown once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from ui import ops
from ui.theme.fonts import fixed
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, TickBox
from ui.widgets.clip import SECONDS, SecretClip
from ui.widgets.labels import Label
from ui.widgets.notice import Notice


class RecoveryCode(QWidget):
    """Shows a code, helps to put it away, and lets go of it only after a tick. `kept` tells so."""

    kept = Signal()

    def __init__(self, theme: Theme, *, done: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Recovery code"))
        self._code = ""
        self._clip = SecretClip(self)
        self._shown = Label(size=Size.READ, wrap=True)
        self._shown.setFont(fixed(Size.READ))
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._shown.setAccessibleName(self.tr("Recovery code"))
        box = QFrame()
        box.setObjectName("message")
        box.setProperty("focal", True)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        inside.addWidget(self._shown)
        self.copy = Button(self.tr("Copy"), theme=theme, icon="copy")
        self.save = Button(self.tr("Save to a file…"), theme=theme, icon="file")
        self.notice = Notice(theme)
        self.tick = TickBox(theme, self.tr("I have put the code in a safe place"))
        self.done = Button(done or self.tr("Done"), look="primary")
        self.done.setEnabled(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(box)
        column.addLayout(buttons)
        column.addWidget(self.notice)
        column.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.tick.toggled.connect(self.done.setEnabled)
        self.done.clicked.connect(self.kept)

    def show_code(self, code: str) -> None:
        self._code = code
        self._shown.setText(code)
        self._shown.setAccessibleDescription(code)
        self.tick.setChecked(False)
        self.notice.dismiss()
        self.setFocus()

    def forget(self) -> None:
        """Drop the code, from the clipboard too."""
        self._code = ""
        self._shown.clear()
        self._shown.setAccessibleDescription("")
        self._clip.clear()

    def _copy(self) -> None:
        self._clip.copy(self._code)
        self.notice.say(self.tr("Copied. The clipboard is cleared in {n} seconds.").format(n=SECONDS), "info")

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the recovery code"), "ebb-recovery-code.txt")
        if not name:
            return

        def done(_: None) -> None:
            self.notice.say(
                self.tr("Saved. Anyone who reads that file can open the vault: keep it off this machine."), "warn"
            )

        def failed(error: EbbError) -> None:
            self.notice.say(str(error), "danger")

        ops.write_text(path=Path(name), text=self._code + "\n").success(done).failure(failed).run(self)
