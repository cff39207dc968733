"""The parts of a memory's page: titled cards with rows that lead on, and changes that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.model.change import Change
from core.model.kept import Linked, LinkKind, Revision
from core.model.memory import Memory
from ui import words
from ui.memories import wording
from ui.memories.differences import differences
from ui.sleep import wording as sleep_wording
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.scrolled import gathered

_FIRST, _MORE = 6, 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("Memories", text)


class PageSection(QWidget):
    """A title and a card. Of many rows the first few are shown; a link shows more."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Callable[[], QWidget]] = []
        self._shown = 0
        card = QFrame()
        card.setObjectName("card")
        self.body = QVBoxLayout(card)
        self.body.setContentsMargins(Space.SMALL, Space.SMALL, Space.SMALL, Space.SMALL)
        self.body.setSpacing(2)
        self.title = Label(title, size=Size.READ, bold=True)
        self.more = Button("", look="link")
        self._foot = inset(self.more)
        self.more.clicked.connect(lambda: self._show(_MORE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self.title)
        column.addWidget(card)

    @property
    def shown(self) -> int:
        """How many rows are shown."""
        return self._shown

    @property
    def left(self) -> int:
        """How many are not."""
        return len(self._rows) - self._shown

    def fill(self, rows: Sequence[Callable[[], QWidget]], first: int = _FIRST) -> None:
        """Rows as functions that make them: those that are never shown are never made."""
        self._rows = list(rows)
        self._show(first)

    def _show(self, n: int) -> None:
        self.body.removeWidget(self._foot)
        rows = [make() for make in self._rows[self._shown : self._shown + n]]
        self.body.addWidget(gathered(rows, self.body.spacing()))
        self._shown = min(self._shown + n, len(self._rows))
        self.body.addWidget(self._foot)
        self._foot.setVisible(self.left > 0)
        self.more.setText(_tr("Show {n} more").format(n=words.number(min(self.left, _MORE))))


def inset(link: Button) -> QWidget:
    """A link under rows: its words begin where theirs do."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(Space.HAIR, 0, 0, 0)
    row.addWidget(link)
    row.addStretch(1)
    return box


class RowButton(Button):
    """A row that leads on: a line of text, and a muted one below."""

    def __init__(self, text: str, detail: str) -> None:
        super().__init__("", look="row")
        self._lines = (Label(text, size=Size.BODY, wrap=True), Label(detail, size=Size.NOTE, tone="muted", wrap=True))
        self.setAccessibleName(f"{text}. {detail}")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        column.setSpacing(2)
        for line in self._lines:
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(line)  # first: shown before it has a parent, it would be a window of its own
            line.setVisible(bool(line.text()))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(max(self.width(), 80)) if self.width() > 80 else 40)


def memory_row(memory: Memory, opened: Signal, detail: str = "") -> RowButton:
    """A row for another memory; a click carries its id to `opened`."""
    text = wording.one_line(memory.text)
    text = text if len(text) <= 240 else f"{text[:239].rstrip()}…"
    about = " · ".join(filter(None, (wording.form_name(memory), wording.who(memory), wording.when(memory), detail)))
    row = RowButton(text, about)
    row.clicked.connect(lambda: opened.emit(memory.id))
    return row


def link_detail(link: Linked) -> str:
    """Why something is linked, in words."""
    kind = {
        LinkKind.ALIKE: _tr("alike in meaning"),
        LinkKind.TOGETHER: _tr("used together"),
        LinkKind.ABOUT: _tr("about the same"),
        LinkKind.FOLLOWS: _tr("one after the other"),
    }[link.kind]
    return kind if link.kind is LinkKind.ALIKE else link.reason or kind  # a cosine says nothing to a person


class ChangeRow(QWidget):
    """A change: what was done and why, how it read before and after, and the way back."""

    undo_wanted = Signal(int)

    def __init__(self, theme: Theme, change: Change, *, titled: bool, opened: Signal | None = None) -> None:
        super().__init__()
        column = QVBoxLayout()
        column.setSpacing(2)
        if change.before and change.after and change.before != change.after:
            column.addWidget(difference_label(theme, change.before, change.after))
        elif text := change.after or change.before or ("" if titled else change.about):
            column.addWidget(Label(wording.one_line(text)[:400], size=Size.BODY, wrap=True))
        said = [sleep_wording.group_name(change.kind)] if titled else []
        said += [change.reason, words.moment(change.at) if titled else ""]
        alone = not column.count() and not titled  # the reason is all there is to read
        text = " · ".join(filter(None, said))
        column.addWidget(Label(text, size=Size.BODY if alone else Size.NOTE, tone="" if alone else "muted", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.SMALL, Space.SMALL)
        row.setSpacing(Space.SMALL)
        row.addLayout(column, 1)
        if opened is not None and change.memory_id is not None and change.undone_at is None:
            show = Button(_tr("Open"), look="link")
            show.setAccessibleName(_tr("Open this memory"))
            show.clicked.connect(lambda: opened.emit(change.memory_id))
            row.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        if change.undone_at is None:
            self.undo = Button(_tr("Undo"), look="link")
            self.undo.setAccessibleName(_tr("Undo: {reason}").format(reason=change.reason))
            self.undo.clicked.connect(lambda: self.undo_wanted.emit(change.id))
            row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        else:
            row.addWidget(Label(_tr("undone"), size=Size.NOTE, tone="muted"), 0, Qt.AlignmentFlag.AlignTop)


def difference_label(theme: Theme, before: str, after: str) -> Label:
    """How words changed."""
    label = Label(size=Size.BODY, wrap=True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText(differences(before, after, theme.tokens.muted))
    label.setFont(font(Size.BODY))
    return label


class VersionRow(QWidget):
    """An earlier wording, and what became of it."""

    def __init__(self, theme: Theme, revision: Revision, after: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        column.setSpacing(2)
        column.addWidget(difference_label(theme, revision.text, after))
        said = _tr("version {n}, until {when}").format(n=revision.version, when=words.moment(revision.replaced_at))
        column.addWidget(
            Label(" · ".join(filter(None, (said, revision.reason))), size=Size.NOTE, tone="muted", wrap=True)
        )
