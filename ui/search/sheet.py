"""What the search panel is made of: field, list, and what is said when there is nothing to list."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.model.completion import Completion
from ui.search.completing import CompletionPopup
from ui.search.field import SearchField
from ui.search.list import ResultList
from ui.search.operators import PieceKind, pieces
from ui.search.results import Row
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.labels import Label, rule
from ui.widgets.notice import Mark, Notice, announce

_FIELD = 56


class SearchSheet(QFrame):
    """Field on top, what was found below; `fitted` tells that it needs another height."""

    fitted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("popover")
        self.field = SearchField(theme)
        self.list = ResultList(theme)
        self.popup = CompletionPopup(theme, self)
        self.problem = Notice(theme, closable=False)
        self._nothing = Label(size=Size.READ, bold=True, wrap=True)
        self._advice = Label(size=Size.BODY, tone="muted", wrap=True)
        self._stack = QStackedWidget()
        self._means = Label(size=Size.NOTE, tone="muted")
        self._arrange(theme)
        self.popup.taken.connect(self.field.complete)

    def show_rows(self, rows: list[Row], sought: list[str], *, choose: bool) -> None:
        self.list.show_rows(rows, sought, choose=choose)
        self._stack.setCurrentWidget(self.list)
        self.fitted.emit()

    def show_nothing(self, query: str) -> None:
        """Say that nothing was found, and what to try."""
        short = query.strip() if len(query) <= 80 else f"{query.strip()[:80]}…"
        self._nothing.setText(self.tr("Nothing found for “{query}”").format(query=short))
        narrowed = any(piece.kind is not PieceKind.WORD for piece in pieces(query))
        self._advice.setText(
            self.tr("Take one of the conditions away, or write a name or day as it was said.")
            if narrowed
            else self.tr("Try fewer words, another word for it, or the name of someone who spoke of it.")
        )
        self._stack.setCurrentIndex(1)
        announce(self, f"{self._nothing.text()}. {self._advice.text()}")

    def wanted_height(self, least: int, most: int) -> int:
        """What the list needs, within bounds."""
        layout = self.layout()
        assert layout is not None
        around = layout.totalSizeHint().height() - self._stack.sizeHint().height()
        return min(max(least, self.list.content_height(most) + around), most)

    def tell(self, means: str, *, found: bool = False) -> None:
        """Say in small print how what stands there was found."""
        self._means.setText(means)
        if found:
            announce(self.list, self.tr("{n} found").format(n=self.list.results.rowCount()))

    def offer(self, completions: list[Completion]) -> None:
        """Show ways to go on, under where they begin; what changes nothing is none."""
        text, cursor = self.field.text, self.field.caret
        useful = [way for way in completions if text[way.start : way.end] != way.text]
        if not useful or not self.field.hasFocus() or self.field.textCursor().hasSelection():
            self.popup.hide()
            return
        typed = text[useful[0].start : cursor]
        valued = ":" in typed or text[: useful[0].start].endswith(":")
        caret = self.field.cursorRect().topLeft()
        left = caret.x() - self.field.fontMetrics().horizontalAdvance(typed)
        corner = self.field.mapTo(self, QPoint(max(0, left) - Space.MEDIUM, self.field.height() + Space.SMALL))
        self.popup.offer(useful, corner, self.rect().adjusted(0, 0, -Space.SMALL, 0), choose=valued)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # beside the controls, but not outside: the panel stays

    def _arrange(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Space.LARGE + 2, 0, Space.LARGE, 0)
        head.setSpacing(Space.MEDIUM)
        head.addWidget(Mark(theme, "search", "muted"))
        head.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        top = QWidget()
        top.setFixedHeight(_FIELD)
        top.setLayout(head)
        within = QHBoxLayout()
        within.setContentsMargins(Space.SMALL, Space.HAIR, Space.SMALL, 0)
        within.addWidget(self._stack)
        notice = QHBoxLayout()
        notice.setContentsMargins(Space.LARGE, 0, Space.LARGE, 0)
        notice.addWidget(self.problem)
        empty = QWidget()
        said = QVBoxLayout(empty)
        said.setContentsMargins(Space.LARGE, Space.WIDE, Space.LARGE, Space.WIDE)
        said.setSpacing(Space.SMALL)
        said.addWidget(self._nothing)
        said.addWidget(self._advice)
        said.addStretch(1)
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.LARGE + 2, Space.SMALL, Space.LARGE, Space.SMALL)
        keys = self.tr("↑ ↓ choose · Enter open · Tab complete · Esc close")
        foot.addWidget(Label(keys, size=Size.NOTE, tone="muted"), 1)
        foot.addWidget(self._means)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(rule())
        column.addSpacing(Space.HAIR)
        column.addLayout(notice)
        column.addLayout(within, 1)
        column.addWidget(rule())
        column.addLayout(foot)
