"""What would be captured now: the clipboard as it is, held against the rules. Nothing is kept by looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.capture import LeftOut, Origin, Verdict
from core.model.wording import on_one_line
from ui import words
from ui.background import Reads
from ui.capture import ops, wording
from ui.capture.copied import Copied
from ui.capture.desk import CaptureDesk
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_SHOWN = 300
_UNREAD = frozenset((LeftOut.SECRET, LeftOut.CONCEALED, LeftOut.APP, LeftOut.TITLE))
"""Reasons that speak against showing the words too: somebody may be looking over the shoulder."""


class CaptureNow(QFrame):
    def __init__(self, theme: Theme, assistant: Assistant, desk: CaptureDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._assistant, self._desk = assistant, desk
        self._verdicts = Reads(self)
        self.what = ElidedLabel()
        self.where = ElidedLabel(size=Size.NOTE, tone="muted")
        self.asked = Label(size=Size.BODY, wrap=True)
        self.unasked = Label(size=Size.BODY, tone="muted", wrap=True)
        self.keep = Button(self.tr("Keep clipboard"), theme=theme, icon="copy")
        self.keep.clicked.connect(lambda: desk.keep_clipboard())
        desk.changed.connect(self._follow)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("What would be captured now"), bold=True), 1)
        head.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        column.setSpacing(Space.HAIR)
        column.addLayout(head)
        for label in (self.what, self.where, self.asked, self.unasked):
            column.addWidget(label)
        self._say_nothing()

    def refresh(self) -> None:
        """Look at the clipboard, and judge it."""
        self._desk.look(self._judge, self._fail)

    def _follow(self) -> None:
        if self.isVisible():
            self.refresh()

    def _judge(self, copied: Copied, origin: Origin) -> None:
        if copied.files:
            told = words.count(len(copied.files), self.tr("file"), self.tr("files"))
            self._show(told, origin, Verdict(), self.tr("never: files are taken in when you ask for it"))
            return
        unread = self._unreadable(copied)
        if unread:
            self._say_nothing(unread)
            self.keep.setEnabled(copied.picture)
            return
        judging = ops.judge_both(assistant=self._assistant, wanted=ops.wanted_of(copied), origin=origin)

        def judged(found: tuple[Verdict, Verdict]) -> None:
            asked, unasked = found
            hidden = asked.why in _UNREAD
            text = self.tr("Something that is not shown") if hidden else f"“{on_one_line(copied.text)[:_SHOWN]}”"
            told = (
                self.tr("kept")
                if unasked.may
                else self.tr("left out, because {why}").format(why=wording.reason(unasked))
            )
            self._show(text, origin, asked, told)

        self._verdicts.read(judging.success(judged).failure(self._fail))

    def _unreadable(self, copied: Copied) -> str:
        if copied.silent:
            return self.tr("The program that copied it does not answer.")
        if copied.too_large:
            return self.tr("A text that is too long: save it as a file, and add that.")
        if copied.picture:
            return self.tr("A picture. Its words are read when you ask for it, and seen before they are kept.")
        if not copied.text and not copied.concealed:
            return self.tr("Nothing is in the clipboard.")
        return ""

    def _show(self, what: str, origin: Origin, asked: Verdict, unasked: str) -> None:
        self._verdicts.drop()
        self.what.setText(what)
        self.where.setText(wording.source(origin))
        told = self.tr("kept") if asked.may else self.tr("left out, because {why}").format(why=wording.reason(asked))
        self.asked.set_tone("accent" if asked.may else "warn")
        self.asked.setText(self.tr("When you ask for it: {what}.").format(what=told))
        self.unasked.setText(self.tr("Unasked: {what}.").format(what=unasked))
        self.keep.setEnabled(asked.may)
        for label in (self.where, self.asked, self.unasked):
            label.show()

    def _say_nothing(self, what: str = "") -> None:
        self._verdicts.drop()
        self.what.setText(what)
        self.keep.setEnabled(False)
        for label in (self.where, self.asked, self.unasked):
            label.hide()

    def _fail(self, error: EbbError) -> None:
        self._say_nothing(str(error))
