"""The sources, fetched page by page as the list is scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from core.errors import EbbError
from core.model.memory import Source, SourceKind
from ui import ops, words
from ui.memories.wording import kind_name
from ui.widgets.rows import RowAction, RowRole

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

PAGE = 100
_ICONS = {SourceKind.FILE: "file", SourceKind.CAPTURE: "memories"}


class SourceModel(QAbstractListModel):
    failed = Signal(str)
    arrived = Signal()

    def __init__(self, assistant: Assistant, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._sources: list[Source] = []
        self._more = True
        self._fetching = False
        self._stale = False

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._sources)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        source = self._sources[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return source.title
            case RowRole.DETAIL:
                return describe(source)
            case RowRole.ASIDE:
                return words.day(source.added_at.astimezone())
            case RowRole.ACTIONS:
                # What was made in sleep goes with what it was made from, and never as a whole.
                return () if source.kind is SourceKind.CAPTURE else (RowAction("forget", self.tr("Forget…")),)
            case RowRole.ICON:
                return _ICONS.get(source.kind, "conversation")
            case Qt.ItemDataRole.AccessibleTextRole:
                added = self.tr("added {day}").format(day=words.day(source.added_at.astimezone()))
                return f"{source.title}, {describe(source)}, {added}"
        return None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self._more and not self._fetching

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        self._fetch(len(self._sources), PAGE)

    def refresh(self) -> None:
        """Read the newest anew, however many are shown: the rest is what it was, unless the newest say otherwise."""
        if self._fetching:
            self._stale = True
        else:
            self._fetch(0, PAGE)

    def source(self, row: int) -> Source:
        return self._sources[row]

    def row_of(self, source_id: int) -> int:
        """Where a source stands, or -1 if it is not among those fetched so far."""
        return next((row for row, source in enumerate(self._sources) if source.id == source_id), -1)

    def fetch_on(self) -> bool:
        """Fetch one more page. False if there is none, or one is on its way already."""
        able = self._more and not self._fetching
        if able:
            self._fetch(len(self._sources), PAGE)
        return able

    @property
    def complete(self) -> bool:
        """Whether all of them are here."""
        return not self._more and not self._fetching

    def _fetch(self, offset: int, limit: int) -> None:
        self._fetching = True

        def arrived(found: list[Source]) -> None:
            self._fetching = False
            full = len(found) >= limit
            if offset:
                self._more = full
                self._append(found)
            elif not self._merge(found, full):
                self._more = full
                self.beginResetModel()
                self._sources = found
                self.endResetModel()
            self.arrived.emit()
            if self._stale:
                self._stale = False
                self.refresh()

        def failed(error: EbbError) -> None:
            self._fetching = False
            self._more = False
            self.failed.emit(str(error))

        ops.sources(assistant=self._assistant, limit=limit, offset=offset).success(arrived).failure(failed).run(self)

    def _append(self, found: list[Source]) -> None:
        known = {source.id for source in self._sources}
        fresh = [source for source in found if source.id not in known]  # one taken in meanwhile moves the pages
        if fresh:
            first = len(self._sources)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._sources += fresh
            self.endInsertRows()

    def _merge(self, found: list[Source], full: bool) -> bool:
        """Put what is only new on top, so the view stays where it is. False if the list has changed otherwise."""
        ids = [source.id for source in found]
        known = [source.id for source in self._sources]
        new = ids.index(known[0]) if known and known[0] in ids else -1
        if new < 0 or ids[new:] != known[: len(ids) - new] or (not full and len(ids) - new < len(known)):
            return False
        if new:
            self.beginInsertRows(QModelIndex(), 0, new - 1)
            self._sources[:0] = found[:new]
            self.endInsertRows()
        self._sources[: len(found)] = found
        self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
        return True


def describe(source: Source) -> str:
    """What a source is, how much was remembered of it, and where it lives, in one line."""
    kind = kind_name(source)
    parts = [kind, words.count(source.memories, _tr("memory"), _tr("memories"))]
    if source.size:
        parts.append(words.size(source.size))
    if source.kind is SourceKind.FILE and source.location:
        parts.append(source.location)
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SourceModel", text)
