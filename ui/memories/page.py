"""A memory's own page: its words, where they are from, how firmly they stand, and everything that was done to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.change import Change, ChangeKind
from core.model.forgetting import Meant
from core.model.kept import Line, MemoryPage
from core.model.memory import Source, SourceKind, State
from ui import placing
from ui.background import Reads
from ui.forgetting.card import LettingGo
from ui.memories import ops, wording
from ui.memories.curve import StrengthCurve, told
from ui.memories.sections import ChangeRow, PageSection, RowButton, VersionRow, inset, link_detail, memory_row
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.why import strength
from ui.why.times import told as when_told
from ui.widgets import clip
from ui.widgets.buttons import Button, IconButton
from ui.widgets.labels import Label
from ui.widgets.notice import announce
from ui.widgets.scrolled import ScrolledColumn, empty_out
from ui.widgets.subpage import SubPage

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_UNTOLD = (ChangeKind.LINKED, ChangeKind.TAGGED)
"""What they came to is shown itself: the tags, and what it is linked with."""
_LONG = 400
"""Text beyond this is set smaller: it is a passage, not a sentence."""


class MemoryPageView(SubPage):
    """`opened` asks for another memory, `source_wanted` for the passage in its surroundings.

    `forgotten` carries the request that came of forgetting, `forget_source_wanted` a source of which all is to go.
    """

    opened = Signal(int)
    source_wanted = Signal(object)
    forgotten = Signal(object)
    forget_source_wanted = Signal(object)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Memory"), parent)
        self._theme = theme
        self._assistant = assistant
        self.memory_id = -1
        self.page: MemoryPage | None = None
        """What is shown; None while another memory's page is on its way."""
        self._reads = Reads(self)
        self._undo: int | None = None
        self.text = Label(size=Size.TITLE, bold=True, wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about = Label(size=Size.BODY, tone="muted", wrap=True)
        self.pin = Button(self.tr("Pin"), theme=theme, icon="pin")
        self.edit = Button(self.tr("Edit"), theme=theme, icon="edit")
        self.confirm = Button(self.tr("Still true"), theme=theme, icon="check")
        self.forget = Button(self.tr("Forget…"), theme=theme, icon="trash")
        self.copy = IconButton(theme, "copy", self.tr("Copy, with where it is from"))
        self.editor = QPlainTextEdit()
        self.save = Button(self.tr("Save as a new version"), look="primary")
        self.cancel = Button(self.tr("Cancel"))
        self._editing = QWidget()
        self._actions = QWidget()
        self.letting_go = LettingGo(theme, assistant)
        self._standing = Label(size=Size.BODY, bold=True)
        self._fate = Label(size=Size.BODY, tone="muted", wrap=True)
        self.curve = StrengthCurve(theme)
        self._sections = QVBoxLayout()
        self._scroll = ScrolledColumn()
        self._arrange()
        self._connect()

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_memory(self, memory_id: int) -> None:
        """Fetch everything about a memory and show it."""
        if memory_id != self.memory_id:
            self._reads.drop()
            self.page = None
            self.notice.hide()
            self.letting_go.hide()
            self._stop_editing()
            self._scroll.to_top()
        self.memory_id = memory_id
        self.refresh()

    def refresh(self) -> None:
        def failed(error: EbbError) -> None:
            self.notice.say(str(error), "warn")

        operation = ops.memory_page(assistant=self._assistant, memory_id=self.memory_id)
        self._reads.read(operation.success(self._show).failure(failed))

    def _show(self, page: MemoryPage) -> None:
        fresh = self.page is None or self.page.memory.id != page.memory.id
        self.page = page
        memory = page.memory
        long = len(memory.text) > _LONG
        self.text.setFont(font(Size.READ if long else Size.TITLE, bold=not long))
        self.text.setText(memory.text)
        line = Line(memory, page.source.title, page.retention, len(page.origins))
        known = {tag.casefold(): tag for tag in reversed(page.tags)}  # "Luna" and "luna" are one
        tags = " ".join(f"#{tag}" for tag in [*reversed(known.values())][:12])
        state = "" if memory.state is State.ACTIVE else wording.state_name(memory.state)
        about = " · ".join(filter(None, (wording.describe(line), state)))
        true = when_told(memory) if memory.true_from is not None or memory.true_to is not None else ""
        self.about.setText("\n".join(filter(None, (about, true, tags))))
        self.pin.setText(self.tr("Unpin") if memory.pinned else self.tr("Pin"))
        level = strength.in_words(memory)
        self._standing.setText(f"{strength.figure(page.retention)} · {level}")
        self._fate.setText(told(page))
        self.curve.show_page(page)
        self._show_sections(page)
        if fresh:
            announce(self, memory.text)

    def _show_sections(self, page: MemoryPage) -> None:
        empty_out(self._sections)
        source = PageSection(self.tr("Where it is from"))
        source.fill([partial(self._source_row, page), *self._source_links(page)])
        self._sections.addWidget(source)
        self._add_section(self.tr("Made from"), [partial(memory_row, one, self.opened) for one in page.origins])
        self._add_section(self.tr("Made from it"), [partial(memory_row, one, self.opened) for one in page.derived])
        links = [partial(memory_row, one.memory, self.opened, link_detail(one)) for one in page.links]
        self._add_section(self.tr("Linked with"), links)
        texts = [page.memory.text, *(revision.text for revision in page.revisions)]
        versions = [
            partial(VersionRow, self._theme, revision, after)
            for revision, after in zip(page.revisions, texts, strict=False)
        ]
        self._add_section(self.tr("Earlier versions"), versions)
        told = [change for change in page.changes if change.kind not in _UNTOLD]
        self._add_section(self.tr("What was done to it"), [partial(self._change_row, one) for one in told])

    def _add_section(self, title: str, rows: list) -> None:
        if rows:
            section = PageSection(title)
            section.fill(rows)
            self._sections.addWidget(section)

    def _source_row(self, page: MemoryPage) -> RowButton:
        memory = page.memory
        where = placing.brief(memory) or memory.span.heading
        kind = wording.kind_name(page.source)
        if page.source.kind is SourceKind.CAPTURE and page.origins:
            kind = self.tr("by Ebb, from what is listed below")
        detail = " · ".join(filter(None, (kind, where, wording.when(memory))))
        row = RowButton(page.source.title, detail)
        row.clicked.connect(lambda: self.source_wanted.emit(page))
        return row

    def _source_links(self, page: MemoryPage) -> list[Callable[[], QWidget]]:
        """What sleep made and what was noted by hand have no source that could go as a whole."""
        if page.source.kind is SourceKind.CAPTURE:
            return []
        return [partial(self._forget_source_link, page.source)]

    def _forget_source_link(self, source: Source) -> QWidget:
        link = Button(self.tr("Forget everything from here…"), look="link")
        link.clicked.connect(lambda: self.forget_source_wanted.emit(source))
        return inset(link)

    def _change_row(self, change: Change) -> ChangeRow:
        row = ChangeRow(self._theme, change, titled=True)
        row.undo_wanted.connect(self._undo_change)
        return row

    # -- doing -----------------------------------------------------------------------------------------------------

    def _toggle_pin(self) -> None:
        if self.page is None:
            return
        on = not self.page.memory.pinned
        said = self.tr("Pinned. It does not fade.") if on else self.tr("No longer pinned.")
        operation = ops.pin(assistant=self._assistant, memory_id=self.memory_id, on=on)
        self._reads.change(operation.success(lambda change: self._done(said, change)).failure(self.complain))

    def _start_editing(self) -> None:
        if self.page is None:
            return
        self.editor.setPlainText(self.page.memory.text)
        self._actions.hide()
        self.text.hide()
        self._editing.show()
        self.editor.setFocus()

    def _stop_editing(self) -> None:
        self._editing.hide()
        self.text.show()
        self._actions.show()

    def _cancel(self) -> None:
        self._stop_editing()
        self.edit.setFocus()

    def _save(self) -> None:
        memory_id = self.memory_id

        def done(change: int | None) -> None:
            if self.memory_id != memory_id:
                return  # another memory is shown now, and perhaps edited
            self._stop_editing()
            self.edit.setFocus()
            if change is not None:
                self._done(self.tr("Saved as a new version. The earlier words are kept below."), change)

        operation = ops.edit(assistant=self._assistant, memory_id=memory_id, text=self.editor.toPlainText())
        self._reads.change(operation.success(done).failure(self.complain))

    def _copy(self) -> None:
        if self.page is not None:
            clip.copy(wording.with_source(self.page))
            announce(self, self.tr("Copied"))

    def _confirm(self) -> None:
        operation = ops.confirm(assistant=self._assistant, memory_id=self.memory_id)
        operation.success(lambda _: self._done(self.tr("Noted. It stands firmer now."), None))
        self._reads.change(operation.failure(self.complain))

    def _undo_change(self, change_id: int) -> None:
        operation = ops.undo_change(assistant=self._assistant, change_id=change_id)
        self._reads.change(operation.success(lambda _: self._undone()).failure(self.complain))

    def _undone(self) -> None:
        """What made the memory may have been undone, and the memory with it."""
        made = self.page is not None and any(
            change.kind in (ChangeKind.LEARNED, ChangeKind.GATHERED) for change in self.page.changes
        )
        self._done(self.tr("Undone."), None)
        if made and self.page is not None and not self.page.revisions:
            self.refresh()

    def _done(self, said: str, change: int | None) -> None:
        self._undo = change
        self.notice.say(said, "good", self.tr("Undo") if change is not None else "")
        self.refresh()

    def _undo_last(self) -> None:
        if self._undo is not None:
            self._undo_change(self._undo)

    def _consider_forgetting(self) -> None:
        self.letting_go.consider(Meant(memory_id=self.memory_id))
        self._scroll.ensureWidgetVisible(self.letting_go)

    def _spare(self) -> None:
        self.forget.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        match event.key():
            case Qt.Key.Key_Escape if self._editing.isVisible():
                self._cancel()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self._copy()
            case Qt.Key.Key_P if bare:
                self._toggle_pin()
            case Qt.Key.Key_Delete if bare:
                self._consider_forgetting()
            case _:
                super().keyPressEvent(event)

    # -- building --------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.pin.clicked.connect(self._toggle_pin)
        self.edit.clicked.connect(self._start_editing)
        self.confirm.clicked.connect(self._confirm)
        self.forget.clicked.connect(self._consider_forgetting)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self._cancel)
        self.letting_go.gone.connect(self.forgotten)
        self.letting_go.spared.connect(self._spare)
        self.notice.acted.connect(self._undo_last)

    def _arrange(self) -> None:
        self.editor.setProperty("look", "field")
        self.editor.setFont(font(Size.READ))
        self.editor.setFixedHeight(132)
        self.editor.setTabChangesFocus(True)
        self.editor.setAccessibleName(self.tr("The words of this memory"))
        choices = QHBoxLayout()
        choices.setSpacing(Space.SMALL)
        choices.addWidget(self.save)
        choices.addWidget(self.cancel)
        choices.addStretch(1)
        editing = QVBoxLayout(self._editing)
        editing.setContentsMargins(0, 0, 0, 0)
        editing.setSpacing(Space.SMALL)
        editing.addWidget(self.editor)
        editing.addLayout(choices)
        self._editing.hide()
        actions = QHBoxLayout(self._actions)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(Space.SMALL)
        for button in (self.pin, self.edit, self.confirm, self.forget):
            actions.addWidget(button)
        actions.addWidget(self.copy)
        actions.addStretch(1)
        standing = PageSection(self.tr("Strength"))
        standing.body.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.SMALL)
        standing.body.addWidget(self._standing)
        standing.body.addWidget(self._fate)
        standing.body.addSpacing(Space.SMALL)
        standing.body.addWidget(self.curve)
        self._sections.setSpacing(Space.WIDE)
        column = self._scroll.column
        column.setSpacing(Space.MEDIUM)
        column.addWidget(self.text)
        column.addWidget(self._editing)
        column.addWidget(self.about)
        column.addSpacing(Space.HAIR)
        column.addWidget(self._actions)
        column.addWidget(self.letting_go)
        column.addSpacing(Space.SMALL)
        column.addWidget(standing)
        column.addSpacing(Space.SMALL)
        column.addLayout(self._sections)
        column.addStretch(1)
        self.arrange(self._scroll)
