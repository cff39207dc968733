"""Search over everything: a panel over the places, closed with Escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.model.answer import Citation, Hit
from core.model.found import Found
from ui.ask.evidence import EvidencePanel
from ui.search.operators import lessons, sought, unfinished
from ui.search.results import Row, RowKind, first_rows, found_rows, label
from ui.search.searching import Searching
from ui.search.sheet import SearchSheet
from ui.theme.theme import Theme
from ui.theme.tokens import NARROW, PANEL, Space
from ui.why.channels import channel_name
from ui.widgets.fade import Fade

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_WIDTH = 760
_HEIGHT = 640
_LEAST_HEIGHT = 456
_TOP = 56
_VEIL = 0.8
_RECENT = 5
_PATIENCE_MS = 350
"""A date that is half typed is no mistake yet."""


class SearchPanel(QWidget):
    """Lies over its parent while it is open. A memory is shown in its surroundings here; the rest leads elsewhere."""

    source_wanted = Signal(object)
    memory_wanted = Signal(int)
    chat_wanted = Signal(object)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._assistant = assistant
        self._recent: list[str] = []
        self._before: QWidget | None = None
        self._open = False
        self._found = Found([], [], [])
        self._refined = False
        self._waiting = False
        """Nothing has come yet for what stands in the field."""
        self._eager = False
        """Enter was pressed meanwhile: the first that comes is opened."""
        self.setAccessibleName(self.tr("Search"))
        self.searching = Searching(assistant, self)
        self.sheet = SearchSheet(theme, self)
        self.evidence = EvidencePanel(theme, assistant, self)
        self.evidence.memory_wanted.connect(self.memory_wanted)
        self.evidence.hide()
        self._fade = Fade(theme, self)
        self._problem = ""
        self._trouble = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._trouble.timeout.connect(self._complain)
        self._connect()
        theme.changed.connect(self.update)
        self.hide()

    # -- opening and closing ---------------------------------------------------------------------------------------

    def open(self) -> None:
        """Come forward with the field ready; the words of the last search are there, selected."""
        if not self._open:
            self._open = True
            self._before = QApplication.focusWidget()
            self.setGeometry(self.parentWidget().rect())
            self._renew()
            self._fade.come()
        self.raise_()
        self.sheet.field.selectAll()
        self.sheet.field.setFocus()

    def close_panel(self) -> None:
        """Go, and give the keyboard back to where it was."""
        if not self._open:
            return
        self._open = False
        self.searching.halt()
        self._trouble.stop()
        self.sheet.popup.hide()
        self.evidence.hide()
        before, self._before = self._before, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        self._fade.go()

    # -- what is typed ---------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        field = self.sheet.field
        changed = field.text != self.searching.text
        self.searching.look(field.text, field.caret)
        if not changed:
            return
        self.sheet.popup.hide()
        self.sheet.problem.hide()
        self._trouble.stop()
        self._refined = self._eager = False
        self._waiting = bool(field.text.strip())
        if not self._waiting:
            self.close_evidence(refocus=False)
            self._show_first()

    def _renew(self) -> None:
        """Search for what stands in the field as if it had just been typed: things may have changed since."""
        if self.sheet.field.text.strip():
            self.searching.look("", 0)
            self._edited()
        else:
            self._show_first()

    def _show_first(self) -> None:
        self._found = Found([], [], [])
        self.sheet.show_rows(first_rows(self._recent, lessons()), [], choose=False)
        self.sheet.tell("")

    def _arrived(self, found: Found) -> None:
        if self._refined:  # the second pass was faster: its memories stay
            found = Found(self._found.hits, found.sources, found.chats)
        self._found = found
        self._show_found(settled=self._refined)

    def _improve(self, hits: list[Hit]) -> None:
        self._refined = True
        self._found = Found(hits or self._found.hits, self._found.sources, self._found.chats)
        self._show_found(settled=True)

    def _show_found(self, *, settled: bool) -> None:
        rows = found_rows(self._found)
        self._waiting = not rows and not settled
        self.sheet.problem.hide()
        self._trouble.stop()
        if rows or settled:
            self.sheet.show_rows(rows, sought(self.searching.text), choose=True)
        if not rows and unfinished(self.searching.text):
            self.sheet.show_rows(first_rows((), lessons()), [], choose=False)
        elif not rows and settled:
            self.sheet.show_nothing(self.searching.text)
        means = self.tr("by word and meaning") if _by_meaning(self._found.hits) else self.tr("by word")
        self.sheet.tell(means if rows else "", found=rows != [])
        if self._eager and not self._waiting:
            self._eager = False
            self.sheet.list.open_chosen()

    def _fail(self, problem: str) -> None:
        self._problem = problem
        self._waiting = self._eager = False
        self._trouble.start()

    def _complain(self) -> None:
        self._found = Found([], [], [])
        self.sheet.show_rows(first_rows((), lessons()), [], choose=False)
        self.sheet.tell("")
        self.sheet.problem.say(self._problem, "warn")
        self._place()

    # -- what is chosen --------------------------------------------------------------------------------------------

    def _open_row(self, row: Row, why: bool) -> None:
        match row.kind:
            case RowKind.LESSON:
                self.sheet.field.add(row.thing.insert, row.thing.back)
                self.sheet.field.setFocus()
            case RowKind.RECENT:
                self.sheet.field.write(row.text)
                self.sheet.field.setFocus()
            case RowKind.MEMORY:
                self._remember()
                self.open_evidence(row.thing, why=why)
            case RowKind.SOURCE | RowKind.CHAT:
                self._remember()
                self.close_panel()
                wanted = self.source_wanted if row.kind is RowKind.SOURCE else self.chat_wanted
                wanted.emit(row.thing)
            case _:
                pass

    def _remember(self) -> None:
        text = " ".join(self.sheet.field.text.split())
        if text:
            self._recent = [text, *(known for known in self._recent if known != text)][:_RECENT]

    def open_evidence(self, hit: Hit, *, why: bool = False) -> None:
        """Show a memory in its surroundings, beside the list or over it."""
        memory = hit.memory
        citation = Citation(0, memory.id, memory.span.ref, "", label(memory, hit.source), hit.channels)
        self.evidence.show()
        self._place()
        self.evidence.show_citation(citation, hit.clue)
        if why:
            self.evidence.why.open()
        self.evidence.raise_()
        (self.evidence.why.button if why else self.evidence).setFocus()

    def close_evidence(self, *, refocus: bool = True) -> None:
        if self.evidence.isHidden():
            return
        self.evidence.hide()
        self._place()
        if refocus:
            self.sheet.field.setFocus()

    # -- keys, pointer, size ---------------------------------------------------------------------------------------

    def _field_key(self, event: QKeyEvent) -> None:
        key = event.key()
        taken = self.sheet.popup.take_key(key) or self.sheet.list.take_key(key)
        if not taken and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._eager = self._waiting
            taken = self._waiting or self.sheet.list.open_chosen()
        if taken:
            event.accept()

    def _list_key(self, event: QKeyEvent) -> None:
        self.sheet.field.setFocus()
        cursor = self.sheet.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(event.text())
        self.sheet.field.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.evidence.isHidden():
                self.close_panel()
            else:
                self.close_evidence()
        event.accept()  # nothing below the panel hears its keys

    def focusNextPrevChild(self, on: bool) -> bool:
        """Tab goes round within the panel."""
        stood = QApplication.focusWidget()
        found = stood if stood is not None and self.isAncestorOf(stood) else self.sheet.field
        start = found
        while True:
            found = found.nextInFocusChain() if on else found.previousInFocusChain()
            if found is start or found is None:
                return True
            able = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus) and found.isEnabled() and found.isVisible()
            if able and self.isAncestorOf(found):
                found.setFocus(Qt.FocusReason.TabFocusReason if on else Qt.FocusReason.BacktabFocusReason)
                return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.close_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() is QEvent.Type.Resize:
            self.setGeometry(self.parentWidget().rect())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = QColor(self._theme.tokens.background)
        veil.setAlphaF(_VEIL)
        painter = QPainter(self)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def _place(self) -> None:
        narrow = self.width() < NARROW
        shown = not self.evidence.isHidden()
        room = self.width() - (PANEL if shown and not narrow else 0)
        margin = Space.WIDE
        top = _TOP if self.height() > _HEIGHT else margin
        width = min(_WIDTH, room - 2 * margin)
        height = min(self.sheet.wanted_height(_LEAST_HEIGHT, _HEIGHT), self.height() - top - margin)
        self.sheet.setGeometry((room - width) // 2, top, width, height)
        panel = min(PANEL, self.width())
        self.evidence.setFixedWidth(panel)
        self.evidence.setGeometry(self.width() - panel, 0, panel, self.height())

    def _connect(self) -> None:
        self.parentWidget().installEventFilter(self)
        self.sheet.fitted.connect(self._place)
        self.searching.found.connect(self._arrived)
        self.searching.refined.connect(self._improve)
        self.searching.failed.connect(self._fail)
        self.searching.completed.connect(self.sheet.offer)
        self.sheet.field.edited.connect(self._edited)
        self.sheet.field.pressed.connect(self._field_key)
        self.sheet.list.opened.connect(self._open_row)
        self.sheet.list.typed.connect(self._list_key)
        self.evidence.closed.connect(self.close_evidence)


def _by_meaning(hits: list[Hit]) -> bool:
    """Whether vectors had a say: without an embedding model they have none."""
    meaning = channel_name("vector")
    return any(channel_name(channel) == meaning for hit in hits for channel in hit.channels)
