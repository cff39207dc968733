"""The window of a quick note."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError, SecretRefused, UserError
from core.model.capture import CaptureKind
from ui.capture.desk import CaptureDesk
from ui.capture.ops import Kept
from ui.note import ops
from ui.note.field import NoteField
from ui.ops import Assistants
from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, IconButton
from ui.widgets.labels import Label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_WIDTH = 480
_FROM_TOP = 0.22
"""Where on the screen it opens: high enough not to cover what is being read."""
_LINGER_MS = 5000


class NoteWindow(QWidget):
    """One field. What is kept is said below it and can be taken back; what is written stays until it is kept.

    Esc closes it, and what was being written is there the next time. It lies in memory only: nothing of a note is on
    the disk before it is kept.
    """

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        assistants: Assistants,
        profile: Path,
        opened: Callable[[], Assistant | None],
        goes_on: Callable[[], bool] = lambda: True,
    ) -> None:
        """`opened` tells the vault that is open now, if one is; `goes_on` whether a draft outlives this window."""
        super().__init__(
            None,
            Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint,
        )
        self._assistants, self._profile, self._opened, self._goes_on = assistants, profile, opened, goes_on
        self._trying = ""
        self._kept: Kept | None = None
        self._follow: Callable[[], object] = self.field_focus
        self._warned = False
        """It was said that closing now loses the draft."""
        self._once_active: Callable[[], None] | None = None
        self.setWindowTitle(self.tr("Quick note"))
        self.setAccessibleName(self.tr("Quick note"))
        self.setFixedWidth(_WIDTH)
        self.field = NoteField()
        self.notice = Notice(theme, closable=False)
        self.keep = Button(self.tr("Keep"), look="primary")
        self._hint = Label(size=Size.NOTE, tone="muted")
        self._where = Label(size=Size.NOTE, tone="muted")
        self.leave = IconButton(theme, "close", self.tr("Close (Esc)"), size=14)
        self._soon = QTimer(self, interval=_LINGER_MS, singleShot=True)
        self._arrange(theme)
        self._connect()
        theme.dress(self)

    def open(self) -> None:
        """Come forward, ready to write."""
        self._soon.stop()
        self._describe()
        if not self.isVisible():
            if self._kept is not None:
                self._settle()
            self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self.field_focus()

    def keep_clipboard(self, desk: CaptureDesk, *, anyway: bool = False) -> None:
        """Keep what was copied, then come and say so; what is being written stays as it is."""
        if _needs_focus() and not self.isActiveWindow():
            self._once_active = partial(self.keep_clipboard, desk, anyway=anyway)
            self.open()
            return

        def kept(what: Kept) -> None:
            self.open()
            self._tell_kept(what)

        def refused(error: EbbError) -> None:
            again = partial(self.keep_clipboard, desk, anyway=True)
            self.complain(error, again if isinstance(error, SecretRefused) else None)

        desk.keep_clipboard(anyway=anyway, kept=kept, refused=refused)

    def tell(self, text: str, action: str = "", follow: Callable[[], object] | None = None) -> None:
        """Open, and say that something was done, with a way back."""
        self.open()
        self._say(text, "info", action, follow)

    def follow_vault(self) -> None:
        """A vault was opened, or locked: what went into it is not held here any longer."""
        if self._opened() is None and self._kept is not None and not self._kept.name:
            self._settle()
        self._describe()

    def field_focus(self) -> None:
        self.field.words.setFocus()

    @property
    def draft(self) -> str:
        """What is written and not yet kept."""
        return self.field.text.strip()

    # -- keeping ---------------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        if self.draft:
            self._try(self.field.text)

    def _try(self, text: str, *, anyway: bool = False) -> None:
        if self._trying:
            return
        self._trying = text
        self._soon.stop()
        self.notice.dismiss()
        self._judge()
        operation = ops.keep_note(
            assistants=self._assistants, assistant=self._opened(), profile=self._profile, text=text, anyway=anyway
        )
        operation.success(self._succeed).failure(self._fail).run(self)

    def _succeed(self, kept: Kept) -> None:
        tried, self._trying = self._trying, ""
        if self.field.text == tried:
            self.field.words.clear()
        self._judge()
        self._tell_kept(kept)

    def _tell_kept(self, kept: Kept) -> None:
        if kept.files:
            told = self.tr("Files are taken in.") if kept.files > 1 else self.tr("The file is taken in.")
        else:
            told = self.tr("Kept.")
        if self._opened() is None or kept.name:
            told = self.tr("It waits, encrypted, until you open the vault.")
        self._kept = kept if kept.memory_ids or kept.name else None
        self._say(told, "good", "" if self._kept is None else self.tr("Undo"), self._take_back)
        self._soon.start()

    def _fail(self, error: EbbError) -> None:
        tried, self._trying = self._trying, ""
        self._judge()
        again = partial(self._try, tried, anyway=True) if isinstance(error, SecretRefused) else None
        self.complain(error, again)

    def complain(self, error: EbbError, again: Callable[[], object] | None = None) -> None:
        """Say what went wrong; nothing that failed goes unsaid, though the window was closed meanwhile."""
        if not self.isVisible():
            self.open()
        if again is not None:
            self._say(str(error), "warn", self.tr("Keep anyway"), again)
        else:
            self._say(str(error), "warn" if isinstance(error, UserError) else "danger")

    def _take_back(self) -> None:
        kept, self._kept = self._kept, None
        if kept is None:
            return
        self._soon.stop()
        self.notice.dismiss()

        def done(taken: bool) -> None:
            if not taken:
                self._say(self.tr("It is in the vault by now. Open Ebb to forget it there."), "warn")
                return
            if not self.draft and kept.origin.kind is CaptureKind.NOTE:
                self.field.write(kept.text)
            self._say(self.tr("Taken back."), "info")

        operation = ops.take_back(
            assistants=self._assistants, assistant=self._opened(), profile=self._profile, kept=kept
        )
        operation.success(done).failure(self.complain).run(self)
        self.field_focus()

    def _say(self, text: str, tone: str, action: str = "", follow: Callable[[], object] | None = None) -> None:
        self._follow = follow or self.field_focus
        self.notice.say(text, tone, action)
        self._fit()

    def _act(self) -> None:
        self._follow()

    # -- coming and going ------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.draft and not self._warned and not self._goes_on():
            event.ignore()
            self._say(
                self.tr("Nothing of Ebb goes on that could hold what you wrote."),
                "warn",
                self.tr("Let it go"),
                self.close,
            )
            self._warned = True
            return
        self._soon.stop()
        self._warned, self._once_active = False, None
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and self._once_active is not None:
            call, self._once_active = self._once_active, None
            QTimer.singleShot(0, self, call)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self.windowHandle()
        if event.button() is Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()  # it has no title to be moved by

    def _linger_over(self) -> None:
        if not self.draft and not self._trying:
            self.close()

    def _settle(self) -> None:
        """What was said the last time is over."""
        self._kept, self._warned = None, False
        self.notice.dismiss()
        self._fit()

    def _edited(self) -> None:
        self._soon.stop()
        if self._warned:
            self._settle()
        self._judge()

    def _judge(self) -> None:
        self.keep.setEnabled(bool(self.draft) and not self._trying)

    def _describe(self) -> None:
        locked = self._opened() is None
        self._where.setText(self.tr("The vault is locked") if locked else "")

    def _place(self) -> None:
        self._fit()
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.move(room.center().x() - self.width() // 2, room.top() + round(room.height() * _FROM_TOP))

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(
            _WIDTH, layout.totalHeightForWidth(_WIDTH) if layout.hasHeightForWidth() else self.sizeHint().height()
        )

    # -- building --------------------------------------------------------------------------------------------------

    def _arrange(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        head.addWidget(EbbLine(theme, QSize(34, 22)))
        head.addWidget(Label(self.tr("Quick note"), bold=True))
        head.addStretch(1)
        head.addWidget(self._where)
        head.addWidget(self.leave)
        foot = QHBoxLayout()
        foot.setSpacing(Space.MEDIUM)
        self._hint.setText(self.tr("Enter keeps it · Shift+Enter for a new line"))
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.keep)
        ground = QFrame()
        ground.setObjectName("note")
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, Space.LARGE)
        column.setSpacing(Space.MEDIUM)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self.notice)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)

    def _connect(self) -> None:
        self.field.words.entered.connect(self._enter)
        self.field.words.undo_wanted.connect(self._take_back)
        self.field.words.textChanged.connect(self._edited)
        self.field.grown.connect(self._fit)
        self.keep.clicked.connect(self._enter)
        self.leave.clicked.connect(self.close)
        self.notice.acted.connect(self._act)
        self._soon.timeout.connect(self._linger_over)
        QShortcut(QKeySequence("Ctrl+Q"), self, self.close)
        self._judge()


def _needs_focus() -> bool:
    """Whether what was copied is told only to the window that has the keyboard."""
    return QGuiApplication.platformName().startswith("wayland")
