"""What a search found, as one list: headings, memories, sources, chats; or what can be tried when nothing is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.model.answer import Chat, Hit
from core.model.found import Found
from core.model.memory import Memory, Source, SourceKind
from ui import placing, words
from ui.library.sources import describe
from ui.memories.wording import form_name
from ui.search.operators import Lesson
from ui.why import strength

Index = QModelIndex | QPersistentModelIndex


class RowKind(Enum):
    HEADING = auto()
    MEMORY = auto()
    SOURCE = auto()
    CHAT = auto()
    RECENT = auto()
    LESSON = auto()


class ResultRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `thing` is the hit, source, chat or lesson; a heading and a recent search have their text alone."""

    kind: RowKind
    text: str
    detail: str = ""
    icon: str = ""
    thing: Any = None

    @property
    def key(self) -> tuple[RowKind, object]:
        """What stays the same when the list is found anew."""
        if isinstance(self.thing, Hit):
            return self.kind, self.thing.memory.id
        if isinstance(self.thing, Source | Chat):
            return self.kind, self.thing.id
        return self.kind, self.text


class ResultModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case ResultRole.ROW:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].kind is RowKind.HEADING:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def row(self, number: int) -> Row:
        return self._rows[number]

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def place_of(self, key: tuple[RowKind, object]) -> int:
        """The row with this key, or -1."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def step(self, number: int, by: int) -> int:
        """From row `number`, `by` rows on that can be chosen; stops at the ends. -1 if there is none."""
        choosable = -1
        way = 1 if by > 0 else -1
        left = abs(by)
        place = number
        while left and 0 <= place + way < len(self._rows):
            place += way
            if self._rows[place].kind is not RowKind.HEADING:
                choosable = place
                left -= 1
        return choosable if choosable >= 0 else number


def found_rows(found: Found) -> list[Row]:
    """Memories, sources and chats, each group under its heading; empty groups are left out.

    Where no memory holds a word of what was typed, the heading says so: what is nearest may be far.
    """
    channels = [hit.channels for hit in found.hits]
    near = any(one.get("vector") for one in channels) and not any(one.get("words", 0.0) > 0 for one in channels)
    groups = (
        (
            _tr("No memory holds these words; nearest in meaning") if near else _tr("Memories"),
            [_memory_row(hit) for hit in found.hits],
        ),
        (_tr("Sources"), [_source_row(source) for source in found.sources]),
        (_tr("Chats"), [_chat_row(chat) for chat in found.chats]),
    )
    rows: list[Row] = []
    for name, members in groups:
        if members:
            rows.append(Row(RowKind.HEADING, name, words.number(len(members))))
            rows += members
    return rows


def first_rows(recent: Sequence[str], lessons: Sequence[Lesson]) -> list[Row]:
    """What stands there before anything is typed."""
    rows: list[Row] = []
    if recent:
        rows.append(Row(RowKind.HEADING, _tr("Recent searches")))
        rows += [Row(RowKind.RECENT, text, icon="chats") for text in recent]
    rows.append(Row(RowKind.HEADING, _tr("Narrow it down")))
    rows += [Row(RowKind.LESSON, lesson.sample, lesson.text, "filter", lesson) for lesson in lessons]
    return rows


def label(memory: Memory, source: Source) -> str:
    """Who and when, or which file and page: "Nora · 8 May 2023", "harbour.pdf · page 4"."""
    if source.made_in_sleep:
        drawn = _tr("{what}, drawn by Ebb").format(what=form_name(memory))
        return " · ".join(filter(None, (drawn, "" if memory.said_at is None else words.day(memory.said_at))))
    if source.kind is SourceKind.FILE or not (memory.speaker or memory.said_at):
        return " · ".join(filter(None, (source.title, placing.brief(memory))))
    day = words.day(memory.said_at) if memory.said_at is not None else ""
    return " · ".join(filter(None, (memory.speaker or source.title, day)))


def spoken(row: Row) -> str:
    """A row as a screen reader says it."""
    parts = [row.text, row.detail]
    if isinstance(row.thing, Hit):
        parts.append(_tr("strength: {words}").format(words=strength.in_words(row.thing.memory)))
    return ", ".join(filter(None, parts))


def _memory_row(hit: Hit) -> Row:
    icon = "file" if hit.source.kind is SourceKind.FILE else "conversation"
    where = label(hit.memory, hit.source)
    title = "" if hit.source.made_in_sleep or where.startswith(hit.source.title) else hit.source.title
    detail = " · ".join(filter(None, (where, title)))
    return Row(RowKind.MEMORY, " ".join(hit.memory.text.split()), detail, icon, hit)


def _source_row(source: Source) -> Row:
    icon = "file" if source.kind is SourceKind.FILE else "conversation"
    return Row(RowKind.SOURCE, source.title, describe(source), icon, source)


def _chat_row(chat: Chat) -> Row:
    return Row(RowKind.CHAT, chat.title, words.moment(chat.last_at.astimezone()), "ask", chat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Search", text)
