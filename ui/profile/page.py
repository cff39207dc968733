"""What Ebb knows of the user and of people: a card a person, a line for each thing, corrected one by one."""

from __future__ import annotations

from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.model.kept import ProfileLine
from core.model.memory import Trust
from ui import words
from ui.background import Reads
from ui.memories import ops, wording
from ui.memories.sections import PageSection, memory_row
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, IconButton
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Label
from ui.widgets.notice import announce
from ui.widgets.scrolled import ScrolledColumn, empty_out, gathered
from ui.widgets.subpage import SubPage

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_PEOPLE, _FIRST, _LEAST = 10, 24, 2
"""People that are shown at first, lines of all of them together, and of one of many."""
_SOURCES = 12


class ProfilePage(SubPage):
    """`opened` asks for a memory."""

    opened = Signal(int)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Profile"), parent)
        self._theme = theme
        self._assistant = assistant
        self._undo: int | None = None
        self._corrected: int | None = None
        """The line the keyboard is to stand on again when the profile has come."""
        self._shown: list[ProfileLine] | None = None
        self._reads = Reads(self)
        self.lines: dict[int, ProfileRow] = {}
        self.empty = EmptyState(
            theme,
            title=self.tr("Nothing is known of anybody yet"),
            text=self.tr("While Ebb sleeps it notes what people said of themselves, here, each with its sources."),
        )
        self._people = QVBoxLayout()
        self._sections: dict[str, PageSection] = {}
        self._most = _PEOPLE
        self._more = Button("", look="link")
        self._more.clicked.connect(self._show_more)
        self._stack = QStackedWidget()
        self._arrange()
        self.notice.acted.connect(self._undo_last)

    def refresh(self) -> None:
        """Read the profile anew; a line that is being edited is left alone."""
        if not self._editing:
            self._reads.read(ops.profile(assistant=self._assistant).success(self._show).failure(self.complain))

    @property
    def _editing(self) -> bool:
        return any(line.editing for line in self.lines.values())

    def _show(self, found: list[ProfileLine]) -> None:
        if self._editing:  # begun since this was asked for; it is read anew when the line rests
            return
        self._stack.setCurrentIndex(0 if found else 1)
        if found != self._shown:
            self._shown = found
            self._build(found)

    def _build(self, found: list[ProfileLine]) -> None:
        self.lines = {}
        empty_out(self._people)
        before, self._sections = {name: section.shown for name, section in self._sections.items()}, {}
        about = sorted(found, key=lambda line: (not _is_user(line), line.about.casefold()))
        people = {name: list(group) for name, group in groupby(about, key=_name)}
        shown = min(len(people), self._most)
        for name, lines in islice(people.items(), shown):
            section = self._sections[name] = PageSection(name)
            first = max(_LEAST, _FIRST // shown, before.get(name, 0))
            section.fill([partial(self._row, line) for line in lines], first)
        left = len(people) - shown
        self._more.setVisible(left > 0)
        self._more.setText(self.tr("Show {n} more people").format(n=words.number(min(left, _PEOPLE))))
        if people:
            self._people.addWidget(gathered(self._sections.values(), self._people.spacing()))
        if self._corrected in self.lines:
            self.lines[self._corrected].edit.setFocus()
        self._corrected = None

    def _show_more(self) -> None:
        if not self._editing:
            self._most += _PEOPLE
            self._build(self._shown or [])

    def _row(self, line: ProfileLine) -> ProfileRow:
        row = ProfileRow(self._theme, line, self.opened)
        row.saved.connect(self._save)
        row.removed.connect(self._remove)
        row.rested.connect(self.refresh)
        self.lines[line.memory.id] = row
        return row

    def _save(self, memory_id: int, text: str) -> None:
        def done(change: int | None) -> None:
            if memory_id in self.lines:
                self.lines[memory_id].rest()
            self._undo = change
            self._corrected = memory_id
            if change is not None:
                self.notice.say(self.tr("Corrected. Your word counts from now on."), "good", self.tr("Undo"))
            self.refresh()

        operation = ops.edit(assistant=self._assistant, memory_id=memory_id, text=text)
        self._reads.change(operation.success(done).failure(self.complain))

    def _remove(self, memory_id: int) -> None:
        def done(change: int | None) -> None:
            self._undo = change
            said = self.tr("Removed from the profile. The memories it was made from stay.")
            self.notice.say(said, "good", self.tr("Undo") if change is not None else "")
            self.refresh()

        operation = ops.remove_profile_line(assistant=self._assistant, memory_id=memory_id)
        self._reads.change(operation.success(done).failure(self.complain))

    def _undo_last(self) -> None:
        if self._undo is None:
            return
        change, self._undo = self._undo, None

        def done(_: None) -> None:
            self.notice.say(self.tr("It is as it was."), "good")
            self.refresh()

        operation = ops.undo_change(assistant=self._assistant, change_id=change)
        self._reads.change(operation.success(done).failure(self.complain))

    def _arrange(self) -> None:
        self._people.setSpacing(Space.WIDE)
        scroll = ScrolledColumn()
        scroll.column.addLayout(self._people)
        scroll.column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        scroll.column.addStretch(1)
        self._stack.addWidget(scroll)
        self._stack.addWidget(self.empty)
        said = self.tr("Each line rests on what was said. Correct what is wrong: your word outranks everything else.")
        self.arrange(self._stack, self.tr("What Ebb knows of you and of people"), said)


class ProfileRow(QWidget):
    """A line with its sources; in its place, when it is edited, a field."""

    saved = Signal(int, str)
    removed = Signal(int)
    rested = Signal()
    """It was edited, and nothing came of it."""

    def __init__(self, theme: Theme, line: ProfileLine, opened: Signal) -> None:
        super().__init__()
        self._line = line
        self._opened = opened
        text = wording.one_line(line.memory.text)
        self.text = Label(text, size=Size.READ, wrap=True)
        self.field = QLineEdit(text)
        self.field.setFont(font(Size.READ))
        self.field.setAccessibleName(self.tr("Correct this line"))
        self.field.hide()
        self.edit = IconButton(theme, "edit", self.tr("Correct: {text}").format(text=text), size=16)
        self.remove = IconButton(theme, "trash", self.tr("Remove: {text}").format(text=text), size=16)
        self.save = Button(self.tr("Save"), look="primary")
        self.cancel = Button(self.tr("Cancel"))
        self.sources = Button(self._sources_text(), look="link")
        self.sources.setEnabled(bool(line.origins))
        self._list = QWidget()
        self._list.hide()
        self._listed = False
        top = QHBoxLayout()
        top.setContentsMargins(Space.SMALL, 0, 0, 0)  # the words stand over those of the link below
        top.setSpacing(Space.HAIR)
        top.addWidget(self.text, 1)
        top.addWidget(self.field, 1)
        for button in (self.save, self.cancel, self.edit, self.remove):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.HAIR, Space.SMALL, Space.SMALL, Space.HAIR)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.sources, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._list)
        self.edit.clicked.connect(self.begin)
        self.remove.clicked.connect(lambda: self.removed.emit(line.memory.id))
        self.save.clicked.connect(self._save)
        self.field.returnPressed.connect(self._save)
        self.cancel.clicked.connect(self._give_up)
        self.sources.clicked.connect(self._show_sources)
        self.rest()

    @property
    def editing(self) -> bool:
        return not self.field.isHidden()

    def begin(self) -> None:
        """Put the field in the line's place."""
        self._swap(editing=True)
        self.field.selectAll()
        self.field.setFocus()

    def rest(self) -> None:
        self._swap(editing=False)
        self.field.setText(wording.one_line(self._line.memory.text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.editing:
            self._give_up()
            self.edit.setFocus()
        else:
            super().keyPressEvent(event)

    def _give_up(self) -> None:
        self.rest()
        self.rested.emit()

    def _swap(self, *, editing: bool) -> None:
        for widget in (self.field, self.save, self.cancel):
            widget.setVisible(editing)
        for widget in (self.text, self.edit, self.remove):
            widget.setVisible(not editing)

    def _save(self) -> None:
        self.saved.emit(self._line.memory.id, self.field.text())

    def _sources_text(self) -> str:
        if self._line.memory.trust is Trust.USER and not self._line.origins:
            return self.tr("your own word")
        number = len(self._line.origins)
        said = words.count(number, self.tr("source"), self.tr("sources"))
        return self.tr("{sources}, corrected by you").format(sources=said) if self._line.memory.version > 1 else said

    def _show_sources(self) -> None:
        if not self._listed:
            self._listed = True
            column = QVBoxLayout(self._list)
            column.setContentsMargins(0, 0, 0, Space.SMALL)
            column.setSpacing(0)
            for memory in self._line.origins[:_SOURCES]:
                column.addWidget(memory_row(memory, self._opened))
        self._list.setVisible(self._list.isHidden())
        if not self._list.isHidden():
            announce(self, self.tr("Sources shown"))


def _is_user(line: ProfileLine) -> bool:
    return line.about.casefold() in ("", "you", "me", "user")


def _name(line: ProfileLine) -> str:
    return ProfilePage.tr("You") if _is_user(line) else line.about
